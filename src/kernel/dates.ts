import { invalid, ok, type Result } from './result.js';

declare const dateBrand: unique symbol;

/** A calendar date, 'YYYY-MM-DD', with no time and no zone. Text order is date order. */
export type DateOnly = string & { readonly [dateBrand]: 'DateOnly' };

const DAY_MS = 86_400_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTHS = [
  ['January', 'February', 'March', 'April', 'May', 'June'],
  ['July', 'August', 'September', 'October', 'November', 'December'],
].flat();
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Throws RangeError unless it is a day that exists, written 'YYYY-MM-DD', in the years 1800 to 2999. */
export function dateOnly(text: string): DateOnly {
  const date = asDate(text);
  if (date === undefined) throw new RangeError(`Not a date: ${JSON.stringify(text).slice(0, 40)}`);
  return date;
}

/** The same for input: refuses with rule `date` on the given field. */
export function parseDate(text: unknown, field = 'date'): Result<DateOnly> {
  const date = typeof text === 'string' ? asDate(text) : undefined;
  return date === undefined ? invalid(field, 'date') : ok(date);
}

/** From the three boxes of a form or the parts of a register's date. Undefined when there is no such day. */
export function dateFromParts(year: number, month: number, day: number): DateOnly | undefined {
  return asDate([padded(year, 4), padded(month, 2), padded(day, 2)].join('-'));
}

/** From a cell of a file: 2027-09-01, or the day first as a spreadsheet set to English writes it. */
export function dateFromCell(text: string): DateOnly | undefined {
  if (isDateOnly(text)) return text;
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  return parts === null ? undefined : dateFromParts(Number(parts[3]), Number(parts[2]), Number(parts[1]));
}

export function isDateOnly(value: unknown): value is DateOnly {
  return typeof value === 'string' && asDate(value) !== undefined;
}

/** Days may be negative. */
export function addDays(date: DateOnly, days: number): DateOnly {
  return fromDayNumber(dayNumber(date) + days);
}

