import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type Actor, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { safeCell } from '../../../web/index.js';
import { type RegisterImport, RegisterImportStore } from '../persistence/register-import.store.js';
import { type ReportFilter, type ReportRow, RegisterRowStore } from '../persistence/register-row.store.js';
import { noteWords } from '../words.js';

const BATCH = 2_000;

/** Reading imports: the list, one of them, its report. Who may not import finds nothing. */
@Injectable()
export class RegisterImports {
  constructor(
    private readonly work: UnitOfWork,
    private readonly imports: RegisterImportStore,
    private readonly rows: RegisterRowStore,
  ) {}

  list(actor: Actor, limit: number, before?: number): Promise<{ imports: RegisterImport[]; total: number }> {
    return this.work.read(actor, (tx) => this.imports.list(tx, limit, before));
  }

  async find(actor: Actor, id: string): Promise<Result<RegisterImport>> {
    const found = await this.work.read(actor, (tx) => this.imports.find(tx, id));
    return found === undefined ? notFound('register-import') : ok(found);
  }

  /** A page of the report after row `after`, with the true number of rows that the filter lets through. */
  async report(
    tx: Tx,
    id: string,
    filter: ReportFilter,
    page: { readonly size: number; readonly after: number },
  ): Promise<{ rows: ReportRow[]; total: number }> {
    const rows = await this.rows.page(tx, id, filter, page.size, page.after);
    return { rows, total: await this.rows.count(tx, id, filter) };
  }

  /** The whole report as CSV, a batch in memory at a time; however long the file was. */
  reportCsv(actor: Actor, id: string, filter: ReportFilter): Readable {
    return Readable.from(this.csvLines(actor, id, filter));
  }

  private async *csvLines(actor: Actor, id: string, filter: ReportFilter): AsyncIterable<string> {
    yield `\uFEFF${['Line', 'Key', 'Name', 'Outcome', 'Faults', 'Warnings', 'Changes'].join(',')}\r\n`;
    for (let after = 0; ;) {
      const rows = await this.work.read(actor, (tx) => this.rows.page(tx, id, filter, BATCH, after));
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map((row) => `${csvCells(row).map(safeCell).join(',')}\r\n`).join('');
      after = last.n;
    }
  }
}

function csvCells(row: ReportRow): (string | number | null)[] {
  const notes = (of: ReportRow['faults']) => (of ?? []).map(noteWords).join('; ');
  return [
    row.line,
    row.key,
    row.name,
    row.outcome,
    notes(row.faults),
    notes(row.warnings),
    changeWords(row).join('; '),
  ];
}

/** "name: Oak High -> Oak Academy", a line for each field, in the order of the alphabet. */
export function changeWords(row: ReportRow): string[] {
  const shown = (value: string | number | null | undefined) =>
    value === null || value === undefined ? 'nothing' : String(value);
  return Object.entries(row.changes ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([column, [before, after]]) => `${column.replaceAll('_', ' ')}: ${shown(before)} → ${shown(after)}`);
}
