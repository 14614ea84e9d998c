import { type DateOnly, formatDate, formatDateTime, formatPounds } from '../../../kernel/index.js';
import { CONTENTS, type NotScanned } from '../../../platform/index.js';
import { type DataTable, dataTable, type StatusTag, tag } from '../../../web/index.js';
import type { EvidenceLine } from '../application/find-evidence.js';
import { type Currency, currencyOf, latest } from '../domain/evidence.js';
import {
  EVIDENCE_KINDS,
  EVIDENCE_THEMES,
  type EvidenceKind,
  type EvidenceTheme,
  kindOf,
  slugOf,
} from '../domain/evidence-kinds.js';
import type { Evidence } from '../persistence/evidence.store.js';

const CURRENCY_TAGS: Readonly<Record<Currency, StatusTag>> = {
  IN_FORCE: tag('In force', 'green'),
  ENDS_SOON: tag('Ends soon', 'yellow'),
  NOT_YET: tag('Not yet in force', 'blue'),
  ENDED: tag('Out of date', 'red'),
};

const NOT_SCANNED_WORDS: Readonly<Record<NotScanned, string>> = {
  NO_SCANNER: 'no virus scanner is connected to this service',
  UNREACHABLE: 'the virus scanner cannot be reached',
  TIMED_OUT: 'the virus scanner did not answer in time',
  DROPPED: 'the virus scanner broke off',
  SIZE_LIMIT: 'the virus scanner takes no file of this size',
  BAD_ANSWER: 'the virus scanner gave an answer that cannot be understood',
};

export const evidenceName = ({ kind, title }: Pick<Evidence, 'kind' | 'title'>): string => title ?? kindOf(kind).words;

/** Where a document stands, for whoever looks at it on that day. */
export function evidenceTag(one: Evidence, today: DateOnly): StatusTag {
  if (one.status === 'REFUSED') return tag('Refused', 'red');
  if (one.status !== 'CLEAN') return tag('Waiting for the virus scan', 'orange');
  return CURRENCY_TAGS[currencyOf(one, today)];
}

const datesOf = ({ kind, validFrom, validTo }: Evidence): string => {
  const from = validFrom === null ? '' : `from ${formatDate(validFrom)}`;
  const end = kindOf(kind).lasts === 'ENDS' ? 'to' : 'to be reviewed by';
  return [from, validTo === null ? '' : `${end} ${formatDate(validTo)}`].filter((part) => part !== '').join(' ');
};

const issuedOf = ({ reference, issuer }: Evidence): string =>
  [reference, issuer].filter((part) => part !== null).join(', ');

/** The documents that nothing newer stands for. */
export function evidenceTable(documents: readonly Evidence[], today: DateOnly, empty: string): DataTable {
  return dataTable({
    caption: 'Documents',
    captionHidden: true,
    columns: ['Document', 'Number and issuer', 'For', 'Valid', 'Status'].map((heading) => ({ heading })),
    rows: latest(documents).map((one) => [
      { text: evidenceName(one), href: `/evidence/${one.id}` },
      issuedOf(one),
      one.siteNames.join(', ') || 'The whole organisation',
      datesOf(one),
      { text: '', tag: evidenceTag(one, today) },
    ]),
    empty,
  });
}

/** Said above a list as long as something waits, so that nobody takes waiting for accepted. */
export function waitingWords(documents: readonly Evidence[], isConfigured: boolean): string | null {
  const waiting = documents.filter(({ status }) => status === 'UPLOADED' || status === 'QUARANTINED').length;
  if (waiting === 0 && isConfigured) return null;
  if (!isConfigured) {
    return 'No virus scanner is connected to this service. Files are kept in quarantine: nobody can open them and they count for nothing until one has passed them.';
  }
  return waiting === 1
    ? '1 document waits for the virus scan. Nobody can open it and it counts for nothing until then.'
    : `${waiting} documents wait for the virus scan. Nobody can open them and they count for nothing until then.`;
}

