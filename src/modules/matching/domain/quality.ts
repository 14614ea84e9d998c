import { type DateOnly, daysBetween } from '../../../kernel/index.js';
import type { PlaceQuality, QualityKind } from './model.js';
import type { Settings } from './settings.js';

/** One thing that is known of a provider's quality. */
export interface QualityFact {
  readonly providerId: string;
  /** Null: of the provider as a whole. */
  readonly siteId: string | null;
  readonly kind: QualityKind;
  /** Null where the source carries no day; such a fact does not grow old. */
  readonly on: DateOnly | null;
  /** How good, in hundredths of a per cent of the best. */
  readonly basisPoints: number;
}

const COUNTS: Readonly<Record<QualityKind, keyof Settings['quality']>> = {
  INSPECTION: 'inspectionCounts',
  REGISTER: 'inspectionCounts',
  SCORE: 'scoreCounts',
  VISIT: 'visitCounts',
};

/**
 * One mark for a place: of each kind the newest fact about the site, or else about the provider, weighed as the policy
 * says. What an officer found of inspections stands before the register's grade. Null where nothing is known that counts.
 */
export function qualityOf(
  place: { readonly providerId: string; readonly siteId: string },
  facts: readonly QualityFact[],
  terms: Settings['quality'],
  on: DateOnly,
): PlaceQuality | null {
  const about = facts
    .filter(({ providerId, siteId }) => providerId === place.providerId && (siteId ?? place.siteId) === place.siteId)
    .filter((fact) => fact.on === null || (fact.on <= on && daysBetween(fact.on, on) <= terms.lastsDays))
    .filter(({ kind }) => terms[COUNTS[kind]] > 0);
  const looked = about.some(({ kind }) => kind === 'INSPECTION');
  const kinds = (['INSPECTION', 'REGISTER', 'SCORE', 'VISIT'] as const).filter(
    (kind) => !(looked && kind === 'REGISTER'),
  );
  const counted = kinds.flatMap((kind) =>
    about
      .filter((fact) => fact.kind === kind)
      .toSorted(newestFirst)
      .slice(0, 1),
  );
  const whole = counted.reduce((sum, { kind }) => sum + terms[COUNTS[kind]], 0);
  if (whole === 0) return null;
  const sum = counted.reduce((total, { kind, basisPoints }) => total + terms[COUNTS[kind]] * basisPoints, 0);
  return { value: Math.round(sum / whole / 10), known: counted.map(({ kind, on: day }) => ({ kind, on: day })) };
}

/** What is about the site itself first, then the newest; of one day the worse, so that the order of the facts tells nothing. */
const newestFirst = (a: QualityFact, b: QualityFact): number =>
  Number(a.siteId === null) - Number(b.siteId === null) ||
  (b.on ?? '').localeCompare(a.on ?? '') ||
  a.basisPoints - b.basisPoints;
