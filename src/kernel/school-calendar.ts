import { addDays, daysBetween, weekday, type DateOnly } from './dates.js';
import { invalid, ok, problem, type Result } from './result.js';

export interface CalendarTerm {
  readonly name: string;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

export type ClosureKind = 'HALF_TERM' | 'INSET' | 'HOLIDAY' | 'BANK_HOLIDAY' | 'OTHER';

export interface CalendarClosure {
  readonly name: string;
  readonly kind: ClosureKind;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

export interface CalendarContent {
  readonly terms: readonly CalendarTerm[];
  readonly closures: readonly CalendarClosure[];
  readonly bankHolidays: readonly DateOnly[];
  /** True when nobody has confirmed the dates with the school or its authority; every page then says so. */
  readonly assumed: boolean;
}

/** A longer gap between two terms means that a school year is missing, not that the holidays were long. */
const LONGEST_HOLIDAY_DAYS = 75;
/** No count of school days looks further than this. */
const FURTHEST_DAYS = 800;

/**
 * The days on which one school has a session (s.579 Education Act 1996): weekdays in term that are no bank holiday,
 * half-term, INSET or other closure. A day outside the known terms is not "no school day" but unknown, and every
 * count that would need one is refused with `calendar.not-covered`, so that no deadline rests on a guess.
 */
export class SchoolCalendar {
  readonly terms: readonly CalendarTerm[];
  readonly closures: readonly CalendarClosure[];
  readonly bankHolidays: readonly DateOnly[];
  readonly assumed: boolean;
  private readonly closed: ReadonlySet<DateOnly>;

  constructor(content: CalendarContent) {
    this.terms = content.terms.toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1));
    this.closures = content.closures;
    this.bankHolidays = content.bankHolidays;
    this.assumed = content.assumed;
    this.closed = new Set([...content.bankHolidays, ...content.closures.flatMap(daysOf)]);
  }

  /** Whether the calendar knows the day: in a term, or in a holiday between two known terms. */
  covers(date: DateOnly): boolean {
    const before = this.terms.findLast((term) => term.startsOn <= date);
    if (before === undefined) return false;
    if (date <= before.endsOn) return true;
    const after = this.terms.find((term) => term.startsOn > date);
    return after !== undefined && daysBetween(before.endsOn, after.startsOn) <= LONGEST_HOLIDAY_DAYS;
  }

  /** False also for a day that the calendar does not cover; ask `covers` where the difference matters. */
  isSchoolDay(date: DateOnly): boolean {
    if (weekday(date) > 5 || this.closed.has(date)) return false;
    return this.terms.some((term) => term.startsOn <= date && date <= term.endsOn);
  }

  firstSchoolDayOnOrAfter(date: DateOnly): Result<DateOnly> {
    return this.isSchoolDay(date) ? ok(date) : this.addSchoolDays(date, 1);
  }

  nextSchoolDay(after: DateOnly): Result<DateOnly> {
    return this.addSchoolDays(after, 1);
  }

  previousSchoolDay(before: DateOnly): Result<DateOnly> {
    return this.addSchoolDays(before, -1);
  }

  /**
   * The count-th school day after the date, or before it when the count is negative. The date itself is never
   * counted and need not be a school day; a count of nought is the date. Refused as `calendar.not-covered`.
   */
  addSchoolDays(date: DateOnly, count: number): Result<DateOnly> {
    const step = count < 0 ? -1 : 1;
    let day = date;
    let left = Math.abs(count);
    for (let looked = 0; left > 0; looked += 1) {
      day = addDays(day, step);
      if (!this.covers(day) || looked > FURTHEST_DAYS) return problem('calendar.not-covered', { date: day });
      if (this.isSchoolDay(day)) left -= 1;
    }
    return ok(day);
  }

  /** The school days of a period, both ends included. Days that the calendar does not cover are not among them. */
  schoolDays(from: DateOnly, to: DateOnly): DateOnly[] {
    const length = Math.min(daysBetween(from, to), 10 * 366);
    return Array.from({ length: Math.max(0, length + 1) }, (_, index) => addDays(from, index)).filter((day) =>
      this.isSchoolDay(day),
    );
  }

  /** How many school days a period has, both ends included. */
  schoolDaysBetween(from: DateOnly, to: DateOnly): number {
    return this.schoolDays(from, to).length;
  }
}

export interface DaySix {
  /** The day that compliance is measured on. */
  readonly target: DateOnly;
  /** The sixth school day after the first day of the exclusion: the later reading of the regulations. */
  readonly lastLawful: DateOnly;
  /** For a looked-after child, and where appropriate one with a social worker: the next school day. */
  readonly lookedAfter: DateOnly;
}

export interface DaySixSetting {
  /** True: the first excluded day is day one, so the target is the sixth school day OF the exclusion. */
  readonly countFirstExcludedDay: boolean;
}

