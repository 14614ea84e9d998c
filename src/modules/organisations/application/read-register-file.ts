import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, may, move, notFound, ok, type Problem, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { importMoves } from '../domain/import-states.js';
import { kindOfHeader, type RegisterReader, registerReader } from '../domain/read-register.js';
import { RegisterImportStore } from '../persistence/register-import.store.js';
import { type NumberedRow, RegisterRowStore } from '../persistence/register-row.store.js';
import { type CsvRecord, type FileBytes, type FileShape, inspectFile, readCsv } from './csv-source.js';

const BATCH = 1_000;

/** Opens the file's bytes from the start; a file is read twice, once to look at it and once for its rows. */
export type OpenFile = () => FileBytes;

/** Stops reading a file whose header or content is refused. */
class FileRefused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/**
 * Reads a register file into a preview: every row compared with the register as it stands. Batches commit as they
 * come, so that a page can show how far it is; nothing is in the register until the file is applied. Killed at any
 * line, it begins again from the first row.
 */
@Injectable()
export class ReadRegisterFile {
  constructor(
    private readonly work: UnitOfWork,
    private readonly imports: RegisterImportStore,
    private readonly rows: RegisterRowStore,
  ) {}

  /** A file that is refused ends as FAILED with the reason, and that counts as read. */
  async run(actor: Actor, importId: string, open: OpenFile): Promise<Result<undefined>> {
    if (!may(actor, 'register.import')) return forbidden('register.import');
    const known = await this.work.read(actor, (tx) => this.imports.find(tx, importId));
    if (known === undefined) return notFound('register-import');
    // Read by an earlier run of the same job: nothing is left to do.
    if (!move(importMoves, known.status, 'read').ok) return ok();
    try {
      const shape = await inspectFile(open());
      const read = shape.ok ? await this.readRows(actor, importId, open, shape.value) : shape;
      return read.ok ? read : await this.fail(actor, importId, read.problem);
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      // Another run of the job finished first: its preview stands.
      return error.problem === overtaken ? ok() : this.fail(actor, importId, error.problem);
    }
  }

  private async readRows(actor: Actor, importId: string, open: OpenFile, shape: FileShape): Promise<Result<undefined>> {
    await this.inOne(actor, importId, (tx) =>
      this.imports.startReading(tx, importId, { encoding: shape.encoding, rowsTotal: shape.rows }),
    );
    return readCsv(open(), shape.encoding, (records) => this.stageAll(actor, importId, records));
  }

  private async stageAll(actor: Actor, importId: string, records: AsyncIterable<CsvRecord>): Promise<void> {
    let reader: RegisterReader | undefined;
    let waiting: NumberedRow[] = [];
    let n = 0;
    // The next batch is read while the database compares this one; never more than one is under way.
    const staging = new OneAtATime();
    try {
      for await (const { line, cells } of records) {
        if (reader === undefined) {
          reader = await this.readHeader(actor, importId, cells);
          continue;
        }
        // A spreadsheet leaves rows of nothing but commas behind.
        if (cells.every((cell) => cell.trim() === '')) continue;
        n += 1;
        waiting.push({ ...reader.read(cells), n, line });
        if (waiting.length < BATCH) continue;
        const [found, batch] = [reader, waiting];
        await staging.begin(() => this.stage(actor, importId, found, batch));
        waiting = [];
      }
    } finally {
      await staging.settled();
    }
    if (reader === undefined) throw new FileRefused(empty);
    if (waiting.length > 0) await this.stage(actor, importId, reader, waiting);
    await this.finish(actor, importId, reader, n);
  }

  private async readHeader(actor: Actor, importId: string, cells: readonly string[]): Promise<RegisterReader> {
    const kind = kindOfHeader(cells);
    if (!kind.ok) throw new FileRefused(kind.problem);
    const reader = registerReader(kind.value, cells);
    if (!reader.ok) throw new FileRefused(reader.problem);
    const { missing, ignored } = reader.value;
    await this.inOne(actor, importId, async (tx) => {
      const applied = await this.imports.appliedSoFar(tx, kind.value);
      await this.imports.headerRead(tx, importId, { kind: kind.value, missing, ignored, applied });
    });
    return reader.value;
  }

  private stage(actor: Actor, importId: string, reader: RegisterReader, rows: readonly NumberedRow[]): Promise<void> {
    return this.inOne(actor, importId, async (tx) => {
      await this.rows.stage(tx, importId, reader.kind, rows);
      await this.imports.advance(tx, importId, rows.at(-1)?.n ?? 0);
    });
  }

  private finish(actor: Actor, importId: string, reader: RegisterReader, n: number): Promise<void> {
    return this.inOne(actor, importId, async (tx) => {
      await this.rows.refuseRepeats(tx, importId);
      if (reader.kind === 'ESTABLISHMENTS') await this.rows.addMissing(tx, importId, n);
      const counts = await this.rows.counts(tx, importId);
      await this.imports.previewed(tx, importId, counts, n);
      await tx.audit('register.previewed', { type: 'register-import', id: importId }, { ...counts });
    });
  }

  private async fail(actor: Actor, importId: string, problem: Problem): Promise<Result<undefined>> {
    const [fault] = problem.fields;
    const reason = fault === undefined ? problem : { code: `register.${fault.rule}`, facts: fault.facts ?? {} };
    await this.inOne(actor, importId, async (tx) => {
      await this.imports.failed(tx, importId, { code: reason.code, facts: reason.facts });
      await tx.audit('register.refused', { type: 'register-import', id: importId }, { code: reason.code });
    });
    return ok();
  }

  /** Takes the import's row first, so that two runs of one job cannot mix their batches. */
  private async inOne(actor: Actor, importId: string, work: (tx: Tx) => Promise<void>): Promise<void> {
    await this.work.read(actor, async (tx) => {
      const current = await this.imports.lock(tx, importId);
      if (current === undefined || !move(importMoves, current.status, 'read').ok) throw new FileRefused(overtaken);
      await work(tx);
    });
  }
}

const empty: Problem = { kind: 'invalid', code: 'register.empty', facts: {}, fields: [] };
const overtaken: Problem = { kind: 'conflict', code: 'register.overtaken', facts: {}, fields: [] };

/** Work that runs beside its caller, one piece at a time. What a piece throws comes out at the next call. */
class OneAtATime {
  private current: Promise<{ readonly error?: unknown }> = Promise.resolve({});

  async begin(work: () => Promise<void>): Promise<void> {
    await this.settled();
    this.current = work().then(
      () => ({}),
      (error: unknown) => ({ error }),
    );
  }

  async settled(): Promise<void> {
    const done = await this.current;
    this.current = Promise.resolve({});
    if ('error' in done) throw done.error;
  }
}
