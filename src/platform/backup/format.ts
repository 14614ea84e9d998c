import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { SequenceState, TableShape } from './catalogue.js';

/**
 * A backup is a gzip file; zcat shows its text. Inside, in UTF-8:
 *
 *   PLACEWAY-BACKUP 1                  the format's name and version
 *   {"madeAt": ..., "migrations": [...], "tables": [{"name": ..., "columns": [...]}, ...]}
 *   rows of the first table            PostgreSQL's COPY text format, one row a line
 *   \.                                 the end of the table, as COPY writes it
 *   ...                                the other tables, in the header's order
 *   {"sequences": [...], "tables": [{"rows": ..., "sha256": ...}, ...]}
 *
 * A second, empty gzip member follows. Its comment is the SHA-256 of all bytes before it, so that no byte of the file,
 * not even one that unpacking ignores, can be altered unnoticed. Roles, sessions and queues are not part of a backup:
 * roles are made at start-up, people sign in again, and the queue is rebuilt from the outbox.
 */
export const MAGIC = 'PLACEWAY-BACKUP 1\n';
export const END_OF_TABLE = '\\.\n';

/** The empty gzip member that seals the file: header with a comment, one empty block, checksum and length of nothing. */
export function seal(sha256: string): Buffer {
  const header = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 0xff]);
  return Buffer.concat([header, Buffer.from(`sha256:${sha256}\0`), Buffer.from([3, 0]), Buffer.alloc(8)]);
}

export interface BackupHeader {
  readonly madeAt: string;
  readonly migrations: readonly string[];
  readonly tables: readonly TableShape[];
}

export interface TableSum {
  readonly rows: number;
  readonly sha256: string;
}

export interface BackupTrailer {
  readonly sequences: readonly SequenceState[];
  readonly tables: readonly TableSum[];
}

/** The file cannot be used; the message says why. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** What a reader does with a backup; each call is awaited before more is read, so memory stays bounded. */
export interface BackupVisitor {
  header?(header: BackupHeader): Promise<void>;
  tableStarts?(table: TableShape): Promise<void>;
  rows?(chunk: Buffer): Promise<void>;
  tableEnds?(): Promise<void>;
}

export interface BackupContent {
  readonly header: BackupHeader;
  readonly trailer: BackupTrailer;
  /** Of the file itself, without its seal. */
  readonly sha256: string;
}

/** Reads a backup from end to end and checks every sum. Throws BackupError for a file that is not whole. */
export async function readBackup(path: string, visitor: BackupVisitor = {}): Promise<BackupContent> {
  const sha256 = await checkSeal(path);
  const gunzip = createGunzip();
  const source = createReadStream(path).on('error', (error) => gunzip.destroy(error));
  const parser = new BackupParser(visitor);
  try {
    for await (const chunk of source.pipe(gunzip)) await parser.push(chunk as Buffer);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') !== true) throw error;
    throw new BackupError(`${path} is damaged: it cannot be unpacked (${code})`, { cause: error });
  } finally {
    source.destroy();
  }
  return { ...parser.finish(), sha256 };
}

/** Compares the file with its seal and returns its SHA-256. */
async function checkSeal(path: string): Promise<string> {
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new BackupError(`${path} cannot be read (${error.code})`);
  });
  const end = size - seal('0'.repeat(64)).length;
  if (end <= 0) throw new BackupError(`${path} is not a Placeway backup, or is damaged`);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { end: end - 1 })) hash.update(chunk as Buffer);
  const sha256 = hash.digest('hex');
  const tail: Buffer[] = [];
  for await (const chunk of createReadStream(path, { start: end })) tail.push(chunk as Buffer);
  if (Buffer.concat(tail).equals(seal(sha256))) return sha256;
  throw new BackupError(`${path} is not a Placeway backup, or is damaged`);
}

const NEWLINE = 10;
const LONGEST_JSON = 16 * 1024 * 1024;

/** Takes the unpacked bytes as they come. Rows are handed on in runs, never one by one. */
class BackupParser {
  private state: 'magic' | 'header' | 'rows' | 'trailer' | 'end' = 'magic';
  private rest: Buffer = Buffer.alloc(0);
  private tableHash = createHash('sha256');
  private tableRows = 0;
  private readonly sums: TableSum[] = [];
  private header: BackupHeader | undefined;
  private trailer: BackupTrailer | undefined;

