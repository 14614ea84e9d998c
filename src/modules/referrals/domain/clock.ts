import {
  addDays,
  type DateOnly,
  type DaySix,
  daySix,
  daySixExemption,
  invalid,
  ok,
  type Result,
  type SchoolCalendar,
  weekday,
} from '../../../kernel/index.js';
import type { Answers } from './answers.js';

export interface CountedDay {
  readonly from: DateOnly;
  readonly to: DateOnly;
  /** 1 for the first day of the exclusion; null for days that do not count. */
  readonly number: number | null;
  /** Why the days do not count; null for school days. */
  readonly why: 'WEEKEND' | 'BANK_HOLIDAY' | 'CLOSED' | 'HOLIDAY' | null;
  /** The school's own name for the closure. */
  readonly name: string | null;
}

export interface DaySixClock extends DaySix {
  readonly of: 'PERMANENT_EXCLUSION' | 'SUSPENSION';
  readonly firstExcludedOn: DateOnly;
  /** The day to work to: the next school day for a looked-after child, else the sixth school day of the exclusion. */
  readonly aimFor: DateOnly;
  readonly exempt: 'EXAMINATIONS_OVER' | null;
  /** Nobody has confirmed this calendar with the school. */
  readonly calendarAssumed: boolean;
  /** Every day from the first excluded one to the last lawful one, neighbours of one kind put together. */
  readonly counted: readonly CountedDay[];
}

export interface ClockSetting {
  readonly countFirstExcludedDay: boolean;
}

/**
 * The day-six dates of a permanent exclusion, with the count that led to them (s.19(3A) Education Act 1996, SI 2007/1870
 * reg 4; regulation 5 for the exemption of a Year 11 pupil whose examinations are over). Rules on
 * `exclusion.firstExcludedOn`: `school-day`, `calendar-not-covered`.
 */
export function daySixClock(answers: Answers, calendar: SchoolCalendar, setting: ClockSetting): Result<DaySixClock> {
  const path = 'exclusion.firstExcludedOn';
  const firstExcludedOn = answers[path];
  if (firstExcludedOn === undefined) return invalid(path, 'required');
  const dates = daySix(calendar, firstExcludedOn, setting);
  if (!dates.ok) {
    const closed = dates.problem.kind === 'invalid';
    const next = closed ? calendar.nextSchoolDay(firstExcludedOn) : dates;
    return invalid(path, closed ? 'school-day' : 'calendar-not-covered', next.ok ? { next: next.value } : {});
  }
  return ok({
    ...dates.value,
    of: 'PERMANENT_EXCLUSION',
    firstExcludedOn,
    aimFor: answers['support.lookedAfter'] === 'YES' ? dates.value.lookedAfter : dates.value.target,
    exempt: examinationsOver(answers),
    calendarAssumed: calendar.assumed,
    counted: countedDays(calendar, firstExcludedOn, dates.value.lastLawful),
  });
}

/** Regulation 5: the duty ends for a year 11 pupil who has taken or missed every public examination of the year. */
export function examinationsOver(answers: Answers): DaySixClock['exempt'] {
  const exempt = daySixExemption({
    yearGroup: answers['pupil.yearGroup'] ?? 0,
    examinationsLeft: answers['exclusion.examinationsOver'] === 'YES' ? 0 : 1,
    planHoursProvided: false,
  });
  return exempt === 'EXAMINATIONS_OVER' ? exempt : null;
}

export function countedDays(calendar: SchoolCalendar, from: DateOnly, to: DateOnly): CountedDay[] {
  const days: CountedDay[] = [];
  let number = 0;
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const open = calendar.isSchoolDay(day);
    if (open) number += 1;
    const one: CountedDay = { from: day, to: day, number: open ? number : null, ...reason(calendar, day, open) };
    const last = days.at(-1);
    if (last !== undefined && !open && last.why === one.why && last.name === one.name) {
      days[days.length - 1] = { ...last, to: day };
    } else {
      days.push(one);
    }
  }
  return days;
}

function reason(calendar: SchoolCalendar, day: DateOnly, open: boolean): Pick<CountedDay, 'why' | 'name'> {
  if (open) return { why: null, name: null };
  if (weekday(day) > 5) return { why: 'WEEKEND', name: null };
  if (calendar.bankHolidays.includes(day)) return { why: 'BANK_HOLIDAY', name: null };
  const closure = calendar.closures.find(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn);
  return closure === undefined ? { why: 'HOLIDAY', name: null } : { why: 'CLOSED', name: closure.name };
}
