import {
  all,
  cleanText,
  type DateOnly,
  daysBetween,
  invalid,
  ok,
  type Pence,
  problem,
  type Result,
  type StateTable,
} from '../../../kernel/index.js';
import { type EvidenceKind, kindOf } from './evidence-kinds.js';

/** Every move a document may make. A decided one never moves again: a better one replaces it. */
export const evidenceMoves = {
  UPLOADED: { pass: 'CLEAN', refuse: 'REFUSED', quarantine: 'QUARANTINED' },
  QUARANTINED: { pass: 'CLEAN', refuse: 'REFUSED', quarantine: 'QUARANTINED' },
  CLEAN: {},
  REFUSED: {},
} as const satisfies StateTable;
export type EvidenceStatus = keyof typeof evidenceMoves;

export interface EvidenceDetails {
  readonly kind: EvidenceKind;
  /** What it is called; needed for another document, else the kind says it. */
  readonly title: string | null;
  /** Policy, certificate or registration number. */
  readonly reference: string | null;
  readonly issuer: string | null;
  readonly coverPence: Pence | null;
  /** Given here in writing, by whoever is signed in, instead of as a file. */
  readonly statement: string | null;
  readonly validFrom: DateOnly | null;
  readonly validTo: DateOnly | null;
  /** None: the whole provider. */
  readonly siteIds: readonly string[];
}

const optional = (text: string | null): string | null => (text === null || text === '' ? null : text);
const COVER_MAX = 100_000_000_000;

/** Rules: those of `cleanText`, `required`, `ends-before-start`, `ended-already`, `money-too-large`, `file-or-statement`. */
export function checkEvidence(
  given: EvidenceDetails,
  about: { readonly files: number; readonly today: DateOnly },
): Result<EvidenceDetails> {
  const kind = kindOf(given.kind);
  const { coverPence, validFrom, validTo } = given;
  const texts = all([
    cleanText(given.title, { field: 'title', max: 200, required: given.kind === 'OTHER' }),
    cleanText(given.reference, { field: 'reference', max: 100 }),
    cleanText(given.issuer, { field: 'issuer', max: 200 }),
    cleanText(given.statement, { field: 'statement', max: 4000, multiline: true }),
  ]);
  const [title = '', reference = '', issuer = '', statement = ''] = texts.ok ? texts.value : [];
  const checked = all<unknown>([
    texts,
    kind.cover === true && coverPence === null ? invalid('coverPence', 'required') : ok(),
    coverPence !== null && coverPence > COVER_MAX ? invalid('coverPence', 'money-too-large') : ok(),
    kind.lasts === 'ENDS' && validTo === null ? invalid('validTo', 'required') : ok(),
    validFrom !== null && validTo !== null && validTo < validFrom ? invalid('validTo', 'ends-before-start') : ok(),
    validTo !== null && validTo < about.today ? invalid('validTo', 'ended-already') : ok(),
    texts.ok && (statement !== '') === about.files > 0 ? invalid('file', 'file-or-statement') : ok(),
    statement !== '' && kind.statement === undefined ? invalid('statement', 'choice') : ok(),
  ]);
  if (!checked.ok) return checked;
  return ok({
    ...given,
    title: optional(title),
    reference: optional(reference),
    issuer: optional(issuer),
    statement: optional(statement),
    coverPence: kind.cover === true ? coverPence : null,
    siteIds: [...new Set(given.siteIds)],
  });
}

/** Minutes until a scan that could not be made is tried again. */
const RETRY_MINUTES = [1, 2, 5, 10, 15] as const;
export const retryMinutes = (tries: number): number => RETRY_MINUTES[Math.min(tries, RETRY_MINUTES.length) - 1] ?? 1;

export interface DatedEvidence {
  readonly id: string;
  readonly kind: EvidenceKind;
  readonly status: EvidenceStatus;
  readonly validFrom: DateOnly | null;
  readonly validTo: DateOnly | null;
  readonly replacesId: string | null;
}

/**
 * The documents that count on that day: passed, begun, not ended, and not replaced by one that counts from that day or
 * earlier. A renewal that starts next month leaves today's certificate in force until then.
 */
export function inForce<E extends DatedEvidence>(documents: readonly E[], on: DateOnly): E[] {
  const begun = documents.filter(
    ({ status, validFrom }) => status === 'CLEAN' && (validFrom === null || validFrom <= on),
  );
  const replaced = new Set(begun.map(({ replacesId }) => replacesId));
  return begun.filter(({ id, validTo }) => !replaced.has(id) && (validTo === null || validTo >= on));
}

/** Documents that nothing newer replaces, refused ones aside: what a list shows. */
export function latest<E extends DatedEvidence>(documents: readonly E[]): E[] {
  const replaced = new Set(documents.filter(({ status }) => status !== 'REFUSED').map(({ replacesId }) => replacesId));
  return documents.filter(({ id }) => !replaced.has(id));
}

export type Currency = 'IN_FORCE' | 'ENDS_SOON' | 'NOT_YET' | 'ENDED';
const SOON_DAYS = 60;

/** Where a document stands on that day, by its dates alone. */
export function currencyOf(
  { validFrom, validTo }: Pick<DatedEvidence, 'validFrom' | 'validTo'>,
  on: DateOnly,
): Currency {
  if (validTo !== null && validTo < on) return 'ENDED';
  if (validFrom !== null && validFrom > on) return 'NOT_YET';
  return validTo !== null && daysBetween(on, validTo) <= SOON_DAYS ? 'ENDS_SOON' : 'IN_FORCE';
}

/** Only a document that nothing newer stands for may be replaced. Problems: `evidence.replaced`, `evidence.other-kind`. */
export function mayReplace(
  old: { readonly kind: EvidenceKind; readonly replaced: boolean },
  kind: EvidenceKind,
): Result<undefined> {
  if (old.kind !== kind) return problem('evidence.other-kind');
  return old.replaced ? problem('evidence.replaced') : ok();
}