/** Days from `from` to `to`: 0 for the same day, negative when `to` is earlier. */
export function daysBetween(from: DateOnly, to: DateOnly): number {
  return dayNumber(to) - dayNumber(from);
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(date: DateOnly): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  // 1 January 1970, day number nought, was a Thursday.
  return (((((dayNumber(date) + 3) % 7) + 7) % 7) + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/** The Monday of the date's week; a Monday is its own. */
export function mondayOf(date: DateOnly): DateOnly {
  return addDays(date, 1 - weekday(date));
}

/** The same day so many years on; 29 February becomes 1 March where there is none. */
export function addYears(date: DateOnly, years: number): DateOnly {
  const [year, month, day] = partsOf(date);
  return dateFromParts(year + years, month, day) ?? dateOnly(`${padded(year + years, 4)}-03-01`);
}

/** The nth Monday (1) to Sunday (7) of a month: the AP census is on the third Thursday of January. */
export function nthWeekdayOf(year: number, month: number, day: number, nth: number): DateOnly {
  const first = dateOnly([padded(year, 4), padded(month, 2), '01'].join('-'));
  return addDays(first, ((day - weekday(first) + 7) % 7) + (nth - 1) * 7);
}

export function minDate(first: DateOnly, ...others: readonly DateOnly[]): DateOnly {
  return others.reduce((least, date) => (date < least ? date : least), first);
}

export function maxDate(first: DateOnly, ...others: readonly DateOnly[]): DateOnly {
  return others.reduce((most, date) => (date > most ? date : most), first);
}

/** Both ends belong to the period; no end means it goes on. */
export function within(date: DateOnly, startsOn: DateOnly, endsOn: DateOnly | null): boolean {
  return startsOn <= date && (endsOn === null || date <= endsOn);
}

const londonParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function londonPart(at: Date, wanted: Intl.DateTimeFormatPartTypes): string {
  return londonParts.formatToParts(at).find((part) => part.type === wanted)?.value ?? '';
}

/** The date on a wall in England at that instant: 23:30 UTC in July is already tomorrow. */
export function londonDate(at: Date): DateOnly {
  return dateOnly([londonPart(at, 'year'), londonPart(at, 'month'), londonPart(at, 'day')].join('-'));
}

const TIME = /^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$/i;

/** A time of day as people type it, "11:00", "2.30pm" or "11am", as "HH:MM". Refused on `field` with `time`. */
export function parseTime(text: string, field = 'time'): Result<string> {
  const [, hours = '', minutes, half] = TIME.exec(text.trim()) ?? [];
  const typed = Number(hours);
  const noon = half === undefined ? 24 : 13;
  const unclear = minutes === undefined && half === undefined;
  if (hours === '' || unclear || typed >= noon || (half !== undefined && typed === 0) || Number(minutes ?? 0) > 59) {
    return invalid(field, 'time');
  }
  const hour = half === undefined ? typed : (typed % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return ok(`${String(hour).padStart(2, '0')}:${minutes ?? '00'}`);
}

/** The time of day in England at that instant, as "HH:MM". */
export const londonTime = (at: Date): string => `${londonPart(at, 'hour')}:${londonPart(at, 'minute')}`;

/**
 * The instant at which clocks in England show that date and time ("HH:MM"). An hour that comes twice in autumn is the
 * first one; one that is skipped in spring is the hour after it.
 */
export function londonInstant(date: DateOnly, time: string): Date {
  const winter = new Date(`${date}T${time}:00Z`);
  const summer = new Date(winter.getTime() - 3_600_000);
  return londonDate(summer) === date && londonTime(summer) === time ? summer : winter;
}

/** "9 November 2026" */
export function formatDate(date: DateOnly): string {
  const [year, month, day] = partsOf(date);
  return `${day} ${MONTHS[month - 1]} ${year}`;
}

/** "Monday 9 November 2026" */
export function formatDateWithDay(date: DateOnly): string {
  return `${WEEKDAYS[weekday(date) - 1]} ${formatDate(date)}`;
}

/** "9 November 2026 at 2:30pm", the time of day in England. */
export function formatDateTime(at: Date): string {
  const hour = Number(londonPart(at, 'hour'));
  const minute = londonPart(at, 'minute');
  return `${formatDate(londonDate(at))} at ${hour % 12 === 0 ? 12 : hour % 12}:${minute}${hour < 12 ? 'am' : 'pm'}`;
}

export interface YearDates {
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

/** '2026-27': the local government financial year, 1 April to 31 March. */
export function financialYear(date: DateOnly): string {
  return yearLabel(date, 4);
}

/** Throws RangeError for a label that is not like '2026-27'. */
export function financialYearDates(label: string): YearDates {
  return yearDates(label, '04-01', '03-31');
}

/** '2026-27': the school year, 1 September to 31 August. */
export function academicYear(date: DateOnly): string {
  return yearLabel(date, 9);
}

export function academicYearDates(label: string): YearDates {
  return yearDates(label, '09-01', '08-31');
}

/** Completed years. Somebody born on 29 February is a year older on 1 March of a common year. */
export function ageOn(dateOfBirth: DateOnly, on: DateOnly): number {
  const [birthYear, birthMonth, birthDay] = partsOf(dateOfBirth);
  const [year, month, day] = partsOf(on);
  const before = month < birthMonth || (month === birthMonth && day < birthDay);
  return year - birthYear - (before ? 1 : 0);
}

/** The usual national curriculum year group by age at the 31 August before: 0 is reception, 1 to 11 the years. */
export function yearGroupByAge(dateOfBirth: DateOnly, on: DateOnly): number {
  return ageOn(dateOfBirth, addDays(academicYearDates(academicYear(on)).startsOn, -1)) - 4;
}

/** Compulsory school age ends on the last Friday in June of the school year in which the child is 16 (s.8 EA 1996). */
export function compulsorySchoolAgeEndsOn(dateOfBirth: DateOnly): DateOnly {
  const [birthYear] = partsOf(dateOfBirth);
  // Born 1 September or later: 16 in the autumn, and leaves in the June after it.
  const leavingYear = birthYear + 16 + (dateOfBirth.slice(5) >= '09-01' ? 1 : 0);
  const lastOfJune = dateOnly(`${padded(leavingYear, 4)}-06-30`);
  return addDays(lastOfJune, -((weekday(lastOfJune) + 2) % 7));
}

function yearLabel(date: DateOnly, firstMonth: number): string {
  const [year, month] = partsOf(date);
  const start = month >= firstMonth ? year : year - 1;
  return `${start}-${padded((start + 1) % 100, 2)}`;
}

function yearDates(label: string, first: string, last: string): YearDates {
  const start = Number(label.slice(0, 4));
  if (!/^\d{4}-\d{2}$/.test(label) || Number(label.slice(5)) !== (start + 1) % 100) {
    throw new RangeError(`Not a year like 2026-27: ${label.slice(0, 20)}`);
  }
  return { startsOn: dateOnly(`${start}-${first}`), endsOn: dateOnly(`${start + 1}-${last}`) };
}

function partsOf(date: DateOnly): [year: number, month: number, day: number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

function dayNumber(date: DateOnly): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

function fromDayNumber(days: number): DateOnly {
  const text = new Date(days * DAY_MS).toISOString();
  // Input is held to narrower years; arithmetic near their ends must not fail, only leave four digits never.
  if (!/^\d{4}-/.test(text)) throw new RangeError('A date that far away cannot be written');
  return text.slice(0, 10) as DateOnly;
}

function asDate(text: string): DateOnly | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const [, year, month, day] = match.map(Number);
  if (year === undefined || month === undefined || day === undefined || year < 1800 || year > 2999) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  return text as DateOnly;
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
