import { describe, expect, it } from '@jest/globals';
import { dateOnly, SchoolCalendar } from '../../../kernel/index.js';
import { halfTerms, nextReview, owedReview } from './review-dates.js';

const day = dateOnly;
const calendar = new SchoolCalendar({
  terms: [
    { name: 'Autumn', startsOn: day('2026-09-02'), endsOn: day('2026-12-18') },
    { name: 'Spring', startsOn: day('2027-01-04'), endsOn: day('2027-03-25') },
  ],
  closures: [
    { name: 'Half-term', kind: 'HALF_TERM', startsOn: day('2026-10-26'), endsOn: day('2026-10-30') },
    { name: 'Half-term', kind: 'HALF_TERM', startsOn: day('2027-02-15'), endsOn: day('2027-02-19') },
    { name: 'Training', kind: 'INSET', startsOn: day('2026-11-27'), endsOn: day('2026-11-27') },
  ],
  bankHolidays: [],
  assumed: false,
});
const next = (over: Partial<Parameters<typeof nextReview>[1]> = {}) =>
  nextReview(calendar, {
    from: day('2026-11-02'),
    last: 'REVIEW',
    plannedEnd: day('2027-03-25'),
    everyDays: 42,
    ...over,
  });

describe('half-terms', () => {
  it('are the terms parted by half-term holidays, and by no other closure', () => {
    expect(halfTerms(calendar).map(({ startsOn, endsOn }) => `${startsOn} ${endsOn}`)).toEqual([
      '2026-09-02 2026-10-25',
      '2026-10-31 2026-12-18',
      '2027-01-04 2027-02-14',
      '2027-02-20 2027-03-25',
    ]);
  });
});

describe('the day by which a placement is reviewed next', () => {
  it('is the policy’s days after the last one', () => {
    expect(next()).toEqual({ dueOn: '2026-12-14', because: 'INTERVAL' });
  });

  it('moves to the first school day after a holiday that the days end in', () => {
    expect(next({ from: day('2026-11-18') })).toEqual({ dueOn: '2027-01-04', because: 'INTERVAL' });
  });

  it('is the last school day of the following half-term where the policy would let it be later', () => {
    expect(next({ everyDays: 120 })).toEqual({ dueOn: '2027-02-12', because: 'HALF_TERM' });
  });

  it('is in the half-term that follows a holiday in which the last one was', () => {
    expect(next({ from: day('2026-12-22'), everyDays: 120 })).toEqual({ dueOn: '2027-02-12', because: 'HALF_TERM' });
  });

  it('is never after the placement’s own end', () => {
    expect(next({ last: 'FIRST_DAY', plannedEnd: day('2026-11-28') })).toEqual({
      dueOn: '2026-11-26',
      because: 'PLANNED_END',
    });
  });

  it('is none where the placement ends in the half-term of its last review', () => {
    expect(next({ plannedEnd: day('2026-12-11') })).toBeNull();
    expect(next({ from: day('2026-12-11'), plannedEnd: day('2026-12-11') })).toBeNull();
  });

  it('is before the end where that is in another half-term than the last review', () => {
    expect(next({ from: day('2026-12-10'), plannedEnd: day('2027-01-15') })).toEqual({
      dueOn: '2027-01-15',
      because: 'PLANNED_END',
    });
  });

  it('counts the days as they are where the calendar does not reach', () => {
    expect(next({ from: day('2027-03-22'), plannedEnd: day('2027-07-20') })).toEqual({
      dueOn: '2027-05-03',
      because: 'INTERVAL',
    });
  });
});

describe('a written request for a review', () => {
  it.each([
    ['2026-09-21', true, '2026-11-30'],
    ['2026-09-22', false, '2026-12-01'],
    ['2026-11-30', false, '2027-02-08'],
  ])('on 30 November after a review on %s: owed %s, from %s', (last, owed, owedFrom) => {
    expect(owedReview(day('2026-11-30'), day(last), 10)).toEqual({ owed, owedFrom });
  });

  it('is owed where there was none', () => {
    expect(owedReview(day('2026-11-30'), null, 10)).toEqual({ owed: true, owedFrom: '2026-11-30' });
  });
});