  constructor(private readonly visitor: BackupVisitor) {}

  async push(chunk: Buffer): Promise<void> {
    let data = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (let used = -1; used !== 0 && data.length > 0; data = data.subarray(used)) {
      used = this.state === 'rows' ? await this.takeRows(data) : await this.takeLine(data);
    }
    this.rest = data;
  }

  finish(): Omit<BackupContent, 'sha256'> {
    const { header, trailer } = this;
    if (header === undefined || trailer === undefined || this.rest.length > 0) throw damaged('it ends too early');
    header.tables.forEach((table, index) => {
      const [found, stated] = [this.sums[index], trailer.tables[index]];
      if (found?.rows !== stated?.rows || found?.sha256 !== stated?.sha256) throw damaged(`table ${table.name}`);
    });
    return { header, trailer };
  }

  private async takeLine(data: Buffer): Promise<number> {
    const end = data.indexOf(NEWLINE) + 1;
    if (end === 0 && data.length > LONGEST_JSON) throw damaged('a line has no end');
    if (end === 0) return 0;
    if (this.state === 'end') throw damaged('something follows its end');
    await this.readLine(data.toString('utf8', 0, end));
    return end;
  }

  private async readLine(line: string): Promise<void> {
    if (this.state === 'magic') {
      if (line !== MAGIC) throw damaged('it does not begin as a backup does');
      this.state = 'header';
    } else if (this.state === 'header') {
      this.header = parse(line, isHeader);
      await this.visitor.header?.(this.header);
      await this.nextTable();
    } else {
      this.trailer = parse(line, isTrailer);
      this.state = 'end';
    }
  }

  /** Consumes whole rows, and the end of the table when it comes. */
  private async takeRows(data: Buffer): Promise<number> {
    let position = 0;
    for (;;) {
      const next = data.indexOf(NEWLINE, position) + 1;
      if (next === 0) break;
      if (next - position === END_OF_TABLE.length && data.toString('latin1', position, next) === END_OF_TABLE) {
        await this.emit(data.subarray(0, position));
        await this.endTable();
        return next;
      }
      this.tableRows += 1;
      position = next;
    }
    await this.emit(data.subarray(0, position));
    return position;
  }

  private async emit(rows: Buffer): Promise<void> {
    if (rows.length === 0) return;
    this.tableHash.update(rows);
    await this.visitor.rows?.(rows);
  }

  private async endTable(): Promise<void> {
    this.sums.push({ rows: this.tableRows, sha256: this.tableHash.digest('hex') });
    this.tableHash = createHash('sha256');
    this.tableRows = 0;
    await this.visitor.tableEnds?.();
    await this.nextTable();
  }

  private async nextTable(): Promise<void> {
    const table = this.header?.tables[this.sums.length];
    this.state = table === undefined ? 'trailer' : 'rows';
    if (table !== undefined) await this.visitor.tableStarts?.(table);
  }
}

const damaged = (what: string) => new BackupError(`The backup is damaged: ${what}`);

/** What an altered byte turned into other JSON must not get any further than this. */
function parse<T>(line: string, fits: (value: Fields) => value is Fields & T): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new BackupError('The backup is damaged: a description cannot be read', { cause: error });
  }
  if (!isFields(value) || !fits(value)) throw damaged('a description says something else');
  return value;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const listOf = (value: unknown, fits: (each: unknown) => boolean): boolean => Array.isArray(value) && value.every(fits);

const isHeader = (value: Fields): value is Fields & BackupHeader =>
  isText(value['madeAt']) &&
  listOf(value['migrations'], isText) &&
  listOf(value['tables'], (each) => isFields(each) && isText(each['name']) && listOf(each['columns'], isText));

const isTrailer = (value: Fields): value is Fields & BackupTrailer =>
  listOf(value['tables'], (each) => isFields(each) && isText(each['sha256']) && typeof each['rows'] === 'number') &&
  listOf(value['sequences'], (each) => isFields(each) && isText(each['name']) && isText(each['value']));
