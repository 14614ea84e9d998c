import { describe, expect, it } from '@jest/globals';
import { canMove, dateOnly } from '../../../kernel/index.js';
import { checkContact, cycleMoves, plannedEnd, weeksOf } from './cycle.js';
import { requestMoves } from './request.js';

const day = dateOnly;

describe('a round of support', () => {
  it('of six weeks ends the day before the seventh begins, and touches the weeks of all its days', () => {
    expect(plannedEnd(day('2026-11-09'), 6)).toBe('2026-12-20');
    expect(weeksOf(day('2026-11-09'), day('2026-12-20'))).toHaveLength(6);
    // From a Wednesday it touches one week more.
    expect(weeksOf(day('2026-11-11'), plannedEnd(day('2026-11-11'), 6))).toEqual([
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
      '2026-12-07',
      '2026-12-14',
      '2026-12-21',
    ]);
  });

  it('is reviewed once, and then goes on or ends', () => {
    expect(canMove(cycleMoves, 'ACTIVE', 'REVIEW')).toBe(true);
    expect(canMove(cycleMoves, 'UNDER_REVIEW', 'REVIEW' as 'ENDED')).toBe(false);
    expect(canMove(cycleMoves, 'UNDER_REVIEW', 'ANOTHER_ROUND')).toBe(true);
    expect(canMove(cycleMoves, 'ENDED', 'ENDED' as never)).toBe(false);
  });

  it('has work on its days alone, and none that is still to be done', () => {
    const contact = { heldOn: day('2026-11-10'), sort: 'GROUP', minutes: 60, note: null } as const;
    const check = (heldOn: string, minutes = 60) =>
      checkContact({ ...contact, heldOn: day(heldOn), minutes }, { startsOn: day('2026-11-09') }, day('2026-11-12'));
    expect(check('2026-11-12').ok).toBe(true);
    expect(check('2026-11-13')).toMatchObject({ problem: { fields: [{ rule: 'not-in-the-future' }] } });
    expect(check('2026-11-08')).toMatchObject({ problem: { fields: [{ rule: 'before-cycle' }] } });
    expect(check('2026-11-09', 481)).toMatchObject({ problem: { fields: [{ rule: 'minutes' }] } });
  });
});

describe('a request for support', () => {
  it('that waits may be granted, sent on, declined or taken back, and is not answered with advice', () => {
    expect(Object.keys(requestMoves.WAITING)).toEqual(['grant', 'suggest', 'decline', 'withdraw']);
  });
});
