import { type Actor, addDays, type DateOnly } from '../../../kernel/index.js';

/** Whose move it is. What a family may do is shown and nobody is chased for it. */
export const DEADLINE_PARTIES = {
  SCHOOL: 'School',
  PROVIDER: 'Provider',
  AUTHORITY: 'Authority',
  FAMILY: 'Family',
} as const;
export type DeadlineParty = keyof typeof DEADLINE_PARTIES;

/** One running deadline of an open case. */
export interface Deadline {
  readonly kind: string;
  /** The record that carries it, and which of the several of one record it is. */
  readonly subjectId: string;
  readonly part: number;
  readonly referralId: string;
  readonly placementId: string | null;
  readonly reference: string;
  readonly schoolName: string;
  readonly party: DeadlineParty;
  readonly dueOn: DateOnly;
  /** The day that it is counted from, where it is counted. */
  readonly countedFrom: DateOnly | null;
  /** The code of the rule that it comes from. */
  readonly why: string | null;
}

/** What a module says of one kind of deadline that its records carry. */
export interface DeadlineKind {
  readonly words: string;
  /** By which rule, counted from when, on whose calendar. */
  readonly reason: (deadline: Deadline) => string;
  /** Where it is dealt with, or read by whoever deals with none of it. */
  readonly href: (deadline: Deadline, reader: Actor) => string;
}

/** Days before a deadline at which somebody is told, as the policy in force has them. */
export interface ChaseDays {
  readonly deadlineChaseDays: number;
  readonly deadlineCoordinatorDays: number;
  readonly deadlineLeadDays: number;
}

export const CHASE_STEPS = ['CHASED', 'COORDINATOR', 'LEAD'] as const;
export type ChaseStep = (typeof CHASE_STEPS)[number];

/** Up to which day a deadline has reached each step: whoever must act first, then the coordinator, then the lead. */
export const chaseUpTo = (today: DateOnly, days: ChaseDays): Readonly<Record<ChaseStep, DateOnly>> => ({
  CHASED: addDays(today, days.deadlineChaseDays),
  COORDINATOR: addDays(today, Math.min(days.deadlineCoordinatorDays, days.deadlineChaseDays)),
  LEAD: addDays(today, Math.min(days.deadlineLeadDays, days.deadlineCoordinatorDays, days.deadlineChaseDays)),
});

/** How long is left, in days of the calendar. */
export function leftWords(days: number): string {
  if (days === 0) return 'Today';
  const count = Math.abs(days) === 1 ? '1 day' : `${Math.abs(days)} days`;
  return days < 0 ? `${count} late` : count;
}
