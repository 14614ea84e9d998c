import { describe, expect, it } from '@jest/globals';
import { presiding, quorumLacks, type QuorumRule, type Seat, tallyOf, whoCounts } from './body.js';

const NONE = { conflicted: new Set<string>(), parties: new Set<string>() };
const seat = (memberId: string, over: Partial<Seat> = {}): Seat => ({
  memberId,
  userId: `user-${memberId}`,
  constituency: 'SCHOOL',
  votes: true,
  organisationId: `school-${memberId}`,
  trustId: null,
  office: 'MEMBER',
  deputyFor: null,
  present: true,
  ...over,
});
const rule = (over: Partial<QuorumRule> = {}): QuorumRule => ({
  leastCounting: 3,
  parts: [{ constituency: 'SCHOOL', least: 2 }],
  mostPercentOfOneTrust: null,
  ...over,
});
const ids = (seats: readonly Seat[]) => seats.map(({ memberId }) => memberId);

describe('who counts on an item', () => {
  it('is who is there, may vote, has declared no conflict and sits for no party', () => {
    const seats = [
      seat('chair', { office: 'CHAIR' }),
      seat('away', { present: false }),
      seat('provider', { votes: false }),
      seat('related'),
      seat('party'),
      seat('of-trust', { trustId: 'trust-1' }),
    ];
    const ties = { conflicted: new Set(['related']), parties: new Set(['school-party', 'trust-1']) };
    expect(ids(whoCounts(seats, ties))).toEqual(['chair']);
  });

  it('is a deputy only while the member deputised for is not there', () => {
    const deputy = seat('deputy', { deputyFor: 'head' });
    expect(ids(whoCounts([seat('head'), deputy], NONE))).toEqual(['head']);
    expect(ids(whoCounts([seat('head', { present: false }), deputy], NONE))).toEqual(['deputy']);
  });
});

describe('a quorum', () => {
  const seats = [seat('chair', { office: 'CHAIR', constituency: 'AUTHORITY' }), seat('one'), seat('two')];

  it('is reckoned after conflicts, in members and in different schools', () => {
    expect(quorumLacks(rule(), seats, seats)).toEqual([]);
    const counting = whoCounts(seats, { ...NONE, conflicted: new Set(['two']) });
    expect(quorumLacks(rule(), counting, seats)).toEqual([
      { of: 'MEMBERS', least: 3, have: 2 },
      { of: 'CONSTITUENCY', constituency: 'SCHOOL', least: 2, have: 1 },
    ]);
  });

  it('counts one school once, however many it sends', () => {
    const same = seats.map((one) => ({ ...one, organisationId: 'school-one' }));
    expect(quorumLacks(rule(), same, same)).toEqual([
      { of: 'CONSTITUENCY', constituency: 'SCHOOL', least: 2, have: 1 },
    ]);
  });

  it('fails when one trust has more than its share of those who count', () => {
    const trusted = seats.map((one) => ({ ...one, trustId: one.office === 'CHAIR' ? null : 'trust-1' }));
    expect(quorumLacks(rule({ mostPercentOfOneTrust: 50 }), trusted, trusted)).toEqual([
      { of: 'TRUST', least: 50, have: 2 },
    ]);
    expect(quorumLacks(rule({ mostPercentOfOneTrust: 67 }), trusted, trusted)).toEqual([]);
  });

  it('needs somebody to preside', () => {
    expect(quorumLacks(rule({ leastCounting: 1, parts: [] }), [seat('one')], seats)).toEqual([{ of: 'CHAIR' }]);
  });
});

describe('who presides', () => {
  const vice = seat('vice', { office: 'VICE_CHAIR' });
  const chair = seat('chair', { office: 'CHAIR' });
  const deputy = seat('deputy', { deputyFor: 'chair' });

  it('is the chair, else the vice-chair, else the chair’s deputy', () => {
    const all = [deputy, vice, chair, seat('one')];
    expect(presiding(all, all)?.memberId).toBe('chair');
    expect(presiding([deputy, vice], all)?.memberId).toBe('vice');
    expect(presiding([seat('one'), deputy], all)?.memberId).toBe('deputy');
    expect(presiding([seat('one')], all)).toBeUndefined();
  });
});

describe('a count of votes', () => {
  const seats = [seat('a'), seat('b'), seat('c')];
  const vote = (memberId: string, choice: 'FOR' | 'AGAINST' | 'ABSTAIN', casting = false) => ({
    memberId,
    choice,
    casting,
  });

  it('carries with more for than against; abstentions count for neither', () => {
    const votes = [vote('a', 'FOR'), vote('b', 'ABSTAIN'), vote('c', 'ABSTAIN')];
    expect(tallyOf(votes, seats)).toEqual({ for: 1, against: 0, abstain: 2, result: 'CARRIED' });
  });

  it('is tied until who presides casts', () => {
    const votes = [vote('a', 'FOR'), vote('b', 'AGAINST')];
    expect(tallyOf(votes, seats).result).toBe('TIED');
    expect(tallyOf([...votes, vote('b', 'AGAINST', true)], seats).result).toBe('LOST');
  });

  it('leaves out the vote of somebody who declared an interest afterwards', () => {
    const votes = [vote('a', 'FOR'), vote('b', 'FOR'), vote('c', 'AGAINST')];
    expect(tallyOf(votes, seats.slice(2))).toEqual({ for: 0, against: 1, abstain: 0, result: 'LOST' });
  });
});
