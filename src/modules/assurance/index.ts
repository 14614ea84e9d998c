export { type QualityJudgement, QualityJudgements } from './application/quality-judgements.js';
export { Removals } from './application/removals.js';
export { type Judgement, JUDGEMENTS } from './domain/visit.js';
export { AssuranceModule } from './assurance.module.js';
