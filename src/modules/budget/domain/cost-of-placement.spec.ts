import { describe, expect, it } from '@jest/globals';
import {
  dateOnly,
  formatPounds,
  FULL_WEEK,
  pence,
  type SessionSet,
  sessionSet,
  sumPence,
  valueOf,
} from '../../../kernel/index.js';
import { testvilleHigh } from '../../../../test/support/testville-high.js';
import { type Basis, costPence } from '../../tariffs/domain/tariff-terms.js';
import { costOfPlacement, type PricedComponent, shortened } from './cost-of-placement.js';

const calendar = testvilleHigh();
const priced = (basis: Basis, net: number, sessions: SessionSet = FULL_WEEK): PricedComponent => ({
  sessions,
  priceOf: (schoolDays) => costPence({ basis, netPence: pence(net), sessionsCovered: 10 }, { sessions, schoolDays }),
});
const period = (from: string, to: string) => ({ from: dateOnly(from), to: dateOnly(to) });
const cost = (from: string, to: string, ...components: PricedComponent[]) =>
  valueOf(costOfPlacement(components, period(from, to), calendar)).map((year) => [
    year.financialYear,
    year.schoolDays,
    formatPounds(year.pence),
  ]);

describe('what a placement costs', () => {
  it('takes an annual price by school days: 29 of 190 days of £11,920', () => {
    expect(cost('2026-11-09', '2026-12-18', priced('YEAR', 1_192_000))).toEqual([['2026-27', 29, '£1,819.37']]);
  });

  it('charges a day rate for each school day, and half of it for half a day', () => {
    expect(cost('2026-11-09', '2026-12-18', priced('DAY', 9_500))).toEqual([['2026-27', 29, '£2,755.00']]);
    const partWeek = priced('DAY', 9_500, sessionSet(['mon-am', 'mon-pm', 'tue-am']));
    expect(cost('2026-11-09', '2026-11-13', partWeek)).toEqual([['2026-27', 2, '£142.50']]);
  });

  it('leaves an INSET day out', () => {
    expect(cost('2026-11-23', '2026-11-27', priced('SESSION', 4_000))).toEqual([['2026-27', 4, '£320.00']]);
  });

  it('splits across 31 March by what is delivered in each financial year, and loses no penny', () => {
    const whole = period('2026-09-01', '2027-07-21');
    const years = valueOf(costOfPlacement([priced('YEAR', 1_192_001)], whole, calendar));
    expect(years.map((year) => [year.financialYear, year.from, year.to, year.schoolDays])).toEqual([
      ['2026-27', '2026-09-02', '2027-03-25', 125],
      ['2027-28', '2027-04-12', '2027-07-19', 65],
    ]);
    expect(sumPence(years.map((year) => year.pence))).toBe(1_192_001);
  });

  it('puts nothing of a component into a year in which it is not taught', () => {
    const fridays = priced('SESSION', 10_001, sessionSet(['fri-am']));
    const mondays = priced('SESSION', 5_000, sessionSet(['mon-am']));
    // The only school days after 31 March are Monday 12 and Tuesday 13 April.
    const years = valueOf(costOfPlacement([fridays, mondays], period('2027-03-15', '2027-04-13'), calendar));
    expect(years.map((year) => year.pence)).toEqual([10_001 + 2 * 5_000, 5_000]);
  });

  it('adds up a package of two part-time components', () => {
    const college = priced('DAY', 8_000, sessionSet(['mon-am', 'mon-pm']));
    const centre = priced('SESSION', 3_500, sessionSet(['tue-am', 'wed-am']));
    expect(cost('2026-11-09', '2026-11-13', college, centre)).toEqual([['2026-27', 3, '£150.00']]);
  });

  it('refuses a period that the calendar does not cover, and one without a school day', () => {
    const code = (from: string, to: string) => {
      const result = costOfPlacement([priced('DAY', 9_500)], period(from, to), calendar);
      return result.ok ? 'costed' : result.problem.code;
    };
    expect(code('2026-11-09', '2031-01-01')).toBe('calendar.not-covered');
    expect(code('2026-10-26', '2026-10-30')).toBe('placement.no-school-day');
  });

  it('shortens to the last day attended, and to nothing when that is before the start', () => {
    const planned = period('2026-11-09', '2026-12-18');
    expect(shortened(planned, dateOnly('2026-11-20'))).toEqual(period('2026-11-09', '2026-11-20'));
    expect(shortened(planned, dateOnly('2027-01-20'))).toEqual(planned);
    expect(shortened(planned, dateOnly('2026-11-08'))).toBeUndefined();
  });
});
