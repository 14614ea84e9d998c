import { describe, expect, it } from '@jest/globals';
import { testvilleHigh } from '../../../../test/support/testville-high.js';
import { type DateOnly, dateOnly, valueOf } from '../../../kernel/index.js';
import { exclusionDeadlines, type ExclusionSteps } from './exclusion-steps.js';

const context = { calendar: testvilleHigh(), today: dateOnly('2026-12-18') };
const day = (text: string | null): DateOnly | null => (text === null ? null : dateOnly(text));
const steps = (notice: string, ...[board, asked, met]: (string | null)[]): ExclusionSteps => ({
  noticeOn: dateOnly(notice),
  boardDecidedOn: day(board ?? null),
  reviewAskedOn: day(asked ?? null),
  reviewMetOn: day(met ?? null),
});

describe('the steps after a permanent exclusion', () => {
  it('have the board meet within 15 school days of the notice, and the family 15 more to ask for a review, INSET skipped', () => {
    expect(valueOf(exclusionDeadlines(steps('2026-11-02', '2026-11-24'), context))).toEqual({
      boardDueOn: '2026-11-23',
      reviewAskBy: '2026-12-16',
      reviewDueOn: null,
    });
  });

  it('have the review panel meet within 15 school days of being asked for, over the holiday', () => {
    const { reviewDueOn } = valueOf(exclusionDeadlines(steps('2026-11-02', '2026-11-24', '2026-12-16'), context));
    expect(reviewDueOn).toBe('2027-01-21');
  });

  it.each([
    ['a step that has not been', steps('2026-12-19'), 'noticeOn', 'in-future'],
    ['a review without a decision', steps('2026-11-02', null, '2026-11-20'), 'reviewAskedOn', 'step-missing'],
    ['a decision before the notice', steps('2026-11-02', '2026-10-30'), 'boardDecidedOn', 'step-before'],
    [
      'a review asked for too late',
      steps('2026-11-02', '2026-11-24', '2026-12-17'),
      'reviewAskedOn',
      'review-too-late',
    ],
    ['days on no calendar', steps('2001-01-08'), 'noticeOn', 'calendar-not-covered'],
  ])('refuse %s', (_what, given, field, rule) => {
    const refused = exclusionDeadlines(given, context);
    expect(refused.ok ? [] : refused.problem.fields).toEqual([expect.objectContaining({ field, rule })]);
  });
});
