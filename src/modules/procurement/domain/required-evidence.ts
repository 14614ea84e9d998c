import { all, cleanText, type DateOnly, invalid, isCode, ok, type Pence, type Result } from '../../../kernel/index.js';

/** A document that bidders show. */
export interface AskedEvidence<K extends string = string> {
  readonly id: string;
  /** Null: whatever they bid for. */
  readonly lotId: string | null;
  readonly kind: K;
  /** Where an amount is insured: at least this. */
  readonly leastCoverPence: Pence | null;
  readonly guidance: string | null;
}

/** What a kind of document can be asked for; the list is the provider's store's. */
export type KindsAsked = Readonly<Record<string, { readonly words: string; readonly cover?: true }>>;

const COVER_MAX = 100_000_000_000;

/** Rules: `choice`, `lot-not-in-round`, `money-too-large`, those of `cleanText`. */
export function checkAsked<A extends Omit<AskedEvidence, 'id'>>(
  given: A,
  round: { readonly lotIds: readonly string[] },
  kinds: KindsAsked,
): Result<A> {
  const guidance = cleanText(given.guidance, { field: 'guidance', max: 1000 });
  const isKnown = isCode(kinds, given.kind);
  const checked = all<unknown>([
    guidance,
    isKnown ? ok() : invalid('kind', 'choice'),
    given.lotId === null || round.lotIds.includes(given.lotId) ? ok() : invalid('lotId', 'lot-not-in-round'),
    given.leastCoverPence !== null && given.leastCoverPence > COVER_MAX
      ? invalid('leastCoverPence', 'money-too-large')
      : ok(),
  ]);
  if (!checked.ok) return checked;
  const insured = kinds[given.kind]?.cover === true;
  return ok({
    ...given,
    guidance: guidance.ok && guidance.value !== '' ? guidance.value : null,
    leastCoverPence: insured ? given.leastCoverPence : null,
  });
}

/** What of a kept document the check looks at. */
export interface ShownEvidence {
  readonly kind: string;
  readonly status: 'UPLOADED' | 'QUARANTINED' | 'CLEAN' | 'REFUSED';
  readonly coverPence: Pence | null;
  readonly validFrom: DateOnly | null;
  readonly validTo: DateOnly | null;
}

export type EvidenceFault = 'MISSING' | 'REFUSED' | 'OTHER_KIND' | 'ENDED' | 'COVER';

/**
 * Why a document does not do for what is asked on that day; null when it does. One that waits for its scan does: nobody
 * is late because the scanner is. One that begins later does too, since it shows what will be in force.
 */
export function evidenceFault(
  asked: AskedEvidence,
  shown: ShownEvidence | undefined,
  on: DateOnly,
): EvidenceFault | null {
  if (shown === undefined) return 'MISSING';
  if (shown.kind !== asked.kind) return 'OTHER_KIND';
  if (shown.status === 'REFUSED') return 'REFUSED';
  if (shown.validTo !== null && shown.validTo < on) return 'ENDED';
  return asked.leastCoverPence !== null && (shown.coverPence ?? 0) < asked.leastCoverPence ? 'COVER' : null;
}

/** The document to start with: of those that do, the one that is valid longest; of equals the one kept last. */
export function suggested<D extends ShownEvidence & { readonly id: string }>(
  asked: AskedEvidence,
  documents: readonly D[],
  on: DateOnly,
): D | undefined {
  const lasting = ({ validTo }: D): string => validTo ?? '9999-12-31';
  return documents
    .filter((one) => evidenceFault(asked, one, on) === null)
    .toSorted((a, b) => lasting(b).localeCompare(lasting(a)) || b.id.localeCompare(a.id))[0];
}
