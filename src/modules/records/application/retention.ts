import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  formatDate,
  invalid,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Counted, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Policies } from '../../policies/index.js';
import { ExportStore } from '../persistence/export.store.js';
import { type KeptCase, type LegalHold, RetentionStore } from '../persistence/retention.store.js';
import { recordsPolicy } from '../records.policy.js';
import { type ChildAndReason, readChildAndReason, REASON_MAX } from '../domain/child-and-reason.js';

export const WORK_OUT_RETENTION = 'records.work-out-retention';

export interface RetentionView {
  readonly today: DateOnly;
  readonly due: Counted<KeptCase>;
  readonly holds: readonly LegalHold[];
}

/** Until when cases are kept, and legal holds that keep them longer. */
@Injectable()
export class Retention {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: RetentionStore,
    private readonly exports: ExportStore,
    private readonly policies: Policies,
  ) {}

  /** As a service of the authority. Run twice, it changes nothing the second time. */
  workOut(actor: Actor, complete: (tx: Tx) => Promise<void>): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const policy = await this.policies.at(tx, actor.authorityId ?? '', tx.today);
      if (policy !== undefined) await this.store.workOut(tx, policy.id, policy.document.clocks);
      await this.store.watched(tx);
      await tx.audit('record.retention-worked-out', { type: 'authority', id: actor.authorityId ?? '' });
      await complete(tx);
      return ok();
    });
  }

  async linksFor(actor: Actor, { id }: { readonly id: string }): Promise<{ text: string; href: string }[]> {
    if (!recordsPolicy.canKeep(actor)) return [];
    const kept = await this.work.read(actor, (tx) => this.store.ofCase(tx, id));
    if (kept === undefined) return [];
    const until = `Kept until ${formatDate(kept.disposeOn)}`;
    return [{ text: kept.held ? `${until}, and longer while a legal hold stands` : until, href: '/retention' }];
  }

  async view(actor: Actor, at: { readonly offset: number; readonly limit: number }): Promise<Result<RetentionView>> {
    if (!recordsPolicy.canKeep(actor)) return forbidden('record.keep');
    return this.work.inTransaction(actor, async (tx) => {
      const { today } = tx;
      await tx.audit('record.retention-listed', { type: 'retention-list', id: actor.organisationId ?? actor.name });
      return ok({ today, due: await this.store.due(tx, today, at), holds: await this.store.holds(tx) });
    });
  }

  /** Refused: the rules of text; `no-pupil` on `reference`; `hold.stands`. */
  putOn(actor: Actor, given: ChildAndReason): Promise<Result<{ id: string }>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!recordsPolicy.canKeep(actor)) return forbidden('record.keep');
      const read = readChildAndReason(given);
      if (!read.ok) return read;
      const { reference, reason } = read.value;
      const pupil = await this.exports.pupil(tx, reference);
      if (pupil === undefined) return invalid('reference', 'no-pupil');
      const id = newId();
      await this.store.putOn(tx, { id, pupilId: pupil.id, reason });
      await tx.audit('record.held', { type: 'pupil', id: pupil.id }, { holdId: id });
      return ok({ id });
    });
  }

  async hold(actor: Actor, id: string): Promise<Result<LegalHold>> {
    const found = await this.work.read(actor, (tx) => this.store.hold(tx, id));
    return found === undefined ? notFound('hold') : ok(found);
  }

  /** Refused: the rules of text on `reason`; `hold.lifted`. */
  lift(actor: Actor, id: string, given: unknown): Promise<Result<{ id: string }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.store.hold(tx, id);
      if (found === undefined) return notFound('hold');
      const reason = cleanText(given, { field: 'reason', max: REASON_MAX, multiline: true, required: true });
      if (!reason.ok) return reason;
      if (found.liftedAt !== null) return problem('hold.lifted', { reference: found.pupilReference });
      await this.store.lift(tx, id, reason.value);
      await tx.audit('record.hold-lifted', { type: 'pupil', id: found.pupilId }, { holdId: id });
      return ok({ id });
    });
  }
}
