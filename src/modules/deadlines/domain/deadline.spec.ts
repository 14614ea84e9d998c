import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { chaseUpTo, leftWords } from './deadline.js';

const today = dateOnly('2026-11-02');
const days = { deadlineChaseDays: 5, deadlineCoordinatorDays: 2, deadlineLeadDays: 1 };

describe('a deadline that comes near', () => {
  it('is told to whoever must act, then to the coordinator, then to the lead, each before it is missed', () => {
    expect(chaseUpTo(today, days)).toEqual({ CHASED: '2026-11-07', COORDINATOR: '2026-11-04', LEAD: '2026-11-03' });
  });

  it('never reaches the lead before the coordinator, whatever the policy says', () => {
    expect(chaseUpTo(today, { ...days, deadlineCoordinatorDays: 9, deadlineLeadDays: 30 })).toEqual({
      CHASED: '2026-11-07',
      COORDINATOR: '2026-11-07',
      LEAD: '2026-11-07',
    });
  });

  it.each([
    [0, 'Today'],
    [1, '1 day'],
    [12, '12 days'],
    [-1, '1 day late'],
    [-3, '3 days late'],
  ])('of %i days has %s left', (left, words) => {
    expect(leftWords(left)).toBe(words);
  });
});
