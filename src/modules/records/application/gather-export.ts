import { Injectable } from '@nestjs/common';
import { type Actor, formatDate, ok, problem, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Policies } from '../../policies/index.js';
import { keptTables } from '../domain/kept-records.js';
import { dataOf, type Gathered, givenRow, pageOf, type Section } from '../domain/write-export.js';
import { ExportStore, type SubjectExport } from '../persistence/export.store.js';

export const EXPIRE_EXPORT = 'records.expire-export';
const DAY_MS = 86_400_000;

/**
 * Reads what every module keeps of one child. The page sees each table as it is reached; the files, the end and the audit
 * come in one transaction, so that a run that was killed begins again and leaves nothing.
 */
@Injectable()
export class GatherExport {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: ExportStore,
    private readonly policies: Policies,
  ) {}

  async run(actor: Actor, id: string, complete: (tx: Tx) => Promise<void>): Promise<Result<undefined>> {
    const asked = await this.work.read(actor, (tx) => this.store.find(tx, id));
    const sections: Section[] = [];
    let records = 0;
    if (asked !== undefined && !isOver(asked)) {
      for (const kept of keptTables()) {
        if (kept.where === undefined) continue;
        const reached = { stage: kept.title, done: sections.length, records };
        const read = await this.work.inTransaction(actor, async (tx) => {
          await this.store.reached(tx, id, reached);
          return ok(await this.store.rows(tx, kept, asked.pupilId));
        });
        if (!read.ok) return read;
        records += read.value.length;
        sections.push({ title: kept.title, table: kept.table, rows: read.value.map((row) => givenRow(row, kept)) });
      }
    }
    return this.work.inTransaction(actor, async (tx) => {
      const one = await this.store.lock(tx, id);
      if (one !== undefined && !isOver(one)) {
        const clocks = (await this.policies.at(tx, actor.authorityId ?? '', tx.today))?.document.clocks;
        if (clocks === undefined) return problem('policy.none-in-force', { date: tx.today });
        const delayMs = clocks.recordExportDays * DAY_MS;
        const gathered = whole(one, sections, formatDate(tx.today));
        const files = { PAGE: pageOf(gathered), DATA: dataOf(gathered) };
        await this.store.finish(tx, one, { files, records, expiresAt: new Date(tx.now.getTime() + delayMs) });
        await tx.outbox(EXPIRE_EXPORT, { exportId: id }, { debounceKey: `${EXPIRE_EXPORT}:${id}`, delayMs });
        await tx.audit('record.exported', { type: 'pupil', id: one.pupilId }, { exportId: id, records });
      }
      await complete(tx);
      return ok();
    });
  }

  fail(actor: Actor, id: string): Promise<void> {
    return this.work.read(actor, (tx) => this.store.failed(tx, id));
  }

  expire(actor: Actor, id: string, complete: (tx: Tx) => Promise<void>): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      await this.store.expire(tx, id);
      await complete(tx);
      return ok();
    });
  }
}

const isOver = ({ status }: SubjectExport): boolean => status === 'FINISHED' || status === 'EXPIRED';

const whole = ({ reference }: SubjectExport, sections: readonly Section[], gatheredOn: string): Gathered => ({
  reference,
  gatheredOn,
  sections,
  withheld: keptTables().flatMap(({ title, withheld }) =>
    withheld === undefined ? [] : [{ title, because: withheld }],
  ),
});
