/** What somebody is named for in a round. */
export const ASSESSOR_PARTS = {
  EVALUATOR: 'Evaluator',
  MODERATOR: 'Moderator',
} as const;
export type AssessorPart = keyof typeof ASSESSOR_PARTS;

export type SheetStatus = 'CONFLICT' | 'OPEN' | 'SUBMITTED';

/** How many people must score every lot, and how many are needed at least before their scores are shown. */
export const EVALUATORS_LEAST = 2;

/** Where a bid stands in its evaluation. */
export type EvaluationStage = 'WAITING' | 'SCORING' | 'MODERATING' | 'RECOMMENDING' | 'READY';

export function stageOf(bid: {
  readonly begunAt: Date | null;
  readonly scoresShownAt: Date | null;
  readonly moderatedAt: Date | null;
  /** Lots of the bid, and those that have a recommendation. */
  readonly lots: number;
  readonly recommended: number;
}): EvaluationStage {
  if (bid.begunAt === null) return 'WAITING';
  if (bid.scoresShownAt === null) return 'SCORING';
  if (bid.moderatedAt === null) return 'MODERATING';
  return bid.recommended < bid.lots ? 'RECOMMENDING' : 'READY';
}
