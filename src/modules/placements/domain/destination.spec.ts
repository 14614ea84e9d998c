import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { type Activity, checkFrom, isSustained, ruleAt } from './destination.js';

const rule = ruleAt(dateOnly('2026-12-18'));
const months = (letters: string): Activity[] =>
  letters
    .split('')
    .map((one) => ({ L: 'LEARNING', A: 'APPRENTICESHIP', W: 'EMPLOYMENT', N: 'NEITHER' })[one] as Activity);

describe('a destination by the national rule', () => {
  it.each([
    ['LLLLLL', true],
    ['LLLLLN', false],
    ['WWWWWN', true],
    ['WWWWNN', false],
    ['LLLWWN', true],
    ['AAAAAN', true],
    ['NNNNNN', false],
  ])('%s, October to March: %s', (given, sustained) => {
    expect(isSustained(months(given), rule)).toBe(sustained);
  });

  it('is asked for again when March of the next academic year is over', () => {
    expect(checkFrom(dateOnly('2026-12-18'))).toBe('2028-04-01');
    expect(checkFrom(dateOnly('2027-07-16'))).toBe('2028-04-01');
    expect(checkFrom(dateOnly('2027-09-06'))).toBe('2029-04-01');
  });
});
