import { describe, expect, it } from '@jest/globals';
import { formatPounds } from '../../../kernel/index.js';
import { placeFunding } from './place-funding.js';

describe('place funding in a financial year with a September change', () => {
  it.each([
    [408, 408, '£1,700,000.00', '£2,380,000.00', '£4,080,000.00'],
    [408, 420, '£1,700,000.00', '£2,450,000.00', '£4,150,000.00'],
    [420, 400, '£1,750,000.00', '£2,333,333.33', '£4,083,333.33'],
    [25, 30, '£104,166.67', '£175,000.00', '£279,166.67'],
    [97, 100, '£404,166.67', '£583,333.33', '£987,500.00'],
    [1, 1, '£4,166.67', '£5,833.33', '£10,000.00'],
  ])('%d places then %d cost what the guide says, and the parts add up', (old, now, spring, autumn, total) => {
    const funding = placeFunding(old, now);
    expect([funding.aprilToAugust, funding.septemberToMarch, funding.total].map(formatPounds)).toEqual([
      spring,
      autumn,
      total,
    ]);
  });
});
