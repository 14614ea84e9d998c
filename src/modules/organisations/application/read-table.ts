import { invalid, ok, type Result } from '../../../kernel/index.js';
import { type FileBytes, inspectFile, readCsv } from './csv-source.js';

/** The columns of a file that people fill in, by the name in which a row keeps each. */
export interface TableShape<Column extends string> {
  readonly columns: Readonly<Record<Column, string>>;
  readonly needed: readonly NoInfer<Column>[];
  /** Rows beyond this many are not kept: one more than fits is enough to say so. */
  readonly rowsMax: number;
  /** Characters of a cell; 300 unless told. */
  readonly cellMax?: number;
}

export interface TableRow<Column extends string> {
  /** The line of the file. */
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
}

const CELL_MAX = 300;

/**
 * The rows of a CSV file: UTF-8 with or without a mark, or Windows-1252; columns by their heading, in any order.
 * Rules on `file`: those of `inspectFile` and `readCsv`, `columns-missing` (facts: columns), `column-twice` (facts: column),
 * `cell-too-long` (facts: line).
 */
export async function readTable<Column extends string>(
  open: () => FileBytes,
  shape: TableShape<Column>,
): Promise<Result<TableRow<Column>[]>> {
  const { cellMax = CELL_MAX } = shape;
  const found = await inspectFile(open());
  if (!found.ok) return found;
  let columns: Result<ReadonlyMap<Column, number>> = invalid('file', 'empty');
  let fault: Result<never> | undefined;
  const rows: TableRow<Column>[] = [];
  const read = await readCsv(open(), found.value.encoding, async (records) => {
    let header = true;
    for await (const { line, cells } of records) {
      if (header) columns = columnsOf(cells, shape);
      else if (columns.ok && cells.some((cell) => cell.trim() !== '')) {
        if (cells.some((cell) => cell.length > cellMax)) fault ??= invalid('file', 'cell-too-long', { line });
        if (rows.length <= shape.rowsMax) rows.push(rowOf(line, cells, columns.value, shape));
      }
      header = false;
    }
  });
  if (!read.ok) return read;
  if (!columns.ok) return columns;
  return fault ?? ok(rows);
}

const keysOf = <Column extends string>({ columns }: TableShape<Column>): Column[] => Object.keys(columns) as Column[];

function columnsOf<Column extends string>(
  header: readonly string[],
  shape: TableShape<Column>,
): Result<ReadonlyMap<Column, number>> {
  const names = header.map((cell) => cell.trim().toLowerCase());
  const found = new Map<Column, number>();
  for (const key of keysOf(shape)) {
    const name = shape.columns[key].toLowerCase();
    const at = names.indexOf(name);
    if (at >= 0) found.set(key, at);
    if (at !== names.lastIndexOf(name)) return invalid('file', 'column-twice', { column: shape.columns[key] });
  }
  const missing = shape.needed.filter((key) => !found.has(key)).map((key) => shape.columns[key]);
  return missing.length === 0 ? ok(found) : invalid('file', 'columns-missing', { columns: missing });
}

function rowOf<Column extends string>(
  line: number,
  cells: readonly string[],
  columns: ReadonlyMap<Column, number>,
  shape: TableShape<Column>,
): TableRow<Column> {
  const cell = (key: Column): string => {
    const at = columns.get(key);
    // The apostrophe keeps a spreadsheet from reading a formula in our own template.
    return at === undefined ? '' : (cells[at] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
  };
  return { line, cells: Object.fromEntries(keysOf(shape).map((key) => [key, cell(key)])) as Record<Column, string> };
}
