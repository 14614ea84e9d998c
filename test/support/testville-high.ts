import { dateOnly, SchoolCalendar, type CalendarContent } from '../../src/kernel/index.js';

const day = dateOnly;
const term = (name: string, from: string, to: string) => ({ name, startsOn: day(from), endsOn: day(to) });
const halfTerm = (from: string, to: string) =>
  ({ name: 'Half-term', kind: 'HALF_TERM', startsOn: day(from), endsOn: day(to) }) as const;
const inset = (date: string) => ({ name: 'INSET', kind: 'INSET', startsOn: day(date), endsOn: day(date) }) as const;

export const testvilleContent: CalendarContent = {
  assumed: true,
  terms: [
    term('Summer 2026', '2026-04-13', '2026-07-22'),
    term('Autumn 2026', '2026-09-01', '2026-12-18'),
    term('Spring 2027', '2027-01-04', '2027-03-25'),
    term('Summer 2027', '2027-04-12', '2027-07-21'),
    term('Autumn 2027', '2027-09-01', '2027-12-17'),
  ],
  closures: [
    halfTerm('2026-05-25', '2026-05-29'),
    halfTerm('2026-10-26', '2026-10-30'),
    halfTerm('2027-02-15', '2027-02-19'),
    halfTerm('2027-05-31', '2027-06-04'),
    inset('2026-09-01'),
    inset('2026-11-27'),
    inset('2027-01-04'),
    inset('2027-07-20'),
    inset('2027-07-21'),
    inset('2027-09-01'),
  ],
  bankHolidays: [
    '2026-04-03',
    '2026-04-06',
    '2026-05-04',
    '2026-05-25',
    '2026-08-31',
    '2026-12-25',
    '2026-12-28',
    '2027-01-01',
    '2027-03-26',
    '2027-03-29',
    '2027-05-03',
    '2027-05-31',
    '2027-08-30',
    '2027-12-27',
    '2027-12-28',
  ].map(day),
};

/** An invented school with real bank holidays: 190 pupil days in 2026/27. The dates that every worked example uses. */
export const testvilleHigh = (): SchoolCalendar => new SchoolCalendar(testvilleContent);
