export {
  ENGINE_VERSION,
  MODES,
  type CertificateEntry,
  type ComponentReport,
  type Mode,
  type Objective,
  type OptionEntry,
  type Price,
  type ProblemFile,
  type PupilEntry,
  type ResourceEntry,
  type ResultFile,
  type Status,
  type Use,
} from './exchange.js';
export { checkResult, type CheckedResult } from './check-result.js';
export { runMatchCommand, type CommandIo } from './command.js';
export { lotteryNumber } from './lottery.js';
export { problemHash } from './model.js';
export { readProblem, readProblemFile, type ReadProblem } from './read-problem.js';
export { solve, type SolveOptions } from './solve.js';
export { changedProblem, type Change } from './change.js';
export { WhatIf, type Changed, type WhatIfOptions } from './what-if.js';
export type { Answer } from './solve.js';
