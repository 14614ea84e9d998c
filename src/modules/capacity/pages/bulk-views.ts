import { describeSessions, formatDate, FULL_WEEK, halfDaysText } from '../../../kernel/index.js';
import { type DataTable, dataTable, faultWords, problemWords, tag, type TableCell } from '../../../web/index.js';
import type { BatchView, ReadRow } from '../application/bulk-openings.js';
import { BULK_COLUMNS, type BulkBook, type BulkColumn, type BulkFault } from '../domain/bulk-rows.js';

const FAULT_WORDS: Readonly<Record<BulkFault['rule'], string>> = {
  unknown: 'is not one that this provider has',
  several: 'fits more than one: say which',
  required: 'is empty',
  date: 'is not a date, such as 2027-09-01 or 01/09/2027',
  number: 'is not a whole number',
  'half-days': 'is not “full week”, or days such as “mon am, tue”',
  count: 'must be one for all patterns, or one for each',
  'not-needed': 'is only for providers on a framework',
};

const dated = (text: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? formatDate(text as never) : text);

/** Every row as it was sent, with what would become of it and why. */
export function batchTable({ batch, rows, book }: BatchView): DataTable {
  const isFile = batch.source === 'FILE';
  return dataTable({
    caption: batch.appliedAt === null ? 'What would be opened' : 'What was sent',
    columns: [
      { heading: isFile ? 'Line' : 'Number', numeric: true },
      { heading: 'Result' },
      { heading: 'Programme' },
      { heading: 'Places', numeric: true },
      ...['Open', 'Half days', 'Price'].map((heading) => ({ heading })),
    ],
    rows: rows.map(({ row, outcome }): TableCell[] => [
      row.line,
      resultCell(outcome, batch.appliedAt !== null),
      { text: row.cells.programme, note: row.cells.site },
      row.cells.places,
      {
        text: `${dated(row.cells.from)} to ${dated(row.cells.until)}`,
        ...(row.cells.certainBy === '' ? {} : { note: `Likely, certain by ${dated(row.cells.certainBy)}` }),
      },
      'details' in outcome
        ? outcome.details.patterns.map(({ label, sessions }) => label || describeSessions(sessions)).join(' · ')
        : row.cells.halfDays,
      priceWords(row.cells.price, book),
    ]),
    empty: 'There is no row.',
  });
}

function resultCell(outcome: ReadRow['outcome'], isApplied: boolean): TableCell {
  if (outcome.kind === 'NEW') return { text: '', tag: tag('New', 'green') };
  if (outcome.kind === 'SAME') {
    const note = isApplied ? undefined : 'Nothing is done for it';
    return { text: '', tag: tag('Open already', 'blue'), ...(note ? { note } : {}) };
  }
  const reasons =
    outcome.kind === 'FAULT'
      ? outcome.faults.map(({ column, rule }) => `${BULK_COLUMNS[column]} ${FAULT_WORDS[rule]}`)
      : refusedWords(outcome.refused);
  return { text: '', tag: tag('Correct it', 'red'), note: `${reasons.join('. ')}.` };
}

const LABELS: Readonly<Record<string, string>> = {
  places: 'Places',
  validTo: 'Open until',
  firmBy: 'Certain by',
  patterns: 'Half days',
};

function refusedWords(refused: Extract<ReadRow['outcome'], { kind: 'REFUSED' }>['refused']): string[] {
  if (refused.ok) return [];
  const { problem } = refused;
  if (problem.fields.length === 0) return [problemWords(problem)];
  return problem.fields.map((fault) => faultWords(fault, LABELS[fault.field] ?? fault.field));
}

const priceWords = (cell: string, { prices }: BulkBook): string =>
  cell
    .split(';')
    .map((part) => prices.find(({ id }) => id === part.trim())?.label ?? part.trim())
    .filter((text) => text !== '')
    .join('; ');

/** The file to start from: a line for each programme, to be filled in, repeated or left out. */
export function bulkTemplate({ programmes, prices, admissions, isOnFramework }: BulkBook): DataTable {
  const columns = Object.keys(BULK_COLUMNS) as BulkColumn[];
  const current = admissions.filter(({ isCurrent }) => isCurrent);
  return dataTable({
    caption: 'Template',
    columns: columns.map((key) => ({ heading: BULK_COLUMNS[key] })),
    rows: programmes.map(({ id, site, name }) => {
      const price = prices.find(({ programmeId }) => programmeId === null || programmeId === id);
      const [lot] = isOnFramework ? current : [];
      return [site, name, lot?.lotNumber ?? '', '', '', '', halfDaysText(FULL_WEEK), price?.label ?? '', '', ''];
    }),
  });
}

/** What a row may name, beside the way to write it. */
export const bookTable = ({ programmes, prices, admissions, isOnFramework }: BulkBook): DataTable =>
  dataTable({
    caption: 'What your file can name',
    columns: ['Column', 'What to write'].map((heading) => ({ heading })),
    rows: [
      [BULK_COLUMNS.programme, named(programmes.map(({ site, name }) => `${name} (site: ${site})`))],
      [BULK_COLUMNS.price, named([...new Set(prices.map(({ label }) => label))])],
      ...(isOnFramework
        ? [[BULK_COLUMNS.lot, named(admissions.filter((one) => one.isCurrent).map(({ lotNumber }) => `${lotNumber}`))]]
        : []),
      [BULK_COLUMNS.halfDays, 'full week; or days, each with am or pm or neither for both: mon am, tue, fri pm'],
      ['Several patterns', 'Put a semicolon between them, in Half days and, where they differ, in Price and Name'],
      [
        BULK_COLUMNS.certainBy,
        'Only for places that are likely: the day by which you will say. Otherwise leave it empty',
      ],
    ],
  });

const named = (list: readonly string[]): string => (list.length === 0 ? 'There is none yet' : list.join(' · '));
