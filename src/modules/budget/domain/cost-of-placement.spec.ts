import { describe, expect, it } from '@jest/globals';
import {
  dateOnly,
  formatPounds,
  FULL_WEEK,
  pence,
  sessionSet,
  sumPence,
  valueOf,
  type SessionSet,
} from '../../../kernel/index.js';
import { testvilleHigh } from '../../../../test/support/testville-high.js';
import { costOfPlacement, type PriceBasis, shortened } from './cost-of-placement.js';

const calendar = testvilleHigh();
const cost = (basis: PriceBasis, net: number, from: string, to: string, sessions: SessionSet = FULL_WEEK) =>
  valueOf(
    costOfPlacement([{ basis, netPence: pence(net), sessions }], { from: dateOnly(from), to: dateOnly(to) }, calendar),
  ).map((year) => [year.financialYear, year.schoolDays, formatPounds(year.pence)]);

describe('what a placement costs', () => {
  it('takes an annual price by school days of the school year', () => {
    expect(cost('YEAR', 1_192_000, '2026-11-09', '2026-12-18')).toEqual([['2026-27', 29, '£1,819.37']]);
  });

  it('charges a day rate for each school day, and half of it for half a day', () => {
    expect(cost('DAY', 9_500, '2026-11-09', '2026-12-18')).toEqual([['2026-27', 29, '£2,755.00']]);
    expect(cost('DAY', 9_500, '2026-11-09', '2026-11-13', sessionSet(['mon-am', 'mon-pm', 'tue-am']))).toEqual([
      ['2026-27', 2, '£142.50'],
    ]);
  });

  it('charges a session for each session delivered', () => {
    expect(cost('SESSION', 4_000, '2026-11-09', '2026-11-20', sessionSet(['tue-am', 'thu-pm']))).toEqual([
      ['2026-27', 4, '£160.00'],
    ]);
  });

  it('charges a whole week as a week even with an INSET day in it, and a part of it by its school days', () => {
    expect(cost('WEEK', 40_000, '2026-11-23', '2026-11-27')).toEqual([['2026-27', 4, '£400.00']]);
    expect(cost('WEEK', 40_000, '2026-11-25', '2026-12-04')).toEqual([['2026-27', 7, '£600.00']]);
  });

  it('charges a term by the part of it that is delivered', () => {
    const whole = cost('TERM', 500_000, '2027-01-04', '2027-03-25');
    expect(whole).toEqual([['2026-27', 53, '£5,000.00']]);
    expect(cost('TERM', 500_000, '2027-01-04', '2027-02-12')[0]?.[2]).toBe('£2,735.85');
  });

  it('charges a one-off price once, in the year of the first day', () => {
    expect(cost('ONE_OFF', 25_000, '2027-03-22', '2027-04-16')).toEqual([
      ['2026-27', 4, '£250.00'],
      ['2027-28', 5, '£0.00'],
    ]);
  });

  it('splits across 31 March by what is delivered in each financial year, and loses no penny', () => {
    const years = valueOf(
      costOfPlacement(
        [{ basis: 'YEAR', netPence: pence(1_192_001), sessions: FULL_WEEK }],
        { from: dateOnly('2026-09-01'), to: dateOnly('2027-07-21') },
        calendar,
      ),
    );
    expect(years.map((year) => [year.financialYear, year.from, year.to, year.schoolDays])).toEqual([
      ['2026-27', '2026-09-02', '2027-03-25', 125],
      ['2027-28', '2027-04-12', '2027-07-19', 65],
    ]);
    expect(sumPence(years.map((year) => year.pence))).toBe(1_192_001);
  });

  it('adds up a package of two part-time components', () => {
    const college = { basis: 'DAY', netPence: pence(8_000), sessions: sessionSet(['mon-am', 'mon-pm']) } as const;
    const centre = { basis: 'SESSION', netPence: pence(3_500), sessions: sessionSet(['tue-am', 'wed-am']) } as const;
    const week = { from: dateOnly('2026-11-09'), to: dateOnly('2026-11-13') };
    const [year] = valueOf(costOfPlacement([college, centre], week, calendar));
    expect([year?.schoolDays, year?.pence]).toEqual([3, 15_000]);
  });

  it('refuses a period that the calendar does not cover, and one without a school day', () => {
    const full = [{ basis: 'DAY', netPence: pence(9_500), sessions: FULL_WEEK }] as const;
    const code = (from: string, to: string) => {
      const result = costOfPlacement(full, { from: dateOnly(from), to: dateOnly(to) }, calendar);
      return result.ok ? 'costed' : result.problem.code;
    };
    expect(code('2026-11-09', '2031-01-01')).toBe('calendar.not-covered');
    expect(code('2026-10-26', '2026-10-30')).toBe('placement.no-school-day');
  });

  it('shortens to the last day attended, and to nothing when that is before the start', () => {
    const period = { from: dateOnly('2026-11-09'), to: dateOnly('2026-12-18') };
    expect(shortened(period, dateOnly('2026-11-20'))).toEqual({ from: '2026-11-09', to: '2026-11-20' });
    expect(shortened(period, dateOnly('2027-01-20'))).toEqual(period);
    expect(shortened(period, dateOnly('2026-11-08'))).toBeUndefined();
  });
});
