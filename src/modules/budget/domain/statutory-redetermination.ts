import {
  dateOnly,
  daysBetween,
  financialYear,
  financialYearDates,
  NO_PENCE,
  ok,
  type Pence,
  pence,
  problem,
  type Result,
  type SchoolCalendar,
  timesFraction,
  type DateOnly,
} from '../../../kernel/index.js';

/**
 * Funding follows a permanently excluded pupil: reg. 39 of the School and Early Years Finance (England) Regulations
 * 2024 (SI 2024/66), re-made each year. reduction = A x (B / 52) + C.
 */
export interface Redetermination {
  /** B: complete weeks left. */
  readonly weeks: number;
  /** The last day of the period that was used. */
  readonly endsOn: DateOnly;
  /** The financial year that bears it: that of the relevant date, which may be the next one. */
  readonly financialYear: string;
  /** A x B / 52, rounded once. */
  readonly formulaPence: Pence;
  /** Formula and adjustment together: what the excluding school's budget is reduced by. */
  readonly reductionPence: Pence;
}

export interface RedeterminationFacts {
  /** A: every pupil-led factor for a pupil of this age and circumstances, for a full period, in pence. */
  readonly annualPence: Pence;
  readonly excludedOn: DateOnly;
  readonly relevantDate: DateOnly;
  /** Pupils of this age normally leave the school for another age range when this school year ends. */
  readonly leavesAtYearEnd: boolean;
  /** When that school year ends: 31 August unless the authority's policy says the last day of the summer term. */
  readonly schoolYearEndsOn: DateOnly;
  /** C: a financial adjustment order, if a review panel made one. */
  readonly adjustmentPence: Pence;
}

/**
 * Whole blocks of seven days from the first day to the last, both included; never below nought. The regulations do not
 * say how to count: this is the inclusive reading.
 */
export function completeWeeks(from: DateOnly, to: DateOnly): number {
  return Math.max(0, Math.floor((daysBetween(from, to) + 1) / 7));
}

/** The sixth school day following the date of the exclusion. Refused where the calendar does not cover it. */
export function relevantDateOf(calendar: SchoolCalendar, excludedOn: DateOnly): Result<DateOnly> {
  return calendar.addSchoolDays(excludedOn, 6);
}

export function redetermine(facts: RedeterminationFacts): Redetermination {
  const year = financialYear(facts.relevantDate);
  const endsOn = endOfPeriod(facts, financialYearDates(year).endsOn);
  const weeks = completeWeeks(facts.relevantDate, endsOn);
  const formulaPence = timesFraction(facts.annualPence, weeks, 52);
  return {
    weeks,
    endsOn,
    financialYear: year,
    formulaPence,
    reductionPence: pence(formulaPence + facts.adjustmentPence),
  };
}

/** On or after 1 April, a leaver's funding runs only to the end of the school year. */
function endOfPeriod(facts: RedeterminationFacts, yearEndsOn: DateOnly): DateOnly {
  const firstOfApril = dateOnly(`${facts.schoolYearEndsOn.slice(0, 4)}-04-01`);
  const inLeavingTerm = facts.excludedOn >= firstOfApril && facts.excludedOn <= facts.schoolYearEndsOn;
  return facts.leavesAtYearEnd && inLeavingTerm ? facts.schoolYearEndsOn : yearEndsOn;
}

/** Pupil premium is redetermined in the same way; the looked-after premium goes to the virtual school and is not. */
export function redeterminePremium(annualPence: Pence, weeks: number, lookedAfter: boolean): Pence {
  return lookedAfter ? NO_PENCE : timesFraction(annualPence, weeks, 52);
}

/**
 * The least that the admitting school's budget goes up by, in the same period: D x E / F, where D is the reduction
 * without any adjustment order (SI 2012/2991 reg. 23). The same fraction pays a school back that reinstates the pupil.
 */
export function followingShare(
  formulaPence: Pence,
  period: { from: DateOnly; relevantDate: DateOnly; endsOn: DateOnly },
): Pence {
  const whole = completeWeeks(period.relevantDate, period.endsOn);
  return whole === 0 ? NO_PENCE : timesFraction(formulaPence, completeWeeks(period.from, period.endsOn), whole);
}

export type SchoolKind = 'MAINTAINED_MAINSTREAM' | 'ACADEMY' | 'SPECIAL' | 'PUPIL_REFERRAL_UNIT';

/** Special schools and pupil referral units have place funding; an academy is bound only where it has agreed. */
export function redeterminationApplies(kind: SchoolKind, academyAgreed: boolean): Result<undefined> {
  if (kind === 'SPECIAL' || kind === 'PUPIL_REFERRAL_UNIT') return problem('redetermination.not-in-scope', { kind });
  if (kind === 'ACADEMY' && !academyAgreed) return problem('redetermination.academy-not-bound');
  return ok();
}
