import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, may, move, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { changesNothing, importMoves } from '../domain/import-states.js';
import { mayDecideOn } from '../organisations.policy.js';
import { type RegisterImport, RegisterImportStore } from '../persistence/register-import.store.js';
import { RegisterRowStore } from '../persistence/register-row.store.js';
import { RegisterStore } from '../persistence/register.store.js';

/** Puts a previewed file into the register: asked for by a person, done by a job, whole or not at all. */
@Injectable()
export class ApplyRegisterImport {
  constructor(
    private readonly work: UnitOfWork,
    private readonly imports: RegisterImportStore,
    private readonly rows: RegisterRowStore,
    private readonly register: RegisterStore,
  ) {}

  /** Refused with `register.faults`, `register.changes-nothing`, `register.preview-stale` or `state.not-allowed`. */
  ask(actor: Actor, importId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const ready = await this.ready(tx, importId);
      if (!ready.ok) return ready;
      await this.imports.setStatus(tx, importId, 'APPLYING');
      await tx.audit('register.apply-asked', { type: 'register-import', id: importId });
      await tx.outbox('registers.apply', { importId }, { debounceKey: `registers.apply:${importId}` });
      return ok();
    });
  }

  /** The job. Run twice it does nothing the second time; a register that moved on since the preview refuses the file. */
  run(actor: Actor, importId: string, done: (tx: Tx) => Promise<void>): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const file = await this.imports.lock(tx, importId);
      if (file === undefined) return notFound('register-import');
      if (file.status === 'APPLYING') await this.write(tx, file);
      await done(tx);
      return ok();
    });
  }

  /** For loading without a queue: the same checks and the same writing in one transaction. */
  applyNow(actor: Actor, importId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const ready = await this.ready(tx, importId);
      if (!ready.ok) return ready;
      await this.write(tx, ready.value);
      return ok();
    });
  }

  discard(actor: Actor, importId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.lock(tx, importId);
      if (!found.ok) return found;
      const next = move(importMoves, found.value.status, 'discard');
      if (!next.ok) return next;
      await this.imports.setStatus(tx, importId, next.value);
      await tx.audit('register.discarded', { type: 'register-import', id: importId });
      return ok();
    });
  }

  private async ready(tx: Tx, importId: string): Promise<Result<RegisterImport>> {
    const found = await this.lock(tx, importId);
    if (!found.ok) return found;
    const file = found.value;
    const next = move(importMoves, file.status, 'apply');
    if (!next.ok) return next;
    if (file.counts.FAULTY > 0) return problem('register.faults', { rows: file.counts.FAULTY });
    if (changesNothing(file.counts)) return problem('register.changes-nothing');
    return (await this.isStale(tx, file)) ? problem('register.preview-stale') : ok(file);
  }

  /** The register is read by everybody who may import; a file is decided on where it was loaded. */
  private async lock(tx: Tx, importId: string): Promise<Result<RegisterImport>> {
    if (!may(tx.actor, 'register.import')) return forbidden('register.import');
    const seen = await this.imports.find(tx, importId);
    if (seen === undefined) return notFound('register-import');
    const file = mayDecideOn(tx.actor, seen) ? await this.imports.lock(tx, importId) : undefined;
    return file === undefined ? forbidden('register.import-of-others') : ok(file);
  }

  private async isStale(tx: Tx, file: RegisterImport): Promise<boolean> {
    if (file.kind === 'UNKNOWN') return true;
    return (await this.imports.appliedSoFar(tx, file.kind)) !== file.basedOnApplied;
  }

  private async write(tx: Tx, file: RegisterImport): Promise<void> {
    await this.register.lockForWriting(tx);
    if (file.kind === 'UNKNOWN' || (await this.isStale(tx, file))) {
      await this.imports.failed(tx, file.id, { code: 'register.preview-stale', facts: {} });
      return;
    }
    await this.register.write(tx, file.id, file.kind);
    if (file.kind === 'ESTABLISHMENTS') await this.register.followWithOrganisations(tx);
    await this.rows.dropUnremarkable(tx, file.id);
    await this.imports.applied(tx, file.id);
    // Whoever looks after schools and providers compares what they knew.
    if (file.kind === 'ESTABLISHMENTS') await tx.outbox('register.applied', { importId: file.id });
    await tx.audit('register.applied', { type: 'register-import', id: file.id }, { ...file.counts });
  }
}
