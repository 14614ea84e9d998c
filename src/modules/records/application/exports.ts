import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, invalid, newId, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { type Counted, UnitOfWork } from '../../../platform/index.js';
import { type ChildAndReason, readChildAndReason } from '../domain/child-and-reason.js';
import { keptTables } from '../domain/kept-records.js';
import { type ExportFormat, ExportStore, type SubjectExport } from '../persistence/export.store.js';
import { recordsPolicy } from '../records.policy.js';

export const GATHER_EXPORT = 'records.gather-export';

/** Asking for everything that is held on one child, and taking it. */
@Injectable()
export class Exports {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: ExportStore,
  ) {}

  /** Refused: `required` and the rules of text on `reference` and `reason`; `no-pupil` on `reference`. */
  ask(actor: Actor, given: ChildAndReason): Promise<Result<{ id: string }>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!recordsPolicy.canExport(actor)) return forbidden('record.export');
      const read = readChildAndReason(given);
      if (!read.ok) return read;
      const { reference, reason } = read.value;
      const pupil = await this.store.pupil(tx, reference);
      if (pupil === undefined) return invalid('reference', 'no-pupil');
      const id = newId();
      const total = keptTables().filter(({ where }) => where !== undefined).length;
      await this.store.add(tx, { id, pupilId: pupil.id, reference: pupil.reference, reason, total });
      await tx.audit('record.export-asked', { type: 'pupil', id: pupil.id }, { exportId: id });
      await tx.outbox(GATHER_EXPORT, { exportId: id }, { debounceKey: `${GATHER_EXPORT}:${id}` });
      return ok({ id });
    });
  }

  list(actor: Actor, at: { readonly offset: number; readonly limit: number }): Promise<Result<Counted<SubjectExport>>> {
    if (!recordsPolicy.canExport(actor)) return Promise.resolve(forbidden('record.export'));
    return this.work.read(actor, async (tx) => ok(await this.store.list(tx, at)));
  }

  view(actor: Actor, id: string): Promise<Result<SubjectExport>> {
    return this.work.read(actor, async (tx) => {
      const found = await this.store.find(tx, id);
      return found === undefined ? notFound('export') : ok(found);
    });
  }

  /** Each taking is audited. Refused: `export.not-ready`, and `export.expired` once its days are over. */
  take(actor: Actor, id: string, format: ExportFormat): Promise<Result<{ reference: string; content: string }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.store.find(tx, id);
      if (found === undefined) return notFound('export');
      const { status, expiresAt, reference, pupilId } = found;
      if (status === 'EXPIRED' || (expiresAt !== null && expiresAt <= tx.now))
        return problem('export.expired', { reference });
      const content = await this.store.file(tx, id, format);
      if (content === undefined) return problem('export.not-ready', { reference });
      await tx.audit('record.export-taken', { type: 'pupil', id: pupilId }, { exportId: id, format });
      return ok({ reference, content });
    });
  }
}
