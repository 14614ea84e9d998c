export { AnswerRequest } from './application/answer-request.js';
export { AskSupport } from './application/ask-support.js';
export { DecidedSupport, type NamedSupport, type SupportOfDecision } from './application/decided-support.js';
export { GrantSupport } from './application/grant-support.js';
export { KeepTeams } from './application/keep-teams.js';
export { KeepWorries } from './application/keep-worries.js';
export { RunCycle } from './application/run-cycle.js';
export { SupportModule } from './support.module.js';
