import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPounds, parsePounds, pence, percentOf, splitLast, sumPence, timesFraction, valueOf } from './index.js';

describe('whole pence', () => {
  it.each([0.5, Number.NaN, Infinity, 2 ** 53])('refuses %p: a fraction of a penny is a bug upstream', (amount) => {
    expect(() => pence(amount)).toThrow(RangeError);
  });

  it('has no minus nought', () => {
    expect(Object.is(pence(-0), 0)).toBe(true);
    expect(formatPounds(timesFraction(pence(-1), 1, 4))).toBe('£0.00');
  });
});

describe('what a person types as an amount', () => {
  it.each([
    ['1,234.50', 123_450],
    ['£1,234.5', 123_450],
    [' 12 ', 1_200],
    ['-£3.05', -305],
    ['-3.05', -305],
    ['0', 0],
    ['1,000,000', 100_000_000],
  ])('reads %p', (text, amount) => {
    expect(valueOf(parsePounds(text))).toBe(amount);
  });

  it.each(['', '12.345', '1,23.00', '12,34', 'ten', '1e3', '£', '--1', '1 000', '٣', '1.'])('refuses %p', (text) => {
    expect(parsePounds(text, 'net')).toMatchObject({
      ok: false,
      problem: { fields: [{ field: 'net', rule: 'money' }] },
    });
  });

  it('refuses more than can be counted exactly, with its own reason', () => {
    expect(parsePounds('9'.repeat(20))).toMatchObject({ problem: { fields: [{ rule: 'money-too-large' }] } });
    expect(parsePounds('9'.repeat(100_000))).toMatchObject({ problem: { fields: [{ rule: 'money-too-large' }] } });
  });

  it('reads back whatever it prints', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (amount) => {
        expect(valueOf(parsePounds(formatPounds(pence(amount))))).toBe(pence(amount));
      }),
    );
  });
});

describe('one rounding, half up', () => {
  it.each([
    [5, 1, 2, 3],
    [-5, 1, 2, -3],
    [4, 1, 8, 1],
    [3, 1, 8, 0],
    [1_192_000, 29, 190, 181_937],
    [650_000, 20, 52, 250_000],
    [107_500, 20, 52, 41_346],
    [151_500, 20, 52, 58_269],
    [538_896, 3, 5, 323_338],
    [538_896, 9, 10, 485_006],
  ])('%i x %i / %i is %i pence', (amount, numerator, denominator, expected) => {
    expect(timesFraction(pence(amount), numerator, denominator)).toBe(expected);
  });

  it('is exact where floating point is not', () => {
    expect(timesFraction(pence(9_007_199_254_740_991), 7, 7)).toBe(9_007_199_254_740_991);
    expect(timesFraction(pence(1_000_000_000_000_000), 3, 3_000)).toBe(1_000_000_000_000);
  });

  it('makes a reversal the exact opposite of what it reverses', () => {
    const fraction = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }));
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 11), max: 10 ** 11 }), fraction, (amount, [top, bottom]) => {
        const there = timesFraction(pence(amount), top, bottom);
        expect(sumPence([there, timesFraction(pence(-amount), top, bottom)])).toBe(0);
        expect(Math.abs(there * bottom - amount * top)).toBeLessThanOrEqual(bottom / 2);
      }),
    );
  });

  it('charges VAT of 20 % on £15,000.00 as £3,000.00', () => {
    expect(percentOf(pence(1_500_000), 2_000)).toBe(300_000);
  });

  it.each([
    [1, 0],
    [1, -2],
    [0.5, 2],
  ])('refuses %p/%p, which is no fraction of whole numbers', (numerator, denominator) => {
    expect(() => timesFraction(pence(1), numerator, denominator)).toThrow(RangeError);
  });
});

describe('splitting a sum', () => {
  it.each([
    [25 * 1_000_000, [5, 7], [10_416_667, 14_583_333]],
    [1_000_000, [5, 7], [416_667, 583_333]],
    [100, [1, 1, 1], [33, 33, 34]],
    [-100, [1, 1, 1], [-33, -33, -34]],
    [2, [1, 1, 1, 1], [1, 1, 0, 0]],
    [0, [1, 2], [0, 0]],
  ])('%i pence by %j is %j: the last share takes the remainder', (total, weights, expected) => {
    expect(splitLast(pence(total), weights)).toEqual(expected);
  });

  it('loses and makes no penny, and nobody owes less than nothing', () => {
    const weights = fc
      .array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 40 })
      .filter((each) => each.some((weight) => weight > 0));
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 11), max: 10 ** 11 }), weights, (total, each) => {
        const shares = splitLast(pence(total), each);
        expect(sumPence(shares)).toBe(pence(total));
        expect(shares.every((share) => share === 0 || share < 0 === total < 0)).toBe(true);
      }),
    );
  });

  it('refuses to split by nothing', () => {
    expect(() => splitLast(pence(1), [])).toThrow(RangeError);
    expect(() => splitLast(pence(1), [0, 0])).toThrow(RangeError);
    expect(() => splitLast(pence(1), [2, -1])).toThrow(RangeError);
  });
});
