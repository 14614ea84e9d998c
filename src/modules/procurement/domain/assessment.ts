/** What somebody is named for in a round. */
export const ASSESSOR_PARTS = {
  EVALUATOR: 'Evaluator',
  MODERATOR: 'Moderator',
} as const;
export type AssessorPart = keyof typeof ASSESSOR_PARTS;

/** Whose part a sheet is: of somebody who is named, or of somebody who runs the framework and reads. */
export const SHEET_PARTS = { ...ASSESSOR_PARTS, READER: 'Reader' } as const;
export type SheetPart = keyof typeof SHEET_PARTS;

export type SheetStatus = 'CONFLICT' | 'OPEN' | 'SUBMITTED';

/** How many people at least must score every lot before their scores are shown; the database asks for them too. */
export const EVALUATORS_LEAST = 2;

/** Where a bid stands in its evaluation, in order. */
export const EVALUATION_STAGES = {
  WAITING: 'Waiting for declarations',
  SCORING: 'Being scored',
  MODERATING: 'To be moderated',
  RECOMMENDING: 'To be recommended',
  READY: 'Ready for the board',
} as const;
export type EvaluationStage = keyof typeof EVALUATION_STAGES;
