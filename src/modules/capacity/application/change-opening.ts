import { Injectable } from '@nestjs/common';
import {
  type Actor,
  forbidden,
  formatDate,
  mondayOf,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { checkPlaces } from '../domain/opening-rules.js';
import { CounterStore } from '../persistence/counter.store.js';
import type { OpeningStatus } from '../persistence/entities.js';
import { type OpeningRecord, OpeningStore } from '../persistence/opening.store.js';

/** Changes how many places an opening has, closes it to new pupils, or opens it again. */
@Injectable()
export class ChangeOpening {
  constructor(
    private readonly work: UnitOfWork,
    private readonly openings: OpeningStore,
    private readonly counters: CounterStore,
  ) {}

  /**
   * From this week on. Problems: `opening.below-used` (facts: weeks in which more are held or taken, and the most),
   * `record.changed`.
   */
  places(actor: Actor, command: { openingId: string; version: number; places: number }): Promise<Result<undefined>> {
    return this.change(actor, command, async (tx, opening) => {
      const checked = checkPlaces(command.places);
      if (!checked.ok) return checked;
      const week = mondayOf(tx.today);
      const over = await this.counters.lockOpening(tx, opening.id, week, command.places);
      if (over.weeks.length > 0) {
        return problem('opening.below-used', { weeks: over.weeks.map(formatDate), most: over.most });
      }
      await this.counters.setOffered(tx, opening.id, week, command.places);
      await tx.audit('opening.places-changed', { type: 'opening', id: opening.id }, { places: command.places });
      return ok({ places: command.places });
    });
  }

  /** Nothing new is held in it; who is there stays. Problems: `opening.already` (it is so already), `record.changed`. */
  setStatus(
    actor: Actor,
    command: { readonly openingId: string; readonly version: number; readonly status: OpeningStatus },
  ): Promise<Result<undefined>> {
    return this.change(actor, command, async (tx, opening) => {
      if (opening.status === command.status) return problem('opening.already', { status: opening.status });
      // Whoever is holding a place here has these counters locked, and reads the status after that.
      await this.counters.lockOpening(tx, opening.id, mondayOf(tx.today), 0);
      const action = command.status === 'OPEN' ? 'opening.reopened' : 'opening.withdrawn';
      await tx.audit(action, { type: 'opening', id: opening.id });
      return ok({ status: command.status });
    });
  }

  private change(
    actor: Actor,
    command: { readonly openingId: string; readonly version: number },
    work: (tx: Tx, opening: OpeningRecord) => Promise<Result<{ places?: number; status?: OpeningStatus }>>,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const opening = await this.openings.find(tx, command.openingId);
      if (opening === undefined) return notFound('opening');
      if (!capacityPolicy.canManage(actor, opening)) return forbidden('opening.manage');
      const changes = await work(tx, opening);
      if (!changes.ok) return changes;
      if (!(await this.openings.update(tx, opening.id, command.version, changes.value)))
        return problem('record.changed');
      await tx.outbox('capacity.changed', { providerId: opening.providerId });
      return ok();
    });
  }
}
