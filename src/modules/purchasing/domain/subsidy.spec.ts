import { describe, expect, it } from '@jest/globals';
import { pence } from '../../../kernel/index.js';
import { SUBSIDY_REASONS, subsidyOf } from './subsidy.js';

const rule = { basisPoints: 6_000, offFramework: 'WITHHELD' } as const;
const totalPence = pence(10_001);

describe('the authority’s part of a school’s own purchase', () => {
  it('is what the policy says, rounded once', () => {
    expect(subsidyOf({ totalPence, offFramework: false }, rule)).toEqual({
      basisPoints: 6_000,
      pence: 6_001,
      reason: 'POLICY',
    });
  });

  it('is nothing outside the framework where the policy withholds it, and says so in plain words', () => {
    const subsidy = subsidyOf({ totalPence, offFramework: true }, rule);
    expect(subsidy).toEqual({ basisPoints: 0, pence: 0, reason: 'WITHHELD_OFF_FRAMEWORK' });
    expect(SUBSIDY_REASONS[subsidy.reason]).toContain('outside the framework');
  });

  it('is paid outside the framework where the policy does not mind', () => {
    expect(subsidyOf({ totalPence, offFramework: true }, { ...rule, offFramework: 'PAID' }).pence).toBe(6_001);
  });

  it('is nothing without a policy or without a share in it', () => {
    expect(subsidyOf({ totalPence, offFramework: false }, undefined).reason).toBe('NO_POLICY');
    expect(subsidyOf({ totalPence, offFramework: false }, { ...rule, basisPoints: 0 }).reason).toBe('NOT_FUNDED');
  });
});
