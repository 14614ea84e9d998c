import { describe, expect, it } from '@jest/globals';
import { dateOnly, financialYear, pence } from '../../../kernel/index.js';
import { costByYear, type HeldWeek, leastLeft, placeFreeFrom, totalUse, useByWeek } from './use-of-block.js';

const day = dateOnly;
const held = (organisationId: string, week: string, units: number, drawn = 0, cancelled = 0): HeldWeek => ({
  organisationId,
  week: day(week),
  units,
  drawn,
  cancelled,
});
const block = { buyerId: 'school', unitPence: pence(12_345) };

describe('what was paid for and not used', () => {
  const weeks = [
    held('school', '2026-11-09', 3, 1),
    held('school', '2026-11-02', 4, 4),
    held('other', '2026-11-09', 1, 0),
    held('school', '2026-11-16', 4, 1),
  ];
  it('is told by week, to the penny, without what was lent', () => {
    const told = useByWeek(block, weeks, day('2026-11-16'));
    expect(
      told.map(({ week, paid, used, lent, unused, unusedPence, past }) => [
        week,
        paid,
        used,
        lent,
        unused,
        unusedPence,
        past,
      ]),
    ).toEqual([
      ['2026-11-02', 4, 4, 0, 0, 0, true],
      ['2026-11-09', 4, 1, 1, 2, 24_690, true],
      ['2026-11-16', 4, 1, 0, 3, 37_035, false],
    ]);
  });

  it('is lost once its week is over, and left until then', () => {
    expect(totalUse(useByWeek(block, weeks, day('2026-11-16')))).toEqual({
      paid: 12,
      used: 6,
      lent: 1,
      lost: 2,
      lostPence: 24_690,
      left: 3,
      leftPence: 37_035,
    });
  });
});

describe('what can be drawn', () => {
  it('is the least that is left in any of the weeks', () => {
    expect(leastLeft([held('school', '2026-11-02', 4, 1), held('school', '2026-11-09', 4, 3)])).toBe(1);
    expect(leastLeft([])).toBe(0);
  });
});

describe('what a block costs', () => {
  it('falls into the financial year of each week, and sums to the whole', () => {
    const weeks = [day('2027-03-22'), day('2027-03-29'), day('2027-04-05'), day('2027-04-12')];
    const years = costByYear(weeks, pence(333), financialYear);
    expect(years.map(({ financialYear: year, pence: cost }) => [year, cost])).toEqual([
      ['2026-27', 666],
      ['2027-28', 666],
    ]);
  });
});

describe('a place that is not needed any more', () => {
  const weeks = [
    held('school', '2026-11-02', 4),
    held('school', '2026-11-09', 1),
    held('school', '2026-11-16', 2),
    held('school', '2026-11-23', 0),
  ];
  const from = day('2026-11-02');
  it('is given back after the last week that needs it', () => {
    expect(placeFreeFrom(4, weeks, { from, perPlace: 1 })).toBe('2026-11-09');
    expect(placeFreeFrom(2, weeks, { from, perPlace: 1 })).toBe('2026-11-23');
    expect(placeFreeFrom(5, weeks, { from, perPlace: 1 })).toBe('2026-11-02');
    expect(placeFreeFrom(1, weeks, { from, perPlace: 2 })).toBe('2026-11-23');
  });
  it('is kept when the last week still needs it', () => {
    expect(placeFreeFrom(1, weeks.slice(0, 3), { from, perPlace: 1 })).toBeUndefined();
  });
});
