import { addDays, type DateOnly, daysBetween, minDate, type SchoolCalendar } from '../../../kernel/index.js';

/** Why a review is due on its day and not on another. */
export const DUE_BECAUSE = {
  INTERVAL: 'the policy allows no longer between two reviews',
  HALF_TERM: 'every half-term has a review',
  PLANNED_END: 'the placement ends then',
  CHOSEN: 'the review before agreed on it',
  REQUEST: 'it was asked for in writing',
} as const;
export type DueBecause = keyof typeof DUE_BECAUSE;

export interface NextReview {
  readonly dueOn: DateOnly;
  readonly because: DueBecause;
}

interface HalfTerm {
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

/** Terms parted by their half-term holidays, in order. A term without one is one piece. */
export function halfTerms({ terms, closures }: Pick<SchoolCalendar, 'terms' | 'closures'>): HalfTerm[] {
  return terms.flatMap(({ startsOn, endsOn }) => {
    const breaks = closures
      .filter((one) => one.kind === 'HALF_TERM' && one.startsOn > startsOn && one.endsOn < endsOn)
      .toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
    const begins = [startsOn, ...breaks.map((one) => addDays(one.endsOn, 1))];
    return begins.map((from, index) => {
      const next = breaks[index];
      return { startsOn: from, endsOn: next === undefined ? endsOn : addDays(next.startsOn, -1) };
    });
  });
}

/** The half-term of a day, or in a holiday the one after it. */
const indexOf = (pieces: readonly HalfTerm[], day: DateOnly): number => pieces.findIndex(({ endsOn }) => day <= endsOn);

export interface ReviewedTime {
  /** The last review, or the first day. */
  readonly from: DateOnly;
  /** Whether `from` is a review. */
  readonly last: 'REVIEW' | 'FIRST_DAY';
  readonly plannedEnd: DateOnly;
  /** The policy's longest time between two. */
  readonly everyDays: number;
}

/**
 * By when a placement is reviewed next: within the policy's days, moved to the next school day where that falls in a
 * holiday, and never later than the end of the half-term after the one in which it was reviewed last. A review before
 * the planned end is due by it. None where the last review was in the half-term in which the placement ends and the
 * days do not run out before. Days that the calendar does not cover are counted as they are.
 */
export function nextReview(calendar: SchoolCalendar, time: ReviewedTime): NextReview | null {
  const { from, last, plannedEnd, everyDays } = time;
  if (from >= plannedEnd) return null;
  const pieces = halfTerms(calendar).filter(({ endsOn }) => calendar.covers(endsOn));
  const counted = schoolDayFrom(calendar, addDays(from, everyDays));
  const at = indexOf(pieces, from);
  const inside = at >= 0 && (pieces[at]?.startsOn ?? from) <= from;
  const following = at < 0 ? undefined : pieces[inside ? at + 1 : at];
  const halfTermEnd = following === undefined ? counted : schoolDayUpTo(calendar, following.endsOn);
  const dueOn = minDate(counted, halfTermEnd);
  const lastDay = schoolDayUpTo(calendar, plannedEnd);
  if (dueOn <= lastDay) return { dueOn, because: dueOn === counted ? 'INTERVAL' : 'HALF_TERM' };
  const endsInSame = inside && plannedEnd <= (pieces[at]?.endsOn ?? from);
  return last === 'REVIEW' && endsInSame ? null : { dueOn: lastDay, because: 'PLANNED_END' };
}

function schoolDayFrom(calendar: SchoolCalendar, day: DateOnly): DateOnly {
  const found = calendar.firstSchoolDayOnOrAfter(day);
  return found.ok ? found.value : day;
}

function schoolDayUpTo(calendar: SchoolCalendar, day: DateOnly): DateOnly {
  if (calendar.isSchoolDay(day)) return day;
  const found = calendar.previousSchoolDay(day);
  return found.ok ? found.value : day;
}

export interface OwedReview {
  readonly owed: boolean;
  /** From when a request would be met; the day it was asked on where it is. */
  readonly owedFrom: DateOnly;
}

/**
 * A written request is met unless there was a review in the weeks before it: ten at most, by law. Whole days decide: a
 * review exactly that many weeks before is no longer in the way.
 */
export function owedReview(askedOn: DateOnly, lastReviewOn: DateOnly | null, weeks: number): OwedReview {
  if (lastReviewOn === null || daysBetween(lastReviewOn, askedOn) >= weeks * 7)
    return { owed: true, owedFrom: askedOn };
  return { owed: false, owedFrom: addDays(lastReviewOn, weeks * 7) };
}

/** The first day on which a review that was not held is told to the authority. */
export const toldLateOn = (dueOn: DateOnly, lateDays: number): DateOnly => addDays(dueOn, lateDays);
