import { type DateOnly, formatDate, formatPounds, type Pence } from '../kernel/index.js';
import { CsvAnswer, csvOf } from './csv.js';
import type { StatusTag } from './tags.js';

/** What a cell shows; `csv` is what the file carries when that differs from the text (pence, ISO dates). */
export type TableCell =
  | string
  | number
  | null
  | {
      readonly text: string;
      readonly href?: string;
      readonly tag?: StatusTag;
      readonly csv?: string | number;
      readonly note?: string;
      /** A button that sends to this address; `about` says of what, for those who do not see the row. */
      readonly act?: { readonly action: string; readonly about: string };
    };

/** A day; the file carries it so that a spreadsheet sorts it. */
export const dayCell = (date: DateOnly) => ({ text: formatDate(date), csv: date });
/** An amount; the file carries plain pounds, so that a spreadsheet adds them. */
export const poundsCell = (amount: Pence) => ({ text: formatPounds(amount), csv: (amount / 100).toFixed(2) });

export interface TableColumn {
  readonly heading: string;
  /** Right-aligned, figures of one width. */
  readonly numeric?: boolean;
  /** For short codes that must stay in one piece. */
  readonly nowrap?: boolean;
}

export interface DataTable {
  readonly caption: string;
  readonly captionHidden?: boolean;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  /** A last row of totals, one cell a column. */
  readonly totals?: readonly TableCell[];
  /** Said instead of an empty table. */
  readonly empty?: string;
  /** Where the file with exactly these rows is; usually this page's address with `format=csv`. */
  readonly csvHref?: string;
  /** What the link to the file says, where the file holds more than the page shows. */
  readonly csvText?: string;
  readonly pages?: PageLinks;
  toCsv(fileName: string): CsvAnswer;
}

export interface PageLinks {
  readonly total: number;
  readonly from: number;
  readonly to: number;
  readonly previousHref?: string;
  readonly nextHref?: string;
}

/** Describes one table once, for the page and for the file: what is exported is exactly what is shown. */
export function dataTable(table: Omit<DataTable, 'toCsv'>): DataTable {
  return {
    ...table,
    toCsv: (fileName) =>
      csvOf(
        fileName,
        table.columns.map(({ heading }) => heading),
        [...table.rows, ...(table.totals ? [table.totals] : [])].map((row) => row.map(csvValue)),
      ),
  };
}

function csvValue(cell: TableCell): string | number | null {
  if (cell === null || typeof cell !== 'object') return cell;
  return cell.csv ?? (cell.tag && cell.text === '' ? cell.tag.text : cell.text);
}

/**
 * Links for a list that is read `size` at a time from row `offset` (both whole, offset from 0). `total` is the true
 * number of rows, not of those shown.
 */
export function pageLinks(
  href: (offset: number) => string,
  at: { total: number; offset: number; size: number },
): PageLinks {
  const { total, offset, size } = at;
  const links = { total, from: total === 0 ? 0 : offset + 1, to: Math.min(offset + size, total) };
  return {
    ...links,
    ...(offset > 0 ? { previousHref: href(Math.max(0, offset - size)) } : {}),
    ...(offset + size < total ? { nextHref: href(offset + size) } : {}),
  };
}
