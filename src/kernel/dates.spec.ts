import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  academicYear,
  academicYearDates,
  addDays,
  addYears,
  ageOn,
  compulsorySchoolAgeEndsOn,
  dateOnly,
  daysBetween,
  financialYear,
  financialYearDates,
  formatDate,
  formatDateTime,
  formatDateWithDay,
  londonDate,
  londonInstant,
  londonTime,
  maxDate,
  minDate,
  mondayOf,
  nthWeekdayOf,
  parseDate,
  parseTime,
  valueOf,
  weekday,
  yearGroupByAge,
} from './index.js';

const anyDate = fc.integer({ min: -25_000, max: 100_000 }).map((days) => addDays(dateOnly('1970-01-01'), days));

describe('a calendar date', () => {
  it.each([
    '2027-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '09/11/2026',
    '',
    '2026-11-09T00:00:00Z',
    '0026-01-01',
  ])('refuses %p', (text) => {
    expect(parseDate(text, 'startsOn')).toMatchObject({ problem: { fields: [{ field: 'startsOn', rule: 'date' }] } });
    expect(() => dateOnly(text)).toThrow(RangeError);
  });

  it.each([[['2026-11-09']], [{}], [null], [20_261_109]])('refuses %j, which is no text', (value) => {
    expect(parseDate(value).ok).toBe(false);
  });

  it('knows 29 February 2028', () => {
    expect(valueOf(parseDate('2028-02-29'))).toBe('2028-02-29');
  });

  it('counts days there and back, over leap years and clock changes', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -40_000, max: 40_000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days);
        expect(weekday(mondayOf(date))).toBe(1);
        expect(daysBetween(mondayOf(date), date)).toBe(weekday(date) - 1);
      }),
    );
  });

  it('names the weekday', () => {
    expect(weekday(dateOnly('2026-11-09'))).toBe(1);
    expect(weekday(dateOnly('2026-11-15'))).toBe(7);
    expect(weekday(dateOnly('1969-12-31'))).toBe(3);
  });

  it('takes the earliest and the latest', () => {
    const [a, b] = [dateOnly('2026-11-09'), dateOnly('2026-12-01')];
    expect(minDate(b, a)).toBe(a);
    expect(maxDate(a, b)).toBe(b);
  });
});

