import { formatDate, formatDateTime, formatPounds } from '../../../kernel/index.js';
import { type DataTable, dataTable, dayCell, tag } from '../../../web/index.js';
import type { ChangeView } from '../application/view-changes.js';
import type { WorkedOut } from '../application/work-out-change.js';
import {
  CHANGE_KINDS,
  CHANGE_REASONS,
  CHANGE_STATUS_WORDS,
  type ChangeKind,
  type ChangeStatus,
  type Party,
} from '../domain/changes.js';
import type { ChangeRow } from '../persistence/change.store.js';

const COLOURS = { ASKED: 'yellow', AGREED: 'green', REFUSED: 'grey', WITHDRAWN: 'grey', OVERTAKEN: 'grey' } as const;
export const changeTag = (status: ChangeStatus) => tag(CHANGE_STATUS_WORDS[status], COLOURS[status]);

const ANSWERS = { WAITING: 'Not yet', AGREED: 'Agrees', REFUSED: 'Does not agree' } as const;
const PARTIES: Readonly<Record<Party, string>> = {
  SCHOOL: 'the school',
  PROVIDER: 'the provider',
  AUTHORITY: 'the authority, because it costs more',
};
export const partyWords = (parties: readonly Party[]): string => parties.map((party) => PARTIES[party]).join(', ');

/** "New last day 12 February 2027". */
export function changeWords(
  change: Pick<ChangeRow, 'kind' | 'from' | 'endsOn' | 'resumesOn' | 'replaced' | 'wanted'>,
): string {
  const { kind, from, endsOn, resumesOn, replaced, wanted } = change;
  if (kind === 'EXTEND' && endsOn) return `New last day ${formatDate(endsOn)}`;
  if (kind === 'PAUSE' && resumesOn) return `Pause from ${formatDate(from)}, goes on on ${formatDate(resumesOn)}`;
  if (kind === 'WEEK')
    return `From ${formatDate(from)}: ${wanted ?? 'another place'} instead of ${replaced ?? 'what it was'}`;
  return 'Goes on on another day than was agreed';
}

/** The history on the placement's page, the newest first. */
export function changesTable(rows: readonly ChangeRow[]): DataTable | null {
  if (rows.length === 0) return null;
  return dataTable({
    caption: 'Changes',
    columns: ['Asked', 'What', 'By', 'From', 'Status'].map((heading) => ({ heading })),
    rows: rows.map((row) => [
      formatDateTime(row.askedAt),
      { text: changeWords(row), href: `/placement-changes/${row.id}` },
      row.askedBy,
      dayCell(row.from),
      { text: '', tag: changeTag(row.status), csv: CHANGE_STATUS_WORDS[row.status] },
    ]),
  });
}

const reasonWords = (reason: string): string => (CHANGE_REASONS as Readonly<Record<string, string>>)[reason] ?? reason;

function moneyRow({ beforePence, afterPence }: Pick<ChangeRow, 'beforePence' | 'afterPence'>): object[] {
  if (beforePence === null || afterPence === null) return [];
  const value = `${formatPounds(afterPence)} instead of ${formatPounds(beforePence)}, net of VAT`;
  return [{ label: 'Costs in all', value }];
}

const NEXT: Readonly<Record<ChangeStatus, string>> = {
  ASKED: 'Nothing changes until everybody below has agreed. Then place, money, roll and register change together.',
  AGREED: 'Everybody has agreed, and the placement is changed.',
  REFUSED: 'It was not agreed. The placement goes on as it was.',
  WITHDRAWN: 'It was withdrawn. The placement goes on as it was.',
  OVERTAKEN: 'The placement ended, or the day passed, before everybody had agreed.',
};

export function changePage(change: ChangeView): object {
  return {
    title: `Change of ${change.reference}`,
    id: change.id,
    status: changeTag(change.status),
    next: NEXT[change.status],
    facts: [
      { label: 'Placement', value: change.reference, href: `/placements/${change.placementId}` },
      { label: 'What', value: changeWords(change) },
      { label: 'From', value: formatDate(change.from) },
      { label: 'Why', value: [reasonWords(change.reason), change.note].filter(Boolean).join(': ') },
      { label: 'Asked by', value: `${change.askedBy}, ${formatDateTime(change.askedAt)}` },
      ...moneyRow(change),
    ],
    answers: dataTable({
      caption: 'Who must agree',
      columns: ['Who', 'Answer', 'Said'].map((heading) => ({ heading })),
      rows: change.answers.map((one) => [one.organisation, ANSWERS[one.answer], one.note ?? '']),
    }),
    can: change.can,
    backHref: `/placements/${change.placementId}`,
  };
}

/** What a change would do, before it is asked for. Money only for those who read it. */
export function checkPage(
  about: { readonly reference: string; readonly id: string; readonly kind: ChangeKind; readonly seesMoney: boolean },
  worked: WorkedOut & { readonly parties: readonly Party[] },
  chosen: { readonly words: string; readonly reason: string; readonly typed: readonly object[] },
): object {
  const { kind, id } = about;
  return {
    title: 'Check the change',
    typed: chosen.typed,
    action: `/placements/${id}/changes`,
    sections: [
      {
        title: `${CHANGE_KINDS[kind].label}: ${about.reference}`,
        rows: [
          { label: 'What', value: chosen.words },
          { label: 'Begins', value: formatDate(worked.from) },
          { label: 'Last day', value: formatDate(worked.plannedEnd) },
          { label: 'Why', value: chosen.reason },
          { label: 'Who must agree', value: partyWords(worked.parties) },
          ...(about.seesMoney ? moneyRow(worked) : []),
        ],
      },
    ],
    backHref: `/placements/${id}`,
  };
}

export { reasonWords };
