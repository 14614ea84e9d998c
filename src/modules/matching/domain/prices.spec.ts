import { describe, expect, it } from '@jest/globals';
import { type PricesAsked, pricesStateOf } from './prices.js';

const asked = (more: Partial<PricesAsked> = {}): PricesAsked => ({
  prices: [],
  counts: { options: 3 },
  pricesAskedAt: null,
  pricesGivenUpAt: null,
  ...more,
});
const day = new Date('2026-12-01T09:00:00Z');

describe('what is known of the prices of a run', () => {
  it('waits for somebody to ask, is worked out, and may be given up', () => {
    expect(pricesStateOf('optimal', asked(), 'STANDS')).toBe('CUT');
    expect(pricesStateOf('optimal', asked({ pricesAskedAt: day }), 'STANDS')).toBe('ASKED');
    expect(pricesStateOf('optimal', asked({ pricesAskedAt: day, pricesGivenUpAt: day }), 'STANDS')).toBe('GIVEN_UP');
  });

  it('is not waited for once a newer run stands, whoever asked', () => {
    for (const at of [null, day]) {
      expect(pricesStateOf('optimal', asked({ pricesAskedAt: at }), 'REPLACED')).toBe('REPLACED');
      expect(pricesStateOf('optimal', asked({ pricesAskedAt: at, pricesGivenUpAt: at }), 'REPLACED')).toBe('REPLACED');
    }
  });

  it('stays known, and stays unproved, whatever came after', () => {
    expect(pricesStateOf('optimal', asked({ prices: [{}] }), 'REPLACED')).toBe('KNOWN');
    expect(pricesStateOf('optimal', asked({ counts: { options: 0 } }), 'REPLACED')).toBe('KNOWN');
    expect(pricesStateOf('bounded', asked(), 'REPLACED')).toBe('UNPROVED');
  });
});
