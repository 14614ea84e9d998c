import { type DateOnly, daysBetween } from '../../../kernel/index.js';
import { type DatedEvidence, inForce } from './evidence.js';
import type { EvidenceKind } from './evidence-kinds.js';

export interface PlacedEvidence extends DatedEvidence {
  /** None: the whole provider. */
  readonly siteIds: readonly string[];
}

/** A document that counted and ran out without another to take its place, for the whole provider or at one site. */
export interface Lapse {
  readonly kind: EvidenceKind;
  readonly evidenceId: string;
  /** Null where the document is for the whole provider. */
  readonly siteId: string | null;
  /** The last day on which it counted. */
  readonly endedOn: DateOnly;
}

/**
 * What has run out by that day: of each kind and site the one that ran out first. A document in force takes the place of
 * one that ran out at the sites it is for. What a provider never kept has not run out; checks ask for that.
 */
export function lapsesOn(documents: readonly PlacedEvidence[], on: DateOnly): Lapse[] {
  const counting = inForce(documents, on);
  const begun = documents.filter(({ status, validFrom }) => status === 'CLEAN' && (validFrom ?? on) <= on);
  const replaced = new Set(begun.map(({ replacesId }) => replacesId));
  const lapses = begun.flatMap((one): Lapse[] => {
    const { kind, id: evidenceId, validTo: endedOn } = one;
    if (endedOn === null || endedOn >= on || replaced.has(evidenceId)) return [];
    return placesOf(one)
      .filter((siteId) => !counting.some((other) => other.kind === kind && countsAt(other, siteId)))
      .map((siteId) => ({ kind, evidenceId, siteId, endedOn }));
  });
  const first = new Map<string, Lapse>();
  for (const one of lapses) {
    const key = keyOf(one);
    const known = first.get(key);
    if (known === undefined || isBefore(one, known)) first.set(key, one);
  }
  return [...first.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const placesOf = ({ siteIds }: PlacedEvidence): readonly (string | null)[] => (siteIds.length === 0 ? [null] : siteIds);
const countsAt = ({ siteIds }: PlacedEvidence, siteId: string | null): boolean =>
  siteIds.length === 0 || (siteId !== null && siteIds.includes(siteId));
const keyOf = ({ kind, siteId }: Lapse): string => `${kind} ${siteId ?? ''}`;

const isBefore = (a: Lapse, b: Lapse): boolean =>
  a.endedOn < b.endedOn || (a.endedOn === b.endedOn && a.evidenceId < b.evidenceId);

/** A document whose end is near, and the reminders that are due for it by now: days before the end, fewest first. */
export interface Ending {
  readonly evidenceId: string;
  readonly kind: EvidenceKind;
  readonly endsOn: DateOnly;
  readonly due: readonly number[];
}

/** Documents in force that nothing newer stands for, not even one that waits for its scan. */
export function endingsOn(
  documents: readonly DatedEvidence[],
  on: DateOnly,
  remindDays: (kind: EvidenceKind) => readonly number[],
): Ending[] {
  const replaced = new Set(documents.filter(({ status }) => status !== 'REFUSED').map(({ replacesId }) => replacesId));
  return inForce(documents, on).flatMap(({ id, kind, validTo }) => {
    if (validTo === null || replaced.has(id)) return [];
    const left = daysBetween(on, validTo);
    const due = remindDays(kind)
      .filter((days) => left <= days)
      .toSorted((a, b) => a - b);
    return due.length === 0 ? [] : [{ evidenceId: id, kind, endsOn: validTo, due }];
  });
}
