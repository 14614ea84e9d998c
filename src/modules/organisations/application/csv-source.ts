import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { invalid, ok, type Result } from '../../../kernel/index.js';

export type FileEncoding = 'utf8' | 'win1252';
export type FileBytes = AsyncIterable<Buffer>;

export interface FileShape {
  readonly encoding: FileEncoding;
  /** Records of the file, the header not counted: what progress is measured against. */
  readonly rows: number;
}

const ROWS_MAX = 300_000;
/** The widest row of the national register is below 3,000 characters. */
const RECORD_MAX = 100_000;

/**
 * A first look at the bytes: which encoding, how many rows, and whether it is a text at all. The register is written
 * in Windows-1252; what has passed through other tools is UTF-8, with or without a mark at the start.
 * Refused on `file` with `empty`, `compressed`, `utf-16`, `not-text` or `too-many-rows`.
 */
export async function inspectFile(bytes: FileBytes): Promise<Result<FileShape>> {
  const utf8 = new Utf8Check();
  const rows = new RowCount();
  let started = false;
  for await (const chunk of bytes) {
    if (!started && chunk.length > 0) {
      const fault = faultOfStart(chunk);
      if (fault !== undefined) return invalid('file', fault);
      started = true;
    }
    if (chunk.includes(0)) return invalid('file', 'not-text');
    utf8.add(chunk);
    rows.add(chunk);
    if (rows.found > ROWS_MAX) return invalid('file', 'too-many-rows', { most: ROWS_MAX });
  }
  if (!started || rows.total() === 0) return invalid('file', 'empty');
  return ok({ encoding: utf8.holds() ? 'utf8' : 'win1252', rows: rows.total() - 1 });
}

function faultOfStart(chunk: Buffer): string | undefined {
  const start = chunk.subarray(0, 4).toString('hex');
  if (start.startsWith('1f8b') || start.startsWith('504b0304')) return 'compressed';
  if (start.startsWith('fffe') || start.startsWith('feff')) return 'utf-16';
  return start.startsWith('25504446') || start.startsWith('d0cf11e0') ? 'not-text' : undefined;
}

class Utf8Check {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private fine = true;

  add(chunk: Buffer): void {
    this.fine &&= this.decodes(() => this.decoder.decode(chunk, { stream: true }));
  }

  holds(): boolean {
    return this.fine && this.decodes(() => this.decoder.decode());
  }

  private decodes(decode: () => string): boolean {
    try {
      decode();
      return true;
    } catch {
      // A fatal decoder answers "this is not UTF-8" by throwing; that is the answer, not a fault.
      return false;
    }
  }
}

/** Line ends outside quotes, empty lines left out: near enough for a progress bar, exact for a clean file. */
class RowCount {
  found = 0;
  private quoted = false;
  private filled = false;

  add(chunk: Buffer): void {
    for (const byte of chunk) {
      if (byte === 0x22) this.quoted = !this.quoted;
      if (byte === 0x0a && !this.quoted) {
        if (this.filled) this.found += 1;
        this.filled = false;
      } else if (byte !== 0x0d) this.filled = true;
    }
  }

  total(): number {
    return this.found + (this.filled ? 1 : 0);
  }
}

export interface CsvRecord {
  /** The line of the file on which the record ends. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Hands the records of a file to `take`, in order, one chunk of the file in memory at a time. Refused on `file` with
 * `csv` and the line where the text stops being CSV; whatever `take` throws passes through.
 */
export async function readCsv(
  bytes: FileBytes,
  encoding: FileEncoding,
  take: (records: AsyncIterable<CsvRecord>) => Promise<void>,
): Promise<Result<undefined>> {
  const decoder = iconv.decodeStream(encoding, { stripBOM: true }) as unknown as Transform;
  const parser = parse({
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: RECORD_MAX,
  });
  // When the last part of a pipeline throws, what the pipeline throws may only say that it was aborted.
  let thrown: unknown;
  const last = async (records: AsyncIterable<unknown>): Promise<void> => {
    try {
      await take(numbered(records));
    } catch (error) {
      thrown = error;
      throw error;
    }
  };
  try {
    await pipeline(Readable.from(bytes), decoder, parser, last);
    return ok();
  } catch (error) {
    const cause = error instanceof CsvError || thrown === undefined ? error : thrown;
    if (!(cause instanceof CsvError)) throw cause;
    const { lines } = cause as CsvError & { readonly lines?: number };
    return invalid('file', 'csv', { line: lines ?? null, reason: cause.code });
  }
}

async function* numbered(records: AsyncIterable<unknown>): AsyncIterable<CsvRecord> {
  for await (const each of records) {
    const { record, info } = each as { readonly record: string[]; readonly info: { readonly lines: number } };
    yield { line: info.lines, cells: record };
  }
}
