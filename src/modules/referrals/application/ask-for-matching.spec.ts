import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { isUrgent } from './ask-for-matching.js';

describe('a run that cannot wait', () => {
  const today = dateOnly('2026-11-02');
  it.each([
    ['the sixth school day has passed', '2026-10-30', true],
    ['the sixth school day is today', '2026-11-02', true],
    ['the sixth school day is in two days', '2026-11-04', true],
    ['the sixth school day is in three days', '2026-11-05', false],
    ['there is no sixth school day', null, false],
  ])('%s', (_, target, urgent) => {
    expect(isUrgent(target === null ? null : dateOnly(target), today)).toBe(urgent);
  });
});
