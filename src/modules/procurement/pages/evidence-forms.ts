import { formatDate, formatPounds, type Pence } from '../../../kernel/index.js';
import { type Choice, defineForm, type Field, type Form, money, select, textarea } from '../../../web/index.js';
import { EVIDENCE_KINDS, type Evidence, type EvidenceKind, evidenceName, kindOf } from '../../providers/index.js';
import type { BidEvidence } from '../application/bid-evidence.js';
import type { EvidenceFault } from '../domain/required-evidence.js';
import type { Asked } from '../persistence/required-evidence.store.js';

const KINDS = (Object.keys(EVIDENCE_KINDS) as EvidenceKind[]).map((value) => ({ value, text: kindOf(value).words }));

/** What the lead authority says when it asks for a document. */
export const askedForm = (round: {
  readonly lots: readonly { readonly id: string; readonly number: number; readonly name: string }[];
}) =>
  defineForm({
    kind: select<EvidenceKind>({ label: 'Document', choices: KINDS }),
    lotId: select({
      label: 'For which lot',
      hint: 'Leave it empty to ask every bidder',
      choices: round.lots.map(({ id, number, name }) => ({ value: id, text: `Lot ${number}: ${name}` })),
      optional: true,
    }),
    leastCoverPence: money({ label: 'Least sum insured', hint: 'For insurance only', optional: true }),
    guidance: textarea({ label: 'What it must show', max: 1000, rows: 3, optional: true }),
  });

export const askedWords = ({ kind, leastCoverPence }: Pick<Asked, 'kind' | 'leastCoverPence'>): string =>
  leastCoverPence === null ? kindOf(kind).words : `${kindOf(kind).words}, at least ${formatPounds(leastCoverPence)}`;

const documentWords = (one: Evidence): string =>
  [
    evidenceName(one),
    one.reference,
    one.issuer,
    coverWords(one.coverPence),
    one.validTo === null ? null : `to ${formatDate(one.validTo)}`,
    one.status === 'CLEAN' ? null : 'waiting for the virus scan',
  ]
    .filter((part) => part !== null)
    .join(', ');
const coverWords = (pence: Pence | null): string | null => (pence === null ? null : formatPounds(pence));

type BidForm = Form<Record<string, Field<string | null>>>;

/** One choice among the documents one keeps, for each document that is asked for. */
export function bidEvidenceForm(parts: readonly BidEvidence[], kept: readonly Evidence[]): BidForm {
  const fields = parts.map(({ asked }, at): [string, Field<string | null>] => {
    const choices: Choice[] = kept
      .filter(({ id, kind, status, replaced }) => {
        const isShown = parts.some((part) => part.shown?.id === id);
        return kind === asked.kind && (isShown || (status !== 'REFUSED' && !replaced));
      })
      .map((one) => ({ value: one.id, text: documentWords(one) }));
    const hint =
      asked.guidance ?? (choices.length === 0 ? 'You keep none yet. Add it under Documents first.' : undefined);
    return [
      keyOf(at),
      select({ label: askedWords(asked), choices, optional: true, ...(hint === undefined ? {} : { hint }) }),
    ];
  });
  return defineForm(
    Object.fromEntries(fields),
    Object.fromEntries(parts.map(({ asked }, at) => [asked.id, keyOf(at)])),
  );
}
const keyOf = (at: number): string => `document${at + 1}`;

export const bidEvidenceStart = (parts: readonly BidEvidence[]): Record<string, string | null> =>
  Object.fromEntries(parts.map(({ shown }, at) => [keyOf(at), shown?.id ?? null]));

export const bidEvidenceOf = (
  parts: readonly BidEvidence[],
  values: Readonly<Record<string, string | null>>,
): Map<string, string | null> => new Map(parts.map(({ asked }, at) => [asked.id, values[keyOf(at)] ?? null]));

export const FAULT_WORDS: Readonly<Record<EvidenceFault, string>> = {
  MISSING: 'Nothing is shown',
  REFUSED: 'The virus scan refused it',
  OTHER_KIND: 'It is another kind of document',
  ENDED: 'It is out of date',
  COVER: 'The sum insured is too small',
};

/** What a bid shows, for checking and for reading. */
export function evidenceRows(parts: readonly BidEvidence[]): object[] {
  return parts.map(({ asked, shown, fault }) => ({
    label: askedWords(asked),
    lines: [...(shown === undefined ? [] : [documentWords(shown)]), ...(fault === null ? [] : [FAULT_WORDS[fault]])],
  }));
}

/** The documents of a bid as links, for whoever may open them. */
export const evidenceLinks = (parts: readonly BidEvidence[]): object[] =>
  parts.flatMap(({ asked, shown }) =>
    shown === undefined
      ? []
      : [{ text: askedWords(asked), href: `/evidence/${shown.id}`, detail: documentWords(shown) }],
  );
