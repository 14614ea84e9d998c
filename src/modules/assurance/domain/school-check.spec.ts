import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { checkSchoolCheck, type SchoolCheckGiven, standingOf } from './school-check.js';

const TODAY = dateOnly('2026-11-02');
const TERMS = { today: TODAY, checkDays: 365 };
const aCheck = (over: Partial<SchoolCheckGiven> = {}): SchoolCheckGiven => ({
  siteId: null,
  visitedOn: dateOnly('2026-10-20'),
  visitedBy: 'Deputy head',
  safeguardingOn: dateOnly('2026-10-21'),
  safeguardingFrom: 'Head of centre',
  staffChecksOn: TODAY,
  staffChecksBy: 'Safeguarding lead',
  note: null,
  nextDueOn: dateOnly('2027-11-02'),
  ...over,
});
const rules = (given: SchoolCheckGiven) => {
  const checked = checkSchoolCheck(given, TERMS);
  return checked.ok ? [] : checked.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
};

describe('a school’s own checks of a provider', () => {
  it('are about what was done, by whom, and last as long as the authority says at most', () => {
    expect(rules(aCheck())).toEqual([]);
    expect(rules(aCheck({ nextDueOn: dateOnly('2027-11-03') }))).toEqual(['nextDueOn next-due-too-late']);
    expect(rules(aCheck({ nextDueOn: TODAY }))).toEqual(['nextDueOn after-today']);
    expect(rules(aCheck({ staffChecksOn: dateOnly('2026-11-03') }))).toEqual(['staffChecksOn not-in-the-future']);
    expect(rules(aCheck({ visitedBy: null }))).toEqual(['visitedBy visited-by']);
    expect(rules(aCheck({ visitedBy: null, visitedOn: null }))).toEqual([]);
    expect(rules(aCheck({ safeguardingFrom: ' ' }))).toEqual(['safeguardingFrom required']);
  });

  it.each([
    [null, 'NONE'],
    ['2026-11-01', 'OUT_OF_DATE'],
    ['2026-11-02', 'ENDS_SOON'],
    ['2026-12-02', 'ENDS_SOON'],
    ['2026-12-03', 'IN_DATE'],
  ] as const)('due next on %s stand as %s', (due, standing) => {
    expect(standingOf(due === null ? null : dateOnly(due), TODAY, 30)).toBe(standing);
  });
});