describe('dates and times in England', () => {
  it('is already the next day at 23:30 UTC in summer, and not in winter', () => {
    expect(londonDate(new Date('2026-07-01T23:30:00Z'))).toBe('2026-07-02');
    expect(londonDate(new Date('2026-12-01T23:30:00Z'))).toBe('2026-12-01');
  });

  it('gives the instant of a time on a wall in England, and back', () => {
    expect(londonInstant(dateOnly('2026-03-04'), '11:00').toISOString()).toBe('2026-03-04T11:00:00.000Z');
    expect(londonInstant(dateOnly('2026-07-01'), '00:30').toISOString()).toBe('2026-06-30T23:30:00.000Z');
    expect(londonTime(new Date('2026-06-30T23:30:00Z'))).toBe('00:30');
    // Comes twice, and is the first; is skipped, and is an hour later.
    expect(londonInstant(dateOnly('2026-10-25'), '01:30').toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(londonTime(londonInstant(dateOnly('2026-03-29'), '01:30'))).toBe('02:30');
  });

  it.each([
    ['11:00', '11:00'],
    ['9.05', '09:05'],
    ['2:30pm', '14:30'],
    ['12am', '00:00'],
    ['12 PM', '12:00'],
  ])('reads the time %s as %s', (typed, time) => expect(parseTime(typed)).toEqual({ ok: true, value: time }));

  it.each(['', '11', '24:00', '13pm', '0am', '9:60', 'noon', '11:00:00'])('refuses the time %j', (typed) =>
    expect(parseTime(typed)).toMatchObject({ ok: false, problem: { fields: [{ field: 'time', rule: 'time' }] } }),
  );

  it('writes dates as GOV.UK does', () => {
    expect(formatDate(dateOnly('2026-11-09'))).toBe('9 November 2026');
    expect(formatDateWithDay(dateOnly('2026-11-09'))).toBe('Monday 9 November 2026');
    expect(formatDateTime(new Date('2026-07-01T13:30:00Z'))).toBe('1 July 2026 at 2:30pm');
    expect(formatDateTime(new Date('2026-12-01T00:05:00Z'))).toBe('1 December 2026 at 12:05am');
    expect(formatDateTime(new Date('2026-12-01T12:00:00Z'))).toBe('1 December 2026 at 12:00pm');
  });
});

describe('years', () => {
  it.each([
    ['2026-03-31', '2025-26'],
    ['2026-04-01', '2026-27'],
    ['2100-01-01', '2099-00'],
  ])('%s lies in financial year %s', (date, label) => {
    expect(financialYear(dateOnly(date))).toBe(label);
  });

  it('runs the school year from September to August', () => {
    expect(academicYear(dateOnly('2027-08-31'))).toBe('2026-27');
    expect(academicYear(dateOnly('2027-09-01'))).toBe('2027-28');
  });

  it('gives the first and last day of the year a date lies in', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const [money, school] = [financialYearDates(financialYear(date)), academicYearDates(academicYear(date))];
        expect(money.startsOn <= date && date <= money.endsOn).toBe(true);
        expect(school.startsOn <= date && date <= school.endsOn).toBe(true);
      }),
    );
  });

  it.each(['2026', '2026-28', '26-27', ''])('refuses the label %p', (label) => {
    expect(() => financialYearDates(label)).toThrow(RangeError);
  });
});

describe('ages', () => {
  it('adds a year on the birthday itself', () => {
    expect(ageOn(dateOnly('2013-05-14'), dateOnly('2026-05-13'))).toBe(12);
    expect(ageOn(dateOnly('2013-05-14'), dateOnly('2026-05-14'))).toBe(13);
  });

  it('ages a child of 29 February on 1 March of a common year', () => {
    expect(ageOn(dateOnly('2012-02-29'), dateOnly('2027-02-28'))).toBe(14);
    expect(ageOn(dateOnly('2012-02-29'), dateOnly('2027-03-01'))).toBe(15);
  });

  it('places a child born 14 May 2013 in year 9 in November 2026', () => {
    expect(yearGroupByAge(dateOnly('2013-05-14'), dateOnly('2026-11-02'))).toBe(9);
  });

  it.each([
    ['2012-08-31', 10],
    ['2012-09-01', 9],
  ])('a child born %s is in year %i in February 2027', (born, expected) => {
    expect(yearGroupByAge(dateOnly(born), dateOnly('2027-02-01'))).toBe(expected);
  });

  it.each([
    ['2011-05-14', '2027-06-25'],
    ['2010-09-01', '2027-06-25'],
    ['2011-08-31', '2027-06-25'],
    ['2011-09-01', '2028-06-30'],
  ])('compulsory school age of a child born %s ends on %s, the last Friday in June', (born, end) => {
    expect(compulsorySchoolAgeEndsOn(dateOnly(born))).toBe(end);
  });
});

describe('deadlines by the calendar', () => {
  it('keeps a SEN file until 31 years after the date of birth', () => {
    expect(addYears(dateOnly('2011-05-14'), 31)).toBe('2042-05-14');
    expect(addYears(dateOnly('2012-02-29'), 31)).toBe('2043-03-01');
  });

  it('puts AP census day 2027 on 21 January, the third Thursday', () => {
    expect(nthWeekdayOf(2027, 1, 4, 3)).toBe('2027-01-21');
  });

  it('gives 120 days from 1 December 2026 to 31 March 2027', () => {
    expect(addDays(dateOnly('2026-12-01'), 120)).toBe('2027-03-31');
  });
});
