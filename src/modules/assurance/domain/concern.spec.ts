import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { checkConcern, type ConcernGiven } from './concern.js';

const TODAY = dateOnly('2026-11-02');
const aConcern = (over: Partial<ConcernGiven> = {}): ConcernGiven => ({
  kind: 'EDUCATION',
  siteId: null,
  happenedOn: TODAY,
  what: 'No lessons on Fridays.',
  pupilReference: null,
  toldFirst: null,
  toldOn: null,
  ...over,
});
const rules = (given: ConcernGiven) => {
  const checked = checkConcern(given, TODAY);
  return checked.ok ? [] : checked.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
};

describe('a concern about a provider', () => {
  it.each([
    ['CHILD_AT_RISK', 'LADO'],
    ['CHILD_AT_RISK', null],
    ['STAFF_ALLEGATION', 'SOCIAL_CARE'],
    ['STAFF_ALLEGATION', null],
  ] as const)('of the kind %s is not written before the right people were told (%s)', (kind, toldFirst) => {
    expect(rules(aConcern({ kind, toldFirst, toldOn: toldFirst && TODAY }))).toEqual(['toldFirst tell-first']);
  });

  it.each([
    ['CHILD_AT_RISK', 'SOCIAL_CARE'],
    ['STAFF_ALLEGATION', 'LADO'],
    ['STAFF_ALLEGATION', 'POLICE'],
  ] as const)('of the kind %s is written once %s was told, with the day', (kind, toldFirst) => {
    expect(rules(aConcern({ kind, toldFirst, toldOn: TODAY }))).toEqual([]);
    expect(rules(aConcern({ kind, toldFirst }))).toEqual(['toldOn told-when']);
  });

  it('means a child by reference, never by name', () => {
    expect(rules(aConcern({ pupilReference: 'PL-000012' }))).toEqual([]);
    expect(rules(aConcern({ pupilReference: 'P-000012' }))).toEqual([]);
    expect(rules(aConcern({ pupilReference: 'Invented Child' }))).toEqual(['pupilReference pupil-reference']);
  });

  it('is about what has happened', () => {
    expect(rules(aConcern({ happenedOn: dateOnly('2026-11-03') }))).toEqual(['happenedOn not-in-the-future']);
    expect(rules(aConcern({ what: ' ' }))).toEqual(['what required']);
  });
});
