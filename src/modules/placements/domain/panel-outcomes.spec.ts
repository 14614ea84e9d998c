import { describe, expect, it } from '@jest/globals';
import { DECLINE_REASONS, declineReasonsFor, isDue, mayHaveSupportInstead } from './panel-outcomes.js';

describe('what a panel may decide', () => {
  it('never closes a permanent exclusion for want of need: education must start by the sixth day', () => {
    const reasons = declineReasonsFor('PERMANENT_EXCLUSION');
    expect(reasons).toEqual(['PLAN_NAMES_SETTING', 'OTHER_AUTHORITY']);
    expect(declineReasonsFor('PREVENTATIVE_DUAL')).toEqual(Object.keys(DECLINE_REASONS));
    expect(mayHaveSupportInstead('PERMANENT_EXCLUSION')).toBe(false);
    expect(mayHaveSupportInstead('PREVENTATIVE_DUAL')).toBe(true);
  });

  it('says of every reason what happens next', () => {
    for (const { words, next } of Object.values(DECLINE_REASONS)) {
      expect(words).not.toBe('');
      expect(next).toMatch(/\.$/);
    }
  });

  it.each([
    ['2026-11-10', '2026-11-11', true],
    ['2026-11-11', '2026-11-11', false],
    ['2026-10-01', '2026-11-11', true],
  ])('a request for %s cannot wait for a meeting on %s: %s', (aim, next, due) => {
    expect(isDue(aim, next)).toBe(due);
  });
});
