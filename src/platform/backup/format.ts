import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import type { SequenceState, TableShape } from './catalogue.js';

/**
 * A backup is one gzip member. Inside, in UTF-8:
 *
 *   PLACEWAY-BACKUP 1                  the format's name and version
 *   {"madeAt": ..., "migrations": [...], "tables": [{"name": ..., "columns": [...]}, ...]}
 *   rows of the first table            PostgreSQL's COPY text format, one row a line
 *   \.                                 the end of the table, as COPY writes it
 *   ...                                the other tables, in the header's order
 *   {"sequences": [...], "tables": [{"rows": ..., "sha256": ...}, ...], "sha256": ...}
 *
 * The last SHA-256 covers every byte before its line. Roles, sessions and queues are not part of a backup: roles are
 * made at start-up, people sign in again, and the queue is rebuilt from the outbox.
 */
export const MAGIC = 'PLACEWAY-BACKUP 1\n';
export const END_OF_TABLE = '\\.\n';
/** Method deflate, no flags, no time, unknown system: the same ten bytes everywhere, so that each can be checked. */
export const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

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
  readonly sha256: string;
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
}

/** Reads a backup from end to end and checks every sum. Throws BackupError for a file that is not whole. */
export async function readBackup(path: string, visitor: BackupVisitor = {}): Promise<BackupContent> {
  await checkGzipHeader(path);
  const { size } = await stat(path);
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
  if (gunzip.bytesWritten !== size) throw new BackupError(`${path} is damaged: something follows the backup`);
  return parser.finish();
}

async function checkGzipHeader(path: string): Promise<void> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new BackupError(`${path} cannot be read (${error.code})`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GZIP_HEADER.length), 0, GZIP_HEADER.length, 0);
    if (bytesRead < GZIP_HEADER.length || !buffer.equals(GZIP_HEADER)) {
      throw new BackupError(`${path} is not a Placeway backup, or is damaged`);
    }
  } finally {
    await file.close();
  }
}

const NEWLINE = 10;
const LONGEST_JSON = 16 * 1024 * 1024;

/** Takes the unpacked bytes as they come. Rows are handed on in runs, never one by one. */
class BackupParser {
  private state: 'magic' | 'header' | 'rows' | 'trailer' | 'end' = 'magic';
  private rest: Buffer = Buffer.alloc(0);
  private readonly whole = createHash('sha256');
  private tableHash = createHash('sha256');
  private tableRows = 0;
  private readonly sums: TableSum[] = [];
  private header: BackupHeader | undefined;
  private trailer: BackupTrailer | undefined;
  private wholeSum = '';

  constructor(private readonly visitor: BackupVisitor) {}

  async push(chunk: Buffer): Promise<void> {
    let data = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (let used = -1; used !== 0 && data.length > 0; data = data.subarray(used)) {
      used = this.state === 'rows' ? await this.takeRows(data) : await this.takeLine(data);
    }
    this.rest = data;
  }

  finish(): BackupContent {
    const { header, trailer } = this;
    if (header === undefined || trailer === undefined || this.rest.length > 0) throw damaged('it ends too early');
    if (trailer.sha256 !== this.wholeSum) throw damaged('its SHA-256 does not fit');
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
    const line = data.subarray(0, end);
    if (this.state === 'trailer') this.wholeSum = this.whole.digest('hex');
    else this.whole.update(line);
    await this.readLine(line.toString('utf8'));
    return end;
  }

  private async readLine(line: string): Promise<void> {
    if (this.state === 'magic') {
      if (line !== MAGIC) throw damaged('it does not begin as a backup does');
      this.state = 'header';
    } else if (this.state === 'header') {
      this.header = parse<BackupHeader>(line);
      await this.visitor.header?.(this.header);
      await this.nextTable();
    } else if (this.state === 'trailer') {
      this.trailer = parse<BackupTrailer>(line);
      this.state = 'end';
    } else {
      throw damaged('something follows its end');
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
    this.whole.update(rows);
    this.tableHash.update(rows);
    await this.visitor.rows?.(rows);
  }

  private async endTable(): Promise<void> {
    this.whole.update(END_OF_TABLE);
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

function parse<T>(line: string): T {
  try {
    return JSON.parse(line) as T;
  } catch (error) {
    throw new BackupError('The backup is damaged: a description cannot be read', { cause: error });
  }
}
