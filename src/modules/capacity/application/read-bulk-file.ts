import { invalid, ok, type Result } from '../../../kernel/index.js';
import { type FileBytes, inspectFile, readCsv } from '../../organisations/index.js';
import { BULK_COLUMNS, BULK_ROWS_MAX, type BulkCells, type BulkColumn, type BulkRow } from '../domain/bulk-rows.js';

const COLUMNS = Object.keys(BULK_COLUMNS) as BulkColumn[];
const CELL_MAX = 300;

/**
 * The rows of a file of openings: UTF-8 with or without a mark, or Windows-1252; columns by their heading, in any order.
 * Rules on `file`: those of `inspectFile` and `readCsv`, `columns-missing` (facts: columns), `column-twice` (facts: column),
 * `cell-too-long` (facts: line).
 */
export async function readBulkFile(open: () => FileBytes): Promise<Result<BulkRow[]>> {
  const shape = await inspectFile(open());
  if (!shape.ok) return shape;
  let columns: Result<ReadonlyMap<BulkColumn, number>> = invalid('file', 'empty');
  let fault: Result<never> | undefined;
  const rows: BulkRow[] = [];
  const read = await readCsv(open(), shape.value.encoding, async (records) => {
    let header = true;
    for await (const { line, cells } of records) {
      if (header) columns = columnsOf(cells);
      else if (columns.ok && cells.some((cell) => cell.trim() !== '')) {
        const row = rowOf(line, cells, columns.value);
        if (Object.values(row.cells).some((cell) => cell.length > CELL_MAX))
          fault ??= invalid('file', 'cell-too-long', { line });
        // One more than fits is enough to say so.
        if (rows.length <= BULK_ROWS_MAX) rows.push(row);
      }
      header = false;
    }
  });
  if (!read.ok) return read;
  if (!columns.ok) return columns;
  return fault ?? ok(rows);
}

function columnsOf(header: readonly string[]): Result<ReadonlyMap<BulkColumn, number>> {
  const names = header.map((cell) => cell.trim().toLowerCase());
  const found = new Map<BulkColumn, number>();
  for (const key of COLUMNS) {
    const name = BULK_COLUMNS[key].toLowerCase();
    const at = names.indexOf(name);
    if (at >= 0) found.set(key, at);
    if (at !== names.lastIndexOf(name)) return invalid('file', 'column-twice', { column: BULK_COLUMNS[key] });
  }
  const needed: readonly BulkColumn[] = ['programme', 'places', 'from', 'until', 'halfDays'];
  const missing = needed.filter((key) => !found.has(key)).map((key) => BULK_COLUMNS[key]);
  return missing.length === 0 ? ok(found) : invalid('file', 'columns-missing', { columns: missing });
}

function rowOf(line: number, cells: readonly string[], columns: ReadonlyMap<BulkColumn, number>): BulkRow {
  const cell = (key: BulkColumn): string => {
    const at = columns.get(key);
    // The apostrophe keeps a spreadsheet from reading a formula in our own template.
    return at === undefined ? '' : (cells[at] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
  };
  return { line, cells: Object.fromEntries(COLUMNS.map((key) => [key, cell(key)])) as BulkCells };
}
