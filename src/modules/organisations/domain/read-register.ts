import { invalid, ok, parseUrn, problem, type Result } from '../../../kernel/index.js';
import {
  CODED_PAIRS,
  ESTABLISHMENT_FIELDS,
  LINK_FIELDS,
  REQUIRED_HEADERS,
  type RegisterField,
} from './register-fields.js';
import type { CellValue } from './register-values.js';

export const REGISTER_KINDS = ['ESTABLISHMENTS', 'LINKS'] as const;
export type RegisterKind = (typeof REGISTER_KINDS)[number];

/** What is odd about a cell, with the cell, so that the report can be read without the file. */
export interface CellNote {
  readonly field: string;
  readonly rule: string;
  readonly value: string;
}

/**
 * One row of the file. With a fault nothing can be said about which establishment it is or whether it is whole, and
 * the file cannot be applied; a warning leaves a cell out, and the row goes in without it.
 */
export interface RegisterRow {
  readonly key: string;
  readonly name: string;
  /** Column to value, only for columns that the file has and that could be read. */
  readonly record: Readonly<Record<string, CellValue>>;
  readonly faults: readonly CellNote[];
  readonly warnings: readonly CellNote[];
}

export interface RegisterReader {
  readonly kind: RegisterKind;
  /** Columns of ours that this file does not have: they stay as they are. */
  readonly missing: readonly string[];
  /** The file's columns that are not kept. */
  readonly ignored: readonly string[];
  read(cells: readonly string[]): RegisterRow;
}

interface PlacedField extends RegisterField {
  readonly header: string;
  readonly index: number;
}

const HEADERS_MAX = 400;

/**
 * Reads the header row by names, in any order and any case. Refused on the field `file` with `register-header` and the
 * columns that were expected, or `register-header-twice` with the column that stands there more than once.
 */
export function registerReader(kind: RegisterKind, headerCells: readonly string[]): Result<RegisterReader> {
  const headers = headerCells.map((cell) => cell.trim());
  if (headers.length > HEADERS_MAX) return invalid('file', 'register-header', { expected: REQUIRED_HEADERS });
  const fields = kind === 'LINKS' ? LINK_FIELDS : ESTABLISHMENT_FIELDS;
  const required = kind === 'LINKS' ? ['URN', 'LinkURN', 'LinkType'] : REQUIRED_HEADERS;
  const at = new Map(headers.map((header, index) => [header.toLowerCase(), index]));
  const absent = required.filter((header) => !at.has(header.toLowerCase()));
  if (absent.length > 0) return invalid('file', 'register-header', { expected: absent });
  const known = new Set(['urn', ...fields.flatMap((each) => each.headers.map((header) => header.toLowerCase()))]);
  const twice = headers.find(
    (header, index) => known.has(header.toLowerCase()) && at.get(header.toLowerCase()) !== index,
  );
  if (twice !== undefined) return invalid('file', 'register-header-twice', { column: twice });
  const placed = fields.flatMap((each) => placeField(each, at));
  return ok({
    kind,
    missing: fields.filter((each) => !placed.some((found) => found.column === each.column)).map((each) => each.column),
    ignored: headers.filter((header) => header !== '' && !known.has(header.toLowerCase())).slice(0, HEADERS_MAX),
    read: (cells) => readRow(kind, placed, { urnAt: at.get('urn') ?? 0, width: headers.length }, cells),
  });
}

/** One file, one kind: a links file offered as establishments is told apart by its header. */
export function kindOfHeader(headerCells: readonly string[]): Result<RegisterKind> {
  const headers = new Set(headerCells.map((cell) => cell.trim().toLowerCase()));
  if (headers.has('urn') && headers.has('linkurn')) return ok('LINKS');
  if (headers.has('urn') && headers.has('establishmentname')) return ok('ESTABLISHMENTS');
  return problem('register.not-a-register', { expected: REQUIRED_HEADERS });
}

function placeField(field: RegisterField, at: ReadonlyMap<string, number>): PlacedField[] {
  const header = field.headers.find((name) => at.has(name.toLowerCase()));
  const index = header === undefined ? undefined : at.get(header.toLowerCase());
  return header === undefined || index === undefined ? [] : [{ ...field, header, index }];
}

const shown = (cell: string) => cell.slice(0, 80);

