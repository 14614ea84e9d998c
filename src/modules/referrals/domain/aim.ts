import { type DateOnly, invalid, maxDate, ok, type Result, type SchoolCalendar } from '../../../kernel/index.js';
import type { Answers, FieldPath } from './answers.js';
import { type DaySixClock, daySixClock } from './clock.js';
import type { ClockSettings } from './clock-settings.js';
import { suspensionClock } from './suspension.js';

/** The rule that a day to work to comes from. */
export const AIM_RULES = ['SIXTH_DAY', 'NEXT_DAY', 'START_ASKED', 'HEALTH_DAYS', 'SEPARATION', 'FAIR_ACCESS'] as const;
export type AimWhy = (typeof AIM_RULES)[number];

export interface Aim {
  readonly on: DateOnly;
  readonly why: AimWhy;
}

/** What the calendar is asked for, from which answer. */
interface Counted {
  readonly field: FieldPath;
  readonly from: DateOnly;
  readonly schoolDays: number;
}

interface AimContext extends ClockSettings {
  readonly madeOn: DateOnly;
  readonly calendar: SchoolCalendar | null;
}

const COUNTED: Readonly<Partial<Record<AimWhy, (answers: Answers, context: AimContext) => Counted | null>>> = {
  HEALTH_DAYS: (answers, { madeOn, healthAbsenceSchoolDays }) => ({
    field: 'health.daysAbsent',
    from: madeOn,
    schoolDays: Math.max(0, healthAbsenceSchoolDays - (answers['health.daysAbsent'] ?? 0)),
  }),
  SEPARATION: (answers, { separationSchoolDays }) => {
    const from = answers['separation.keptAwayFrom'];
    return from === undefined ? null : { field: 'separation.keptAwayFrom', from, schoolDays: separationSchoolDays };
  },
  FAIR_ACCESS: (_answers, { madeOn, fairAccessSchoolDays }) => ({
    field: 'type',
    from: madeOn,
    schoolDays: fairAccessSchoolDays,
  }),
};

/**
 * The day that a count of school days leads to, or null where this rule counts none or its answer is not there yet. Refused:
 * `calendar-not-covered` on the answer that the count starts from.
 */
export function countedAim(why: AimWhy, answers: Answers, context: AimContext): Result<Aim | null> {
  const counted = COUNTED[why]?.(answers, context) ?? null;
  if (counted === null) return ok(null);
  const { field, from, schoolDays } = counted;
  const day =
    schoolDays === 0
      ? context.calendar?.firstSchoolDayOnOrAfter(from)
      : context.calendar?.addSchoolDays(from, schoolDays);
  return day?.ok === true ? ok({ on: day.value, why }) : invalid(field, 'calendar-not-covered');
}

/** The sixth day of a permanent exclusion or of a suspension; null for everything else, and before its first day is known. */
export function sixthDayClock(answers: Answers, context: AimContext): Result<DaySixClock> | null {
  const field = FIRST_DAY[answers.type ?? ''];
  if (field === undefined || answers[field] === undefined) return null;
  if (context.calendar === null) return invalid(field, 'calendar-not-covered');
  return answers.type === 'SUSPENSION'
    ? suspensionClock(answers, context.calendar)
    : daySixClock(answers, context.calendar, context);
}

/** Which answer the sixth day is counted from. */
export const FIRST_DAY: Readonly<Record<string, 'exclusion.firstExcludedOn' | 'suspended.blocks'>> = {
  PERMANENT_EXCLUSION: 'exclusion.firstExcludedOn',
  SUSPENSION: 'suspended.blocks',
};

/** What the clock says, else the start asked for, else the day of the request. */
export function aimOf(
  clock: DaySixClock | null,
  counted: Aim | null,
  { startsOn, madeOn }: { readonly startsOn: DateOnly | undefined; readonly madeOn: DateOnly },
): Aim {
  if (clock !== null && clock.exempt === null) {
    const isNext = clock.aimFor < clock.target;
    return { on: clock.aimFor, why: isNext ? 'NEXT_DAY' : 'SIXTH_DAY' };
  }
  return counted ?? { on: startsOn ?? maxDate(clock?.aimFor ?? madeOn, madeOn), why: 'START_ASKED' };
}
