import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { currencyOf, type DatedEvidence, inForce, latest, retryMinutes } from './evidence.js';
import { EVIDENCE_KINDS, type EvidenceKind, kindFromSlug, slugOf } from './evidence-kinds.js';

const aDocument = (id: string, over: Partial<DatedEvidence> = {}): DatedEvidence => ({
  id,
  kind: 'PUBLIC_LIABILITY',
  status: 'CLEAN',
  validFrom: dateOnly('2026-09-01'),
  validTo: dateOnly('2027-08-31'),
  replacesId: null,
  ...over,
});
const NEXT = { replacesId: 'a', validFrom: dateOnly('2027-09-01'), validTo: dateOnly('2028-08-31') };

describe('which of a provider’s documents count', () => {
  const on = (day: string, ...documents: DatedEvidence[]) => inForce(documents, dateOnly(day)).map(({ id }) => id);

  it('those that have passed the scan, from their first day to their last', () => {
    expect(on('2026-08-31', aDocument('a'))).toEqual([]);
    expect(on('2026-09-01', aDocument('a'))).toEqual(['a']);
    expect(on('2027-08-31', aDocument('a'))).toEqual(['a']);
    expect(on('2027-09-01', aDocument('a'))).toEqual([]);
    expect(on('2099-01-01', aDocument('a', { validFrom: null, validTo: null }))).toEqual(['a']);
    for (const status of ['UPLOADED', 'QUARANTINED', 'REFUSED'] as const) {
      expect(on('2026-09-01', aDocument('a', { status }))).toEqual([]);
    }
  });

  it('the older one until the newer one begins, and not both', () => {
    const both = [aDocument('a'), aDocument('b', NEXT)];
    expect([on('2027-08-31', ...both), on('2027-09-01', ...both)]).toEqual([['a'], ['b']]);
    const corrected = [aDocument('a'), aDocument('b', { replacesId: 'a', validTo: dateOnly('2026-12-31') })];
    expect([on('2026-12-31', ...corrected), on('2027-01-01', ...corrected)]).toEqual([['b'], []]);
  });

  it('the older one as long as the newer one waits or was refused', () => {
    for (const status of ['UPLOADED', 'QUARANTINED', 'REFUSED'] as const) {
      expect(on('2027-01-01', aDocument('a'), aDocument('b', { replacesId: 'a', status }))).toEqual(['a']);
    }
  });
});

describe('a list of documents', () => {
  it('shows those that nothing newer stands for, the refused aside', () => {
    const documents = [aDocument('a'), aDocument('b', NEXT), aDocument('c', { replacesId: 'b', status: 'REFUSED' })];
    expect(latest(documents).map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('says what ends soon, sixty days ahead', () => {
    const at = (day: string) => currencyOf(aDocument('a'), dateOnly(day));
    expect([at('2026-08-31'), at('2027-07-01'), at('2027-07-02'), at('2027-08-31'), at('2027-09-01')]).toEqual([
      'NOT_YET',
      'IN_FORCE',
      'ENDS_SOON',
      'ENDS_SOON',
      'ENDED',
    ]);
  });
});

describe('a scan that could not be made', () => {
  it('is tried again soon, then every quarter of an hour, for ever', () => {
    expect([1, 2, 3, 4, 5, 6, 1000].map(retryMinutes)).toEqual([1, 2, 5, 10, 15, 15, 15]);
  });
});

describe('kinds of documents', () => {
  it('have an address each, and nothing else has one', () => {
    for (const kind of Object.keys(EVIDENCE_KINDS) as EvidenceKind[]) expect(kindFromSlug(slugOf(kind))).toBe(kind);
    expect(kindFromSlug('constructor')).toBeUndefined();
    expect(kindFromSlug('public_liability')).toBeUndefined();
  });
});