function readRow(
  kind: RegisterKind,
  fields: readonly PlacedField[],
  header: { readonly urnAt: number; readonly width: number },
  cells: readonly string[],
): RegisterRow {
  const urnCell = cells[header.urnAt] ?? '';
  const faults: CellNote[] = [];
  if (cells.length !== header.width) faults.push({ field: 'row', rule: 'cells', value: String(cells.length) });
  const urn = parseUrn(urnCell);
  if (!urn.ok) faults.push({ field: 'URN', rule: 'urn', value: shown(urnCell) });
  if (faults.length > 0) return { key: '', name: '', record: {}, faults, warnings: [] };
  const warnings: CellNote[] = [];
  const record: Record<string, CellValue> = { urn: urn.ok ? urn.value : '' };
  for (const field of fields) {
    const cell = cells[field.index] ?? '';
    const found = field.read(cell);
    if ('value' in found) record[field.column] = found.value;
    else warnings.push({ field: field.header, rule: found.warning, value: shown(cell) });
  }
  return kind === 'LINKS' ? finishLink(record, warnings) : finishEstablishment(record, warnings);
}

type OpenRecord = Record<string, CellValue>;

function finishEstablishment(record: OpenRecord, warnings: CellNote[]): RegisterRow {
  const faults: CellNote[] = [];
  const { name } = record;
  if (typeof name !== 'string') faults.push({ field: 'EstablishmentName', rule: 'required', value: '' });
  for (const pair of CODED_PAIRS) completePair(pair, record, warnings);
  // A blank here is a hole in the extract, not news: a school does not lose its authority or its status.
  keepIfBlank(['la_code'], 'LA (code)', record, warnings);
  keepIfBlank(['la_name'], undefined, record, warnings);
  keepIfBlank(['status_code', 'status_name'], 'EstablishmentStatus', record, warnings);
  if ((record['easting'] ?? null) === null || (record['northing'] ?? null) === null) dropHalfPosition(record, warnings);
  const [low, high] = [record['lowest_age'], record['highest_age']];
  if (typeof low === 'number' && typeof high === 'number' && low > high) {
    warnings.push({ field: 'StatutoryLowAge', rule: 'ages-reversed', value: `${low} to ${high}` });
  }
  return { key: String(record['urn']), name: typeof name === 'string' ? name : '', record, faults, warnings };
}

function completePair(pair: (typeof CODED_PAIRS)[number], record: OpenRecord, warnings: CellNote[]): void {
  if (!(pair.code in record) && !(pair.name in record)) return;
  const [code, name] = [record[pair.code] ?? null, record[pair.name] ?? null];
  if (code === null && typeof name === 'string') {
    const found = pair.codeOf(name);
    if (found === undefined) warnings.push({ field: pair.name, rule: 'name-unknown', value: shown(name) });
    record[pair.code] = found ?? null;
  } else if (name === null && typeof code === 'string') {
    const found = pair.names[code];
    if (found === undefined) warnings.push({ field: pair.code, rule: 'code-unknown', value: shown(code) });
    record[pair.name] = found ?? null;
  } else if (code === null) {
    record[pair.code] = null;
    record[pair.name] = null;
  }
}

function keepIfBlank(
  columns: readonly string[],
  header: string | undefined,
  record: OpenRecord,
  warnings: CellNote[],
): void {
  const given = columns.filter((column) => column in record);
  if (given.length === 0 || given.some((column) => record[column] !== null)) return;
  if (header !== undefined) warnings.push({ field: header, rule: 'blank', value: '' });
  for (const column of given) delete record[column];
}

/** Half a position is no position. */
function dropHalfPosition(record: OpenRecord, warnings: CellNote[]): void {
  if (!('easting' in record) && !('northing' in record)) return;
  if ((record['easting'] ?? null) !== (record['northing'] ?? null)) {
    warnings.push({ field: 'Easting', rule: 'half-position', value: '' });
  }
  record['easting'] = null;
  record['northing'] = null;
}

function finishLink(record: OpenRecord, warnings: CellNote[]): RegisterRow {
  const faults: CellNote[] = [];
  const other = parseUrn(record['link_urn']);
  if (!other.ok) faults.push({ field: 'LinkURN', rule: 'urn', value: String(record['link_urn'] ?? '') });
  if (typeof record['link_type'] !== 'string') faults.push({ field: 'LinkType', rule: 'required', value: '' });
  const key = [record['urn'], record['link_urn'], record['link_type']].join(' ');
  return { key, name: String(record['link_name'] ?? ''), record, faults, warnings };
}
