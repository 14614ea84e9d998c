import { describe, expect, it } from '@jest/globals';
import { dateOnly, pence } from '../../../kernel/index.js';
import { fundTotal, keptOf, schoolTotal, shareYears } from './shares.js';

const year = (financialYear: string, amount: number) => ({
  financialYear,
  from: dateOnly('2026-11-09'),
  to: dateOnly('2026-12-18'),
  pence: pence(amount),
});

describe('sharing a price', () => {
  it('gives the school its part and the fund the remainder, year by year, to the penny', () => {
    const years = shareYears([year('2026-27', 181_937), year('2027-28', 33_333)], 4_000);
    expect(years.map(({ schoolPence, fundPence }) => [schoolPence, fundPence])).toEqual([
      [72_775, 109_162],
      [13_333, 20_000],
    ]);
    expect(schoolTotal(years) + fundTotal(years)).toBe(181_937 + 33_333);
  });

  it('leaves the whole price with the fund when the school bears nothing', () => {
    expect(schoolTotal(shareYears([year('2026-27', 181_937)], 0))).toBe(0);
  });

  it('keeps of each commitment what the shorter placement costs, and nothing of a year that fell away', () => {
    const shorter = shareYears([year('2026-27', 90_000)], 4_000);
    expect(keptOf(shorter, { payer: 'SCHOOL', financialYear: '2026-27' })).toBe(36_000);
    expect(keptOf(shorter, { payer: 'FUND', financialYear: '2026-27' })).toBe(54_000);
    expect(keptOf(shorter, { payer: 'FUND', financialYear: '2027-28' })).toBe(0);
  });
});
