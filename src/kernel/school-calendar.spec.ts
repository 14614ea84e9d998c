import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { testvilleContent, testvilleHigh } from '../../test/support/testville-high.js';
import {
  addDays,
  dateOnly,
  daySix,
  daySixExemption,
  offSiteNoticeLatest,
  SchoolCalendar,
  suspensionDutyDay,
  valueOf,
  workingDays,
} from './index.js';

const calendar = testvilleHigh();
const on = dateOnly;
const blocks = (...pairs: [string, string][]) => pairs.map(([from, to]) => ({ startsOn: on(from), endsOn: on(to) }));

describe('the school days of a school year', () => {
  it('has 190 pupil days: autumn 72, spring 53, summer 65', () => {
    expect(calendar.schoolDaysBetween(on('2026-09-01'), on('2026-12-31'))).toBe(72);
    expect(calendar.schoolDaysBetween(on('2027-01-01'), on('2027-04-11'))).toBe(53);
    expect(calendar.schoolDaysBetween(on('2027-04-12'), on('2027-08-31'))).toBe(65);
  });

  it.each([
    ['2026-11-27', 'INSET'],
    ['2026-10-28', 'half-term'],
    ['2027-05-03', 'a bank holiday'],
    ['2026-11-07', 'a Saturday'],
    ['2026-12-25', 'the holidays'],
  ])('does not count %s: %s', (date) => {
    expect(calendar.isSchoolDay(on(date))).toBe(false);
    expect(calendar.covers(on(date))).toBe(true);
  });

  it('does not pretend to know a day outside its terms', () => {
    expect(calendar.covers(on('2026-04-12'))).toBe(false);
    expect(calendar.covers(on('2027-12-18'))).toBe(false);
    expect(calendar.addSchoolDays(on('2027-12-16'), 3)).toMatchObject({ problem: { code: 'calendar.not-covered' } });
    expect(
      new SchoolCalendar({ terms: [], closures: [], bankHolidays: [], assumed: true }).covers(on('2026-11-09')),
    ).toBe(false);
  });

  it('takes a gap of a whole year for a missing year, not for a holiday', () => {
    const terms = testvilleContent.terms.filter((term) => !['Spring 2027', 'Summer 2027'].includes(term.name));
    const far = new SchoolCalendar({ ...testvilleContent, terms });
    expect(far.covers(on('2027-03-01'))).toBe(false);
  });

  it('counts there and back over any holiday', () => {
    const day = fc.integer({ min: 0, max: 350 }).map((days) => addDays(on('2026-09-02'), days));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 30 }), (from, count) => {
        const there = valueOf(calendar.addSchoolDays(from, count));
        expect(calendar.schoolDaysBetween(addDays(from, 1), there)).toBe(count);
        if (calendar.isSchoolDay(from))
          expect(calendar.addSchoolDays(there, -count)).toEqual({ ok: true, value: from });
      }),
    );
  });

  it('finds the next, the previous and the first school day', () => {
    expect(valueOf(calendar.nextSchoolDay(on('2026-11-26')))).toBe('2026-11-30');
    expect(valueOf(calendar.previousSchoolDay(on('2027-01-05')))).toBe('2026-12-18');
    expect(valueOf(calendar.firstSchoolDayOnOrAfter(on('2026-10-24')))).toBe('2026-11-02');
    expect(valueOf(calendar.firstSchoolDayOnOrAfter(on('2026-11-02')))).toBe('2026-11-02');
  });
});

