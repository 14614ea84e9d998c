import { describe, expect, it } from '@jest/globals';
import { countSessions, describeRate, isPersistentlyAbsent, isSeverelyAbsent, type SessionCounts } from './rates.js';

const of = (absent: number, possible: number): SessionCounts => ({
  possible,
  attended: possible - absent,
  authorised: absent,
  unauthorised: 0,
});

describe('absence in whole numbers', () => {
  it.each([
    [37, 370, true],
    [36, 361, false],
    [19, 190, true],
    [18, 190, false],
    [0, 0, false],
  ])('%i of %i sessions missed is persistent: %s', (absent, possible, is) => {
    expect(isPersistentlyAbsent(of(absent, possible))).toBe(is);
  });

  it('is severe from half of the sessions, and then persistent as well', () => {
    expect(isSeverelyAbsent(of(185, 370))).toBe(true);
    expect(isPersistentlyAbsent(of(185, 370))).toBe(true);
    expect(isSeverelyAbsent(of(184, 370))).toBe(false);
    expect(isSeverelyAbsent(of(0, 0))).toBe(false);
  });

  it('leaves out what was not a possible attendance', () => {
    const counts = countSessions([
      ['/', 5],
      ['L', 1],
      ['I', 2],
      ['O', 1],
      ['Y1', 4],
      ['#', 2],
      ['X', 3],
    ]);
    expect(counts).toEqual({ attended: 6, authorised: 2, unauthorised: 1, possible: 9 });
  });

  it('is said in per cent, rounded once', () => {
    expect(describeRate(of(36, 361))).toBe('90.0 %');
    expect(describeRate(of(1, 3))).toBe('66.7 %');
    expect(describeRate(of(0, 0))).toBe('–');
  });
});
