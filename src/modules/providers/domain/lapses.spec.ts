import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { endingsOn, lapsesOn, type PlacedEvidence } from './lapses.js';

const aDocument = (id: string, over: Partial<PlacedEvidence> = {}): PlacedEvidence => ({
  id,
  kind: 'PUBLIC_LIABILITY',
  status: 'CLEAN',
  validFrom: null,
  validTo: dateOnly('2026-10-31'),
  replacesId: null,
  siteIds: [],
  ...over,
});
const LATER = { validTo: dateOnly('2027-10-31') };

describe('a document that has run out', () => {
  const on = (day: string, ...documents: PlacedEvidence[]) =>
    lapsesOn(documents, dateOnly(day)).map(({ evidenceId, endedOn }) => [evidenceId, endedOn]);

  it('has run out the day after its last, and not before', () => {
    expect(on('2026-10-31', aDocument('a'))).toEqual([]);
    expect(on('2026-11-01', aDocument('a'))).toEqual([['a', '2026-10-31']]);
    expect(on('2026-11-01', aDocument('a', { status: 'REFUSED' }))).toEqual([]);
    expect(on('2026-11-01')).toEqual([]);
  });

  it('is made good by the one that replaces it once that has passed its scan and begun, or by another of its kind', () => {
    const next = (over: Partial<PlacedEvidence>) => aDocument('b', { replacesId: 'a', ...LATER, ...over });
    expect(on('2026-11-01', aDocument('a'), next({}))).toEqual([]);
    expect(on('2026-11-01', aDocument('a'), next({ status: 'QUARANTINED' }))).toEqual([['a', '2026-10-31']]);
    expect(on('2026-11-01', aDocument('a'), next({ validFrom: dateOnly('2026-11-02') }))).toEqual([
      ['a', '2026-10-31'],
    ]);
    expect(on('2026-11-01', aDocument('a'), aDocument('c', LATER))).toEqual([]);
    expect(on('2026-11-01', aDocument('a'), aDocument('c', { ...LATER, kind: 'FIRST_AID' }))).toHaveLength(1);
    expect(on('2027-11-01', aDocument('a'), next({}))).toEqual([['b', '2027-10-31']]);
  });

  const sitesOn = (day: string, ...documents: PlacedEvidence[]) =>
    lapsesOn(documents, dateOnly(day)).map(({ evidenceId, siteId }) => [evidenceId, siteId]);

  it('has run out at its own sites, and at those that no other document of its kind is for', () => {
    const both = aDocument('a', { siteIds: ['yard', 'barn'] });
    expect(sitesOn('2026-11-01', both)).toEqual([
      ['a', 'barn'],
      ['a', 'yard'],
    ]);
    expect(sitesOn('2026-11-01', both, aDocument('c', LATER))).toEqual([]);
    expect(sitesOn('2026-11-01', both, aDocument('c', { ...LATER, siteIds: ['barn'] }))).toEqual([['a', 'yard']]);
    expect(sitesOn('2026-11-01', both, aDocument('c', { ...LATER, siteIds: ['mill'] }))).toHaveLength(2);
    expect(sitesOn('2026-11-01', aDocument('a'), aDocument('c', { ...LATER, siteIds: ['yard'] }))).toEqual([
      ['a', null],
    ]);
  });

  it('is told once a kind and site: the one that ran out first', () => {
    const earlier = aDocument('b', { siteIds: ['barn'], validTo: dateOnly('2026-09-30') });
    const later = aDocument('c', { siteIds: ['barn'] });
    expect(sitesOn('2026-11-01', aDocument('a'), earlier, later)).toEqual([
      ['a', null],
      ['b', 'barn'],
    ]);
  });
});

describe('a document whose end is near', () => {
  const due = (day: string, ...documents: PlacedEvidence[]) =>
    endingsOn(documents, dateOnly(day), () => [60, 30, 7]).map((one) => one.due);

  it('is reminded of 60, 30 and 7 days before, and not after', () => {
    expect(due('2026-08-31', aDocument('a'))).toEqual([]);
    expect(due('2026-09-01', aDocument('a'))).toEqual([[60]]);
    expect(due('2026-10-01', aDocument('a'))).toEqual([[30, 60]]);
    expect(due('2026-10-24', aDocument('a'))).toEqual([[7, 30, 60]]);
    expect(due('2026-11-01', aDocument('a'))).toEqual([]);
  });

  it('is not, once a newer one is kept, unless that was refused', () => {
    const next = (status: PlacedEvidence['status']) => aDocument('b', { replacesId: 'a', status, ...LATER });
    expect(due('2026-10-24', aDocument('a'), next('UPLOADED'))).toEqual([]);
    expect(due('2026-10-24', aDocument('a'), next('REFUSED'))).toHaveLength(1);
  });
});
