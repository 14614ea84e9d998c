import {
  type DateOnly,
  invalid,
  isDateOnly,
  maxDate,
  ok,
  type Result,
  type SchoolCalendar,
  suspensionDutyDay,
} from '../../../kernel/index.js';
import type { Answers } from './answers.js';
import { countedDays, type DaySixClock, examinationsOver } from './clock.js';

interface Block {
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

/** What was typed as one suspension each; rows are whole, or they were refused when they were read. */
export const blocksOf = (answers: Answers): readonly Block[] =>
  (answers['suspended.blocks'] ?? []).flatMap(({ startsOn, endsOn }) =>
    isDateOnly(startsOn) && isDateOnly(endsOn) ? [{ startsOn, endsOn }] : [],
  );

/** The last day of the last suspension; undefined where none is named. */
export const lastSuspendedDay = (answers: Answers): DateOnly | undefined =>
  blocksOf(answers)
    .map(({ endsOn }) => endsOn)
    .reduce<DateOnly | undefined>((last, day) => (last === undefined ? day : maxDate(last, day)), undefined);

/** School days of the suspensions named, each counted once. */
export const suspendedDays = (answers: Answers, calendar: SchoolCalendar): number =>
  new Set(blocksOf(answers).flatMap(({ startsOn, endsOn }) => calendar.schoolDays(startsOn, endsOn))).size;

/**
 * The sixth consecutive school day, by which the governing board arranges education. Blocks add up while no school day lies
 * between them. Rules on `suspended.blocks`: `before-start`, `calendar-not-covered`, `not-six` with the days counted.
 */
export function suspensionClock(answers: Answers, calendar: SchoolCalendar): Result<DaySixClock> {
  const path = 'suspended.blocks';
  const duty = suspensionDutyDay(calendar, blocksOf(answers));
  if (!duty.ok) return invalid(path, duty.problem.kind === 'invalid' ? 'before-start' : 'calendar-not-covered');
  if (duty.value === null) return invalid(path, 'not-six', { days: suspendedDays(answers, calendar) });
  const first = calendar.addSchoolDays(duty.value, -5);
  const next = first.ok ? calendar.nextSchoolDay(first.value) : first;
  if (!first.ok || !next.ok) return invalid(path, 'calendar-not-covered');
  return ok({
    of: 'SUSPENSION',
    firstExcludedOn: first.value,
    target: duty.value,
    lastLawful: duty.value,
    lookedAfter: next.value,
    aimFor: answers['support.lookedAfter'] === 'YES' ? next.value : duty.value,
    exempt: examinationsOver(answers),
    calendarAssumed: calendar.assumed,
    counted: countedDays(calendar, first.value, duty.value),
  });
}
