import { describe, expect, it } from '@jest/globals';
import { dateOnly, SchoolCalendar } from '../../../kernel/index.js';
import { assumedYears } from './assumed-calendar.js';
import { type CalendarInput, effectiveYears, parseCalendarYear } from './calendar-content.js';

const autumn = { name: 'Autumn 2026', startsOn: '2026-09-01', endsOn: '2026-12-18' };
const inset = { kind: 'INSET', name: 'INSET day', startsOn: '2026-11-27', endsOn: '2026-11-27' };
const anInput = (over: Partial<CalendarInput> = {}): CalendarInput => ({
  academicYear: '2026-27',
  assumed: false,
  source: 'School website',
  terms: [autumn],
  closures: [inset],
  ...over,
});
const rulesOf = (input: CalendarInput) => {
  const result = parseCalendarYear(input);
  return result.ok ? [] : result.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
};

describe('a school year', () => {
  it('is taken as it is entered', () => {
    expect(parseCalendarYear(anInput())).toMatchObject({ ok: true, value: { terms: [autumn], closures: [inset] } });
  });

  it.each(['2026', '2026-28', '1999-00', 7, ['2026-27']])('is not called %j', (academicYear) => {
    expect(rulesOf(anInput({ academicYear }))).toEqual(['academicYear academic-year']);
  });

  it.each([
    [
      'a term before the year',
      { terms: [{ ...autumn, startsOn: '2026-08-31' }], closures: [] },
      'terms.0.startsOn outside-year',
    ],
    [
      'terms that overlap',
      { terms: [autumn, { ...autumn, startsOn: '2026-12-18' }] },
      'terms.1.startsOn term-overlaps',
    ],
    [
      'a closure outside the terms',
      { closures: [{ ...inset, endsOn: '2026-12-19' }] },
      'closures.0.startsOn outside-terms',
    ],
    ['a closure twice', { closures: [inset, inset] }, 'closures.1.startsOn closure-repeated'],
    ['a kind nobody knows', { closures: [{ ...inset, kind: 'SNOW' }] }, 'closures.0.kind choice'],
    ['a term that ends first', { terms: [{ ...autumn, endsOn: '2026-08-31' }] }, 'terms.0.endsOn term-before-start'],
    ['no term', { terms: [] }, 'terms required'],
    ['more terms than there are', { terms: Array.from({ length: 9 }, () => autumn) }, 'terms too-many'],
  ])('refuses %s', (_, over, fault) => {
    expect(rulesOf(anInput(over))).toContain(fault);
  });
});

describe('which calendar counts', () => {
  const year = (level: 'SCHOOL' | 'TRUST' | 'AUTHORITY', academicYear: string) => ({ level, academicYear });

  it('is the nearest for each school year: school, then trust, then authority', () => {
    const years = [
      year('AUTHORITY', '2027-28'),
      year('AUTHORITY', '2026-27'),
      year('TRUST', '2026-27'),
      year('SCHOOL', '2025-26'),
      year('TRUST', '2025-26'),
    ];
    expect(effectiveYears(years)).toEqual([
      year('SCHOOL', '2025-26'),
      year('TRUST', '2026-27'),
      year('AUTHORITY', '2027-28'),
    ]);
  });
});

describe('the assumed calendar', () => {
  it('says that it is assumed and has 190 pupil days in 2026/27, before bank holidays in term', () => {
    expect(assumedYears.every((each) => each.assumed && each.source.includes('Assumed'))).toBe(true);
    const terms = assumedYears.flatMap((each) => each.terms);
    const closures = assumedYears.flatMap((each) => each.closures);
    const bankHolidays = [dateOnly('2027-05-03'), dateOnly('2027-05-31')];
    const calendar = new SchoolCalendar({ terms, closures, bankHolidays, assumed: true });
    expect(calendar.schoolDaysBetween(dateOnly('2026-09-01'), dateOnly('2027-08-31'))).toBe(190);
  });

  it('passes the rules for calendars that people enter', () => {
    for (const each of assumedYears) expect(rulesOf({ ...each })).toEqual([]);
  });
});
