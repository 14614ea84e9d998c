import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { placementMoves, type PlacementStatus } from './placement-states.js';
import { type NextFacts, type Reader, whatHappensNext } from './what-happens-next.js';

const facts = (over: Partial<NextFacts> = {}): NextFacts => ({
  reader: 'SCHOOL',
  status: 'OFFERED',
  startsOn: dateOnly('2026-11-09'),
  plannedEnd: dateOnly('2026-12-18'),
  endedOn: null,
  answerBy: new Date('2026-11-05T09:00:00Z'),
  ownAnswerGiven: false,
  paused: null,
  homeCode: 'D',
  today: dateOnly('2026-11-02'),
  ...over,
});

describe('what happens next with a placement', () => {
  it('is said to everybody in every state', () => {
    const readers: Reader[] = ['AUTHORITY', 'SCHOOL', 'PROVIDER'];
    const statuses = Object.keys(placementMoves) as PlacementStatus[];
    const silent = readers.flatMap((reader) =>
      statuses.filter((status) => whatHappensNext(facts({ reader, status })).length === 0),
    );
    expect(silent).toEqual([]);
  });

  it('tells a provider by when to answer, to the minute in England', () => {
    expect(whatHappensNext(facts({ reader: 'PROVIDER' }))[0]).toBe(
      'Accept or decline by 5 November 2026 at 9:00am. After that the offer lapses.',
    );
  });

  it('tells the school, and only the school, how to mark its register', () => {
    const mark =
      'From 9 November 2026, mark the sessions at the provider with code D: dual registered at another school.';
    expect(whatHappensNext(facts({ status: 'AGREED' }))).toContain(mark);
    expect(whatHappensNext(facts({ status: 'AGREED', reader: 'AUTHORITY' }))).not.toContain(mark);
  });
});
