import { describe, expect, it } from '@jest/globals';
import { byGroup, type Counted, type DecidedPlace, whatBecame } from './past-decisions.js';

const place = (over: Partial<DecidedPlace>): DecidedPlace => ({
  outcome: 'APPROVED',
  status: null,
  endReason: null,
  early: null,
  ...over,
});

describe('what became of a decision', () => {
  it.each<[Partial<DecidedPlace>, string]>([
    [{ outcome: 'DECLINED' }, 'NO_PLACE'],
    [{ outcome: 'DEFERRED' }, 'NO_PLACE'],
    [{ status: 'OFFERED' }, 'OFFERED'],
    [{ status: 'AGREED' }, 'TO_START'],
    [{ status: 'ACTIVE' }, 'STILL_PLACED'],
    [{ status: 'DECLINED' }, 'NEVER_STARTED'],
    [{ status: 'LAPSED' }, 'NEVER_STARTED'],
    [{ status: 'WITHDRAWN' }, 'NEVER_STARTED'],
    [{ status: 'ENDED', endReason: 'COMPLETED', early: 'NO' }, 'RAN_TO_PLAN'],
    [{ status: 'ENDED', endReason: 'BACK_AT_SCHOOL', early: 'YES' }, 'RETURNED'],
    [{ status: 'ENDED', endReason: 'NEEDS_ANOTHER_PLACE', early: 'NO' }, 'ENDED_EARLY'],
    [{ status: 'ENDED', endReason: 'OTHER', early: 'YES' }, 'ENDED_EARLY'],
  ])('%j: %s', (over, became) => {
    expect(whatBecame(place(over))).toBe(became);
  });

  const counted = (group: string, decisions: number, over: Partial<Counted> = {}): Counted => ({
    ...place({ status: 'ACTIVE' }),
    group,
    decisions,
    daysWaited: decisions * 10,
    ...over,
  });

  it('is counted by group, with the days of those that started', () => {
    expect(byGroup([counted('A', 6), counted('A', 6, { status: 'LAPSED', daysWaited: 900 })])).toMatchObject([
      { group: 'A', decisions: 12, meanDays: 10, became: { STILL_PLACED: 6, NEVER_STARTED: 6 }, hidden: 'NO' },
    ]);
  });

  it('tells nothing of a group with fewer than five in a cell, nor of the one it could be worked out from', () => {
    const told = byGroup([counted('A', 20), counted('B', 3), counted('C', 6)]);
    expect(told.map(({ hidden }) => hidden)).toEqual(['NO', 'YES', 'YES']);
  });
});
