export { type QualityJudgement, QualityJudgements } from './application/quality-judgements.js';
export { type Judgement, JUDGEMENTS } from './domain/visit.js';
export { AssuranceModule } from './assurance.module.js';