describe('the sixth day after a permanent exclusion', () => {
  it.each([
    ['2026-11-02', '2026-11-09', '2026-11-10', '2026-11-03', 'a weekend inside'],
    ['2026-10-22', '2026-11-05', '2026-11-06', '2026-10-23', 'half-term inside'],
    ['2026-12-16', '2027-01-07', '2027-01-08', '2026-12-17', 'Christmas and INSET on 4 January'],
    ['2026-11-23', '2026-12-01', '2026-12-02', '2026-11-24', 'INSET on 27 November'],
    ['2027-04-28', '2027-05-06', '2027-05-07', '2027-04-29', 'the May bank holiday'],
    ['2027-02-10', '2027-02-24', '2027-02-25', '2027-02-11', 'February half-term'],
    ['2027-03-24', '2027-04-15', '2027-04-16', '2027-03-25', 'Easter and the financial year end'],
    ['2027-07-15', '2027-09-06', '2027-09-07', '2027-07-16', 'the summer with INSET on each side'],
    ['2026-09-02', '2026-09-09', '2026-09-10', '2026-09-03', 'the first pupil day of the year'],
    ['2026-11-16', '2026-11-23', '2026-11-24', '2026-11-17', 'a suspension before it, which does not count'],
  ])('first excluded %s: target %s, last lawful %s, looked after %s (%s)', (first, target, lastLawful, lookedAfter) => {
    expect(daySix(calendar, on(first))).toEqual({ ok: true, value: { target, lastLawful, lookedAfter } });
  });

  it('targets the later reading where the setting does not count the first day', () => {
    const value = { target: '2026-11-10', lastLawful: '2026-11-10', lookedAfter: '2026-11-03' };
    expect(daySix(calendar, on('2026-11-02'), { countFirstExcludedDay: false })).toEqual({ ok: true, value });
  });

  it('refuses a first day on which the school was closed, or that the calendar does not know', () => {
    expect(daySix(calendar, on('2026-10-27'))).toMatchObject({ problem: { fields: [{ rule: 'school-day' }] } });
    expect(daySix(calendar, on('2028-02-01'))).toMatchObject({ problem: { code: 'calendar.not-covered' } });
    expect(daySix(calendar, on('2027-12-15'))).toMatchObject({ problem: { code: 'calendar.not-covered' } });
  });

  it('exempts a year 11 pupil whose examinations are over, and plan hours that are provided', () => {
    expect(daySixExemption({ yearGroup: 11, examinationsLeft: 0, planHoursProvided: false })).toBe('EXAMINATIONS_OVER');
    expect(daySixExemption({ yearGroup: 11, examinationsLeft: 1, planHoursProvided: false })).toBeNull();
    expect(daySixExemption({ yearGroup: 10, examinationsLeft: 0, planHoursProvided: false })).toBeNull();
    expect(daySixExemption({ yearGroup: 10, examinationsLeft: 4, planHoursProvided: true })).toBe('PLAN_HOURS');
  });
});

describe('suspensions of six school days and more', () => {
  it.each([
    ['five days never trigger', blocks(['2026-11-09', '2026-11-13']), null],
    ['the sixth day is the last day', blocks(['2026-11-09', '2026-11-16']), '2026-11-16'],
    ['blocks back to back add up', blocks(['2026-11-09', '2026-11-11'], ['2026-11-12', '2026-11-18']), '2026-11-16'],
    [
      'a day in school between breaks the run',
      blocks(['2026-11-09', '2026-11-11'], ['2026-11-13', '2026-11-18']),
      null,
    ],
    ['INSET is not counted', blocks(['2026-11-24', '2026-12-01']), null],
    [
      'a holiday does not break the run',
      blocks(['2026-10-20', '2026-10-23'], ['2026-11-02', '2026-11-05']),
      '2026-11-03',
    ],
    [
      'the order of entry does not matter',
      blocks(['2026-11-12', '2026-11-18'], ['2026-11-09', '2026-11-11']),
      '2026-11-16',
    ],
    ['overlapping blocks count a day once', blocks(['2026-11-09', '2026-11-12'], ['2026-11-11', '2026-11-13']), null],
  ])('%s', (_, suspended, dutyDay) => {
    expect(suspensionDutyDay(calendar, suspended)).toEqual({ ok: true, value: dutyDay });
  });

  it('refuses a block that ends before it starts, or lies outside the calendar', () => {
    expect(suspensionDutyDay(calendar, blocks(['2026-11-10', '2026-11-09'])).ok).toBe(false);
    expect(suspensionDutyDay(calendar, blocks(['2028-11-10', '2028-11-19'])).ok).toBe(false);
  });
});

describe('notice of an off-site direction', () => {
  it.each([
    ['2026-11-09', '2026-11-05', '2026-11-04'],
    ['2026-11-02', '2026-10-22', '2026-10-21'],
    ['2027-01-05', '2026-12-17', '2026-12-16'],
    ['2027-04-12', '2027-03-24', '2027-03-23'],
  ])('for %s is given by %s, or by %s where two clear days are wanted', (first, latest, clear) => {
    expect(offSiteNoticeLatest(calendar, on(first))).toEqual({ ok: true, value: latest });
    expect(offSiteNoticeLatest(calendar, on(first), { clearDays: true })).toEqual({ ok: true, value: clear });
  });
});

describe('other clocks', () => {
  it('has the governing board meet within 15 school days of notice', () => {
    expect(calendar.addSchoolDays(on('2026-11-02'), 15)).toEqual({ ok: true, value: '2026-11-23' });
  });

  it('gives 15 school days for a review panel, INSET skipped', () => {
    expect(calendar.addSchoolDays(on('2026-11-24'), 15)).toEqual({ ok: true, value: '2026-12-16' });
  });

  it.each([
    ['2026-11-02', 10, '2026-11-16'],
    ['2026-11-02', 15, '2026-11-23'],
    ['2026-12-17', 20, '2027-01-19'],
    ['2026-11-02', 0, '2026-11-02'],
  ])('an application received on %s is due in %i working days, on %s', (from, count, due) => {
    expect(workingDays(on(from), count, calendar.bankHolidays)).toBe(due);
  });

  it('refuses a count that is none', () => {
    expect(() => workingDays(on('2026-11-02'), -1, [])).toThrow(RangeError);
  });
});
