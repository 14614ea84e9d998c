import { type DateOnly, daysBetween } from '../../../kernel/index.js';
import { type DatedEvidence, inForce } from './evidence.js';
import type { EvidenceKind } from './evidence-kinds.js';

export interface PlacedEvidence extends DatedEvidence {
  /** None: the whole provider. */
  readonly siteIds: readonly string[];
}

/** A document that counted and ran out without another to take its place. */
export interface Lapse {
  readonly kind: EvidenceKind;
  readonly evidenceId: string;
  /** The last day on which it counted. */
  readonly endedOn: DateOnly;
}

/**
 * What has run out by that day: of each kind the one that ran out first. A document in force elsewhere takes the place of
 * one that ran out if it is for all of its sites. What a provider never kept has not run out; checks ask for that.
 */
export function lapsesOn(documents: readonly PlacedEvidence[], on: DateOnly): Lapse[] {
  const counting = inForce(documents, on);
  const begun = documents.filter(({ status, validFrom }) => status === 'CLEAN' && (validFrom ?? on) <= on);
  const replaced = new Set(begun.map(({ replacesId }) => replacesId));
  const lapses = begun.flatMap((one): Lapse[] => {
    if (one.validTo === null || one.validTo >= on || replaced.has(one.id)) return [];
    const isCovered = counting.some((other) => other.kind === one.kind && covers(other, one));
    return isCovered ? [] : [{ kind: one.kind, evidenceId: one.id, endedOn: one.validTo }];
  });
  const first = new Map<EvidenceKind, Lapse>();
  for (const one of lapses) {
    const known = first.get(one.kind);
    if (known === undefined || isBefore(one, known)) first.set(one.kind, one);
  }
  return [...first.values()].toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
}

const covers = (other: PlacedEvidence, one: PlacedEvidence): boolean =>
  other.siteIds.length === 0 || (one.siteIds.length > 0 && one.siteIds.every((id) => other.siteIds.includes(id)));

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