const PASSED_WORDS = {
  SCAN: 'Passed the virus scan',
  STATEMENT: 'A statement, without a file',
  MADE_HERE: 'Made by this service for the demonstration, not uploaded and not scanned',
} as const;

function scanWords(one: Evidence): string {
  switch (one.status) {
    case 'CLEAN':
      return one.passedBy === null ? '' : PASSED_WORDS[one.passedBy];
    case 'REFUSED':
      return `Refused: the scan found ${one.found ?? 'something'}. Keep a clean copy in its place`;
    case 'UPLOADED':
      return 'Waiting for its first scan';
    case 'QUARANTINED':
      return `In quarantine, because ${NOT_SCANNED_WORDS[one.notScanned ?? 'UNREACHABLE']}. It is tried again by itself`;
  }
}

const sizeWords = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

const typeWords = (mediaType: string): string =>
  Object.values(CONTENTS).find((one) => one.mediaType === mediaType)?.words ?? mediaType;

export function evidenceModel({ evidence, line, own }: EvidenceLine, today: DateOnly, mayKeep: boolean): object {
  return {
    title: evidenceName(evidence),
    caption: evidence.providerName,
    id: evidence.id,
    status: evidenceTag(evidence, today),
    replacedWords: evidence.replaced ? 'A newer document has been kept in its place.' : null,
    facts: [
      { label: 'Number', value: evidence.reference },
      { label: 'Issued by', value: evidence.issuer },
      ...(evidence.coverPence === null ? [] : [{ label: 'Sum insured', value: formatPounds(evidence.coverPence) }]),
      { label: 'For', value: evidence.siteNames.join(', ') || 'The whole organisation' },
      { label: 'Valid', value: datesOf(evidence) },
      ...(evidence.statement === null ? [] : [{ label: 'Confirmed in writing', value: evidence.statement }]),
      { label: 'Kept', value: formatDateTime(evidence.keptAt) },
      { label: 'Virus scan', value: scanWords(evidence) },
    ],
    files: evidence.files.map((one) => ({
      n: one.n,
      name: one.name,
      detail: `${typeWords(one.mediaType)}, ${sizeWords(one.byteSize)}`,
      sha256: one.sha256,
      mayOpen: evidence.status === 'CLEAN',
    })),
    line: line.length > 1 ? lineTable(line, today) : null,
    mayReplace: own && mayKeep && !evidence.replaced,
    backHref: own ? '/evidence' : `/providers/${evidence.providerId}/evidence`,
    backText: 'All documents',
  };
}

const lineTable = (line: readonly Evidence[], today: DateOnly): DataTable =>
  dataTable({
    caption: 'Before and after it',
    columns: ['Kept', 'Number and issuer', 'Valid', 'Status'].map((heading) => ({ heading })),
    rows: line.map((one) => [
      { text: formatDateTime(one.keptAt), href: `/evidence/${one.id}` },
      issuedOf(one),
      datesOf(one),
      { text: '', tag: one.replaced ? tag('Replaced', 'grey') : evidenceTag(one, today) },
    ]),
  });

/** The kinds to choose from, by theme, each with how many of it are kept already. */
export function kindGroups(documents: readonly Evidence[]): object[] {
  const kinds = Object.keys(EVIDENCE_KINDS) as EvidenceKind[];
  return (Object.keys(EVIDENCE_THEMES) as EvidenceTheme[]).map((theme) => ({
    title: EVIDENCE_THEMES[theme],
    kinds: kinds
      .filter((kind) => kindOf(kind).theme === theme)
      .map((kind) => {
        const count = latest(documents.filter((one) => one.kind === kind)).length;
        return {
          text: kindOf(kind).words,
          href: `/evidence/new/${slugOf(kind)}`,
          kept: count === 0 ? '' : `${count} kept`,
        };
      }),
  }));
}