/**
 * When full-time education must begin after a permanent exclusion (s.19(3A) Education Act 1996, SI 2007/1870 reg 4).
 * Two readings of "sixth day" exist: the target follows the setting, the last lawful day is always the later reading.
 * Counted on the excluding school's own calendar from the first school day the pupil is excluded from; another day
 * is refused with rule `school-day`.
 */
export function daySix(
  calendar: SchoolCalendar,
  firstExcludedOn: DateOnly,
  setting: DaySixSetting = { countFirstExcludedDay: true },
): Result<DaySix> {
  if (!calendar.covers(firstExcludedOn)) return problem('calendar.not-covered', { date: firstExcludedOn });
  if (!calendar.isSchoolDay(firstExcludedOn)) return invalid('firstExcludedOn', 'school-day');
  const lookedAfter = calendar.addSchoolDays(firstExcludedOn, 1);
  if (!lookedAfter.ok) return lookedAfter;
  const target = calendar.addSchoolDays(firstExcludedOn, setting.countFirstExcludedDay ? 5 : 6);
  if (!target.ok) return target;
  const lastLawful = calendar.addSchoolDays(firstExcludedOn, 6);
  if (!lastLawful.ok) return lastLawful;
  return ok({ target: target.value, lastLawful: lastLawful.value, lookedAfter: lookedAfter.value });
}

export interface DaySixCircumstances {
  readonly yearGroup: number;
  /** Public examinations entered for this year that the pupil has neither taken nor missed yet. */
  readonly examinationsLeft: number;
  /** The EHC plan sets fewer weekly hours than usual, and those are being provided. */
  readonly planHoursProvided: boolean;
}

/** The two exceptions to the sixth-day duty (SI 2007/1870 reg 5); null when the duty stands. */
export function daySixExemption(pupil: DaySixCircumstances): 'EXAMINATIONS_OVER' | 'PLAN_HOURS' | null {
  if (pupil.yearGroup === 11 && pupil.examinationsLeft === 0) return 'EXAMINATIONS_OVER';
  return pupil.planHoursProvided ? 'PLAN_HOURS' : null;
}

export interface SuspensionBlock {
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

/**
 * The sixth consecutive school day of suspension, from which the governing board or trust owes full-time education
 * (s.100 Education and Inspections Act 2006, SI 2007/1870 reg 3 as amended by SI 2014/3216). Blocks add up while no
 * school day lies between them; a holiday does not break a run. Null when no run reaches six days.
 */
export function suspensionDutyDay(
  calendar: SchoolCalendar,
  blocks: readonly SuspensionBlock[],
): Result<DateOnly | null> {
  for (const block of blocks) {
    if (block.endsOn < block.startsOn) return invalid('endsOn', 'before-start');
    const unknown = [block.startsOn, block.endsOn].find((day) => !calendar.covers(day));
    if (unknown !== undefined) return problem('calendar.not-covered', { date: unknown });
  }
  const days = [...new Set(blocks.flatMap((block) => calendar.schoolDays(block.startsOn, block.endsOn)))].toSorted();
  let run: DateOnly[] = [];
  for (const day of days) {
    const last = run.at(-1);
    run =
      last !== undefined && calendar.schoolDaysBetween(addDays(last, 1), addDays(day, -1)) === 0
        ? [...run, day]
        : [day];
    if (run.length === 6) return ok(day);
  }
  return ok(null);
}

export interface NoticeSetting {
  /** True where the authority asks for two whole school days between the notice and the first day. */
  readonly clearDays: boolean;
}

/**
 * The latest day for the written notice of an off-site direction: not less than two school days before its first
 * day (s.29A Education Act 2002, SI 2010/1156 reg 3).
 */
export function offSiteNoticeLatest(
  calendar: SchoolCalendar,
  firstDay: DateOnly,
  setting: NoticeSetting = { clearDays: false },
): Result<DateOnly> {
  return calendar.addSchoolDays(firstDay, setting.clearDays ? -3 : -2);
}

/**
 * The count-th working day after the date: Monday to Friday, bank holidays left out, the date itself not counted.
 * Throws RangeError for a count outside 0..1000.
 */
export function workingDays(from: DateOnly, count: number, bankHolidays: readonly DateOnly[]): DateOnly {
  if (!Number.isInteger(count) || count < 0 || count > 1000) throw new RangeError(`Not a number of days: ${count}`);
  const closed = new Set(bankHolidays);
  let day = from;
  for (let left = count; left > 0;) {
    day = addDays(day, 1);
    if (weekday(day) <= 5 && !closed.has(day)) left -= 1;
  }
  return day;
}

function daysOf(closure: CalendarClosure): DateOnly[] {
  const length = Math.min(daysBetween(closure.startsOn, closure.endsOn), 366);
  return Array.from({ length: Math.max(0, length + 1) }, (_, index) => addDays(closure.startsOn, index));
}
