import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  describeSessions,
  FULL_WEEK,
  includesSessions,
  overlaps,
  parseSessions,
  SESSION_NAMES,
  sessionCount,
  sessionIndexes,
  sessionNames,
  sessionSet,
  sessionSetOf,
  unionOfSessions,
} from './index.js';

const anySet = fc.integer({ min: 0, max: 1023 }).map(sessionSetOf);

describe('the ten weekly sessions', () => {
  it('starts with Monday morning as bit 0 and ends with Friday afternoon as bit 9', () => {
    expect(sessionSet(['mon-am'])).toBe(1);
    expect(sessionSet(['fri-pm'])).toBe(512);
    expect(sessionSet(SESSION_NAMES)).toBe(FULL_WEEK);
    expect(sessionCount(FULL_WEEK)).toBe(10);
  });

  it('keeps names, positions and count in step', () => {
    fc.assert(
      fc.property(anySet, (set) => {
        expect(sessionSet(sessionNames(set))).toBe(set);
        expect(sessionIndexes(set)).toHaveLength(sessionCount(set));
        expect(sessionIndexes(set).reduce((bits, index) => bits + 2 ** index, 0)).toBe(set);
      }),
    );
  });

  it('clashes exactly when a session is in both', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        const shared = sessionNames(a).some((name) => sessionNames(b).includes(name));
        expect(overlaps(a, b)).toBe(shared);
        expect(includesSessions(unionOfSessions(a, b), b)).toBe(true);
        expect(sessionCount(unionOfSessions(a, b)) === sessionCount(a) + sessionCount(b)).toBe(!shared);
      }),
    );
  });

  it.each([1024, -1, 0.5, Number.NaN])('refuses %p as a set', (bits) => {
    expect(() => sessionSetOf(bits)).toThrow(RangeError);
  });

  it('says which input is wrong', () => {
    expect(parseSessions([], 'wanted')).toMatchObject({ problem: { fields: [{ field: 'wanted', rule: 'required' }] } });
    expect(parseSessions(['sat-am'])).toMatchObject({ problem: { fields: [{ rule: 'session' }] } });
    expect(parseSessions([{}])).toMatchObject({ problem: { fields: [{ rule: 'session' }] } });
    expect(() => sessionSet(['toString'])).toThrow(RangeError);
  });
});

describe('sessions in words', () => {
  it.each([
    [[...SESSION_NAMES], 'Monday to Friday, all day'],
    [['mon-am', 'mon-pm', 'tue-am', 'tue-pm'], 'Monday and Tuesday, all day'],
    [['mon-am', 'mon-pm', 'wed-am', 'wed-pm', 'fri-am', 'fri-pm'], 'Monday, Wednesday and Friday, all day'],
    [['mon-am', 'tue-am', 'wed-am'], 'Monday to Wednesday, morning'],
    [['mon-pm', 'tue-am', 'tue-pm'], 'Monday, afternoon; Tuesday, all day'],
    [[], 'no sessions'],
  ])('%j reads %p', (names, words) => {
    expect(describeSessions(sessionSet(names))).toBe(words);
  });
});
