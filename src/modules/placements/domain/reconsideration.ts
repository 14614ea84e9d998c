import { addDays, type DateOnly } from '../../../kernel/index.js';

/** Why somebody thinks that a decision should be looked at again. */
export const QUESTIONED_BECAUSE = {
  NEW_FACTS: 'There is something that the panel did not know',
  NOT_WEIGHED: 'The panel knew it and did not weigh it',
  NOT_SUITABLE: 'The place does not meet the needs',
  WISHES: 'The wishes of the child or the family were not heard',
  JOURNEY: 'The journey is too long or not safe',
  PROCEDURE: 'It was not decided as the rules say',
} as const;
export type QuestionedBecause = keyof typeof QUESTIONED_BECAUSE;

export const becauseWords = (factors: readonly QuestionedBecause[]): string =>
  factors.map((one) => QUESTIONED_BECAUSE[one]).join('; ');

export const RECONSIDERED = {
  STANDS: 'The decision stands',
  TO_PANEL: 'It goes back to the next panel',
} as const;
export type Reconsidered = keyof typeof RECONSIDERED;

/** Who asks; the coordinator writes down what a family says. */
export const ASKERS = { SCHOOL: 'The school', FAMILY: 'The family' } as const;
export type Asker = keyof typeof ASKERS;

/** What follows when a decision goes back: a declined request waits again, a place stands until the panel has said so. */
export function wayBack(outcome: string, status: string): 'REOPEN' | 'PANEL_SAYS' | 'WAITS_ALREADY' | 'OVER' {
  if (status === 'SUBMITTED') return 'WAITS_ALREADY';
  if (outcome === 'DECLINED' || outcome === 'SUPPORT')
    return ['CLOSED', 'RETURNED', 'WITH_SEN'].includes(status) ? 'REOPEN' : 'OVER';
  return ['DECIDED', 'PLACED'].includes(status) ? 'PANEL_SAYS' : 'OVER';
}

/** Told before its day is over, and once more when it has passed. */
export type Reminder = 'DUE' | 'OVERDUE';

export interface Reminded {
  readonly dueOn: DateOnly;
  readonly remindOn: DateOnly;
  readonly remindedAt: Date | null;
  readonly overdueToldAt: Date | null;
  readonly answeredAt: Date | null;
}

/** What is told next, and from which day on; what comes late passes over what it makes needless. Null once nothing is. */
export function nextReminder(asked: Reminded, today: DateOnly): { kind: Reminder; on: DateOnly } | null {
  const overdue = { kind: 'OVERDUE', on: addDays(asked.dueOn, 1) } as const;
  if (asked.answeredAt !== null || asked.overdueToldAt !== null) return null;
  return asked.remindedAt === null && today < overdue.on ? { kind: 'DUE', on: asked.remindOn } : overdue;
}
