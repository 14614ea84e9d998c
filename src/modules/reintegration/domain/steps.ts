import {
  addDays,
  type DateOnly,
  type FieldFault,
  FULL_WEEK,
  invalidFields,
  ok,
  problem,
  type Result,
  sessionCount,
  type SessionSet,
  weekday,
} from '../../../kernel/index.js';

export const STEP_KINDS = {
  PART_LESSONS: 'Parts of lessons',
  LESSONS: 'Lessons',
  SUPPORTED_LESSONS: 'Lessons with support',
  DAYS: 'Days',
} as const;
export type StepKind = keyof typeof STEP_KINDS;

export const ATTENDANCE_BANDS = {
  FROM_95: '95% or more',
  FROM_90: '90% to under 95%',
  FROM_80: '80% to under 90%',
  FROM_50: '50% to under 80%',
  UNDER_50: 'Under 50%',
  UNKNOWN: 'Not known',
} as const;
export type AttendanceBand = keyof typeof ATTENDANCE_BANDS;

export interface Step {
  readonly kind: StepKind;
  readonly from: DateOnly;
  readonly until: DateOnly;
  readonly sessions: SessionSet;
  /** Of staff beside the pupil in a week: for lessons with support, else nought. */
  readonly staffMinutes: number;
  /** Why, where it is a step back. */
  readonly reason: string | null;
}

/** Fewer half days at school than before. */
export const isStepBack = (step: Pick<Step, 'sessions'>, before: Pick<Step, 'sessions'> | undefined): boolean =>
  before !== undefined && sessionCount(step.sessions) < sessionCount(before.sessions);

/** A step after the last one, which it may cut short. Refused field by field. */
export function checkStep(step: Step, before: Step | undefined): Result<undefined> {
  const faults: FieldFault[] = [];
  if (weekday(step.from) !== 1) faults.push({ field: 'from', rule: 'change-monday' });
  if (before !== undefined && step.from <= before.from) faults.push({ field: 'from', rule: 'step-after' });
  if (step.until < step.from) faults.push({ field: 'until', rule: 'step-ends-before' });
  if (sessionCount(step.sessions) === 0) faults.push({ field: 'sessions', rule: 'choose-one' });
  if ((step.kind === 'SUPPORTED_LESSONS') !== step.staffMinutes > 0)
    faults.push({ field: 'staffHours', rule: 'staff-hours' });
  if (isStepBack(step, before) && step.reason === null) faults.push({ field: 'reason', rule: 'step-back' });
  return faults.length > 0 ? invalidFields(faults) : ok();
}

/** All half days are at the school, and the step has begun. Returns the day from which it was so. */
export function completedOn(last: Step | undefined, today: DateOnly): Result<DateOnly> {
  if (last === undefined || last.sessions !== FULL_WEEK) return problem('reintegration.not-whole');
  return last.from <= today ? ok(last.from) : problem('reintegration.not-begun', { from: last.from });
}

/** When it is looked at again. */
export const checksAfter = (completed: DateOnly, weeks: readonly number[]): { weeks: number; dueOn: DateOnly }[] =>
  [...new Set(weeks)].map((each) => ({ weeks: each, dueOn: addDays(completed, 7 * each) }));

/** Hours of staff over all steps so far, in minutes: each week that a step touches counts once. */
export const staffMinutesOf = (steps: readonly Step[], today: DateOnly): number =>
  steps.reduce((sum, { from, until, staffMinutes }) => {
    let weeks = 0;
    for (let week = from; week <= until && week <= today; week = addDays(week, 7)) weeks += 1;
    return sum + weeks * staffMinutes;
  }, 0);
