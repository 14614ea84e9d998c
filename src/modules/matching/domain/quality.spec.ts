import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { TODAY } from '../../../../test/support/matching-builders.js';
import { type QualityFact, qualityOf } from './quality.js';

const terms = { inspectionCounts: 3, scoreCounts: 1, visitCounts: 2, lastsDays: 365 };
const place = { providerId: 'provider-1', siteId: 'site-1' };
const fact = (given: Partial<QualityFact>): QualityFact => ({
  providerId: 'provider-1',
  siteId: null,
  kind: 'INSPECTION',
  on: dateOnly('2026-09-01'),
  basisPoints: 10_000,
  ...given,
});
const of = (...facts: QualityFact[]) => qualityOf(place, facts, terms, TODAY);

describe('evidence of quality', () => {
  it('is not known without any, with evidence of others only, and with kinds that the policy does not count', () => {
    expect(of()).toBeNull();
    expect(of(fact({ providerId: 'provider-2' }), fact({ siteId: 'site-2' }))).toBeNull();
    expect(qualityOf(place, [fact({})], { ...terms, inspectionCounts: 0 }, TODAY)).toBeNull();
  });

  it('is one mark, weighed as the policy says, with the day of each thing it rests on', () => {
    const visit = fact({ kind: 'VISIT', basisPoints: 4_000, on: dateOnly('2026-10-01') });
    const score = fact({ kind: 'SCORE', basisPoints: 7_000, on: dateOnly('2026-02-01') });
    // (3 x 10,000 + 1 x 7,000 + 2 x 4,000) / 6, in thousandths
    expect(of(visit, fact({}), score)).toEqual({
      value: 750,
      known: [
        { kind: 'INSPECTION', on: '2026-09-01' },
        { kind: 'SCORE', on: '2026-02-01' },
        { kind: 'VISIT', on: '2026-10-01' },
      ],
    });
  });

  it('takes the newest of a kind, what is about the site before what is about the provider, and nothing of tomorrow', () => {
    const older = fact({ kind: 'VISIT', on: dateOnly('2026-03-01'), basisPoints: 1_000 });
    const newer = fact({ kind: 'VISIT', on: dateOnly('2026-10-01'), basisPoints: 9_000 });
    expect(of(older, newer)?.value).toBe(900);
    expect(of({ ...older, siteId: 'site-1' }, newer)?.value).toBe(100);
    expect(of(older, { ...newer, on: dateOnly('2026-11-03') })?.value).toBe(100);
  });

  it('counts to the last day for which the policy lets it count', () => {
    expect(of(fact({ on: dateOnly('2025-11-02') }))?.value).toBe(1000);
    expect(of(fact({ on: dateOnly('2025-11-01') }))).toBeNull();
  });

  it('takes the register’s grade only where no officer has looked', () => {
    const grade = fact({ kind: 'REGISTER', siteId: 'site-1', on: null });
    expect(of(grade)).toEqual({ value: 1000, known: [{ kind: 'REGISTER', on: null }] });
    expect(of(grade, fact({ basisPoints: 0 }))).toEqual({
      value: 0,
      known: [{ kind: 'INSPECTION', on: '2026-09-01' }],
    });
  });

  it('does not depend on the order in which facts are found', () => {
    const day = [fact({ basisPoints: 2_000 }), fact({ basisPoints: 8_000 })] as const;
    expect(of(...day)).toEqual(of(day[1], day[0]));
  });
});
