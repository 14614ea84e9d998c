import { formatDateTime } from '../../../kernel/index.js';
import {
  dataTable,
  type DataTable,
  type ProgressView,
  progressView,
  type StatusTag,
  tag,
  wordsFor,
} from '../../../web/index.js';
import { changesNothing, type ImportStatus, type RowOutcome } from '../domain/import-states.js';
import { changeWords } from '../application/register-imports.js';
import type { RegisterImport } from '../persistence/register-import.store.js';
import type { ReportRow } from '../persistence/register-row.store.js';
import { noteWords } from '../words.js';

const STATUS: Readonly<Record<ImportStatus, StatusTag>> = {
  WAITING: tag('Waiting to be read', 'blue'),
  READING: tag('Being read', 'blue'),
  PREVIEWED: tag('Waits for your decision', 'yellow'),
  APPLYING: tag('Being applied', 'blue'),
  APPLIED: tag('Applied', 'green'),
  FAILED: tag('Refused', 'red'),
  DISCARDED: tag('Discarded', 'grey'),
};

const KINDS: Readonly<Record<RegisterImport['kind'], string>> = {
  ESTABLISHMENTS: 'Establishments',
  LINKS: 'Predecessors and successors',
  UNKNOWN: 'Not known yet',
};

export const OUTCOMES: readonly { readonly outcome: RowOutcome; readonly text: string; readonly note: string }[] = [
  { outcome: 'NEW', text: 'New', note: 'not in the register yet' },
  { outcome: 'CHANGED', text: 'Changed', note: 'something differs' },
  { outcome: 'CLOSED', text: 'Closing', note: 'open until now' },
  { outcome: 'MISSING', text: 'Gone missing', note: 'kept, and marked' },
  { outcome: 'UNCHANGED', text: 'Unchanged', note: 'the same as now' },
  { outcome: 'FAULTY', text: 'Faulty', note: 'cannot be read' },
];

const count = new Intl.NumberFormat('en-GB');

export function importsTable(imports: readonly RegisterImport[]): DataTable {
  return dataTable({
    caption: 'Register files',
    captionHidden: true,
    columns: [
      { heading: 'File' },
      { heading: 'What it holds' },
      { heading: 'Chosen' },
      { heading: 'Rows', numeric: true },
      { heading: 'Status' },
    ],
    rows: imports.map((each) => [
      { text: each.fileName, href: `/registers/${each.id}` },
      KINDS[each.kind],
      formatDateTime(each.createdAt),
      each.rowsTotal === null ? '' : count.format(each.rowsTotal),
      { text: '', tag: STATUS[each.status] },
    ]),
    empty: 'No register file has been chosen yet.',
  });
}

/** Long work, for as long as it is under way. */
export function importProgress(file: RegisterImport): ProgressView | undefined {
  const unit = 'rows';
  if (file.status === 'WAITING') return progressView({ state: 'QUEUED', stage: '', done: 0, total: null, unit });
  if (file.status === 'READING') {
    return progressView({
      state: 'RUNNING',
      stage: 'reading and comparing',
      done: file.rowsDone,
      total: file.rowsTotal,
      unit,
    });
  }
  if (file.status !== 'APPLYING') return undefined;
  return progressView({ state: 'RUNNING', stage: 'applying all rows at once', done: 0, total: null, unit });
}

export interface ImportView {
  readonly status: StatusTag;
  readonly kind: string;
  readonly summary: readonly { readonly key: { readonly text: string }; readonly value: { readonly text: string } }[];
  readonly figures: readonly { readonly label: string; readonly value: string; readonly note?: string }[];
  readonly refusal: string | null;
  readonly nothing: boolean;
  /** Loaded elsewhere and waiting there: for reading only. */
  readonly othersDecide: boolean;
  readonly mayApply: boolean;
  readonly mayDiscard: boolean;
  /** What a person decides about, in one sentence. */
  readonly decision: string;
}

/** What the reader may do depends on whether the file is theirs to decide on. */
export function importView(file: RegisterImport, own: boolean): ImportView {
  const { counts } = file;
  const read =
    file.status === 'PREVIEWED' ||
    file.status === 'APPLYING' ||
    file.status === 'APPLIED' ||
    (file.status === 'DISCARDED' && file.previewedAt !== null);
  const nothing = read && counts.FAULTY === 0 && changesNothing(counts);
  const rows: readonly (readonly [string, string])[] = [
    ['What it holds', KINDS[file.kind]],
    ['Chosen', formatDateTime(file.createdAt)],
    ['Size', `${count.format(Math.ceil(file.byteSize / 1024))} kB`],
    ['Encoding', file.encoding === 'win1252' ? 'Windows-1252' : file.encoding === 'utf8' ? 'UTF-8' : ''],
    [
      'Columns it does not have (kept as they are)',
      file.missingColumns.map((column) => column.replaceAll('_', ' ')).join(', '),
    ],
    ['Columns that are not kept', file.ignoredColumns.length === 0 ? '' : count.format(file.ignoredColumns.length)],
    ['Applied', file.appliedAt === null ? '' : formatDateTime(file.appliedAt)],
  ];
  return {
    status: STATUS[file.status],
    kind: KINDS[file.kind],
    summary: rows.flatMap(([key, value]) => (value === '' ? [] : [{ key: { text: key }, value: { text: value } }])),
    figures: read
      ? [
          ...OUTCOMES.map(({ outcome, text, note }) => ({ label: text, value: count.format(counts[outcome]), note })),
          { label: 'With warnings', value: count.format(counts.WARNED), note: 'a cell was left out' },
        ]
      : [],
    refusal: file.problem === null ? null : wordsFor(file.problem.code, file.problem.facts),
    nothing,
    othersDecide: !own && file.status === 'PREVIEWED',
    mayApply: own && file.status === 'PREVIEWED' && counts.FAULTY === 0 && !nothing,
    mayDiscard: own && (file.status === 'PREVIEWED' || file.status === 'FAILED'),
    decision: `Applying writes ${count.format(counts.NEW)} new, ${count.format(counts.CHANGED + counts.CLOSED)} changed and marks ${count.format(counts.MISSING)} missing, all at once or not at all.`,
  };
}

const OUTCOME_TAGS: Readonly<Record<RowOutcome, StatusTag>> = {
  NEW: tag('New', 'green'),
  CHANGED: tag('Changed', 'blue'),
  CLOSED: tag('Closing', 'orange'),
  MISSING: tag('Gone missing', 'purple'),
  UNCHANGED: tag('Unchanged', 'grey'),
  FAULTY: tag('Faulty', 'red'),
};

export function reportTable(rows: readonly ReportRow[], csvHref: string): DataTable {
  return dataTable({
    caption: 'Row by row',
    columns: [
      { heading: 'Line', numeric: true },
      { heading: 'URN' },
      { heading: 'Name' },
      { heading: 'Outcome' },
      { heading: 'What was found' },
    ],
    rows: rows.map((row) => [
      row.line === null ? 'Not in the file' : String(row.line),
      row.key,
      row.name,
      { text: '', tag: OUTCOME_TAGS[row.outcome] },
      [...(row.faults ?? []).map(noteWords), ...changeWords(row), ...(row.warnings ?? []).map(noteWords)].join('; '),
    ]),
    empty: 'No row of this kind.',
    csvHref,
  });
}
