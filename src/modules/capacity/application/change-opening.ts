import { Injectable } from '@nestjs/common';
import {
  type Actor,
  forbidden,
  formatDate,
  mondayOf,
  move,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { checkPlaces } from '../domain/opening-rules.js';
import { CounterStore } from '../persistence/counter.store.js';
import { openingMoves, type OpeningStatus } from '../domain/opening-states.js';
import { type OpeningChanges, type OpeningRecord, OpeningStore } from '../persistence/opening.store.js';

interface Named {
  readonly openingId: string;
  readonly version: number;
}

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
  places(actor: Actor, command: Named & { readonly places: number }): Promise<Result<undefined>> {
    return this.change(actor, command, { places: command.places });
  }

  /**
   * WITHDRAWN: nothing new is held in it, and who is there stays. OPEN: it is certain, and true as of today. Problems:
   * `opening.already` (it is so already), `record.changed`.
   */
  setStatus(actor: Actor, command: Named & { readonly status: 'OPEN' | 'WITHDRAWN' }): Promise<Result<undefined>> {
    return this.change(actor, command, { status: command.status });
  }

  /** One change in somebody's transaction; who may, and telling the matching, is the caller's business. */
  async apply(tx: Tx, opening: OpeningRecord, version: number, change: OpeningChanges): Promise<Result<undefined>> {
    const { places, status } = change;
    const allowed =
      places === undefined ? await this.toStatus(tx, opening, status) : await this.toPlaces(tx, opening, places);
    if (!allowed.ok) return allowed;
    return (await this.openings.update(tx, opening.id, version, change)) ? ok() : problem('record.changed');
  }

  private async toPlaces(tx: Tx, opening: OpeningRecord, places: number): Promise<Result<undefined>> {
    const checked = checkPlaces(places);
    if (!checked.ok) return checked;
    const week = mondayOf(tx.today);
    const over = await this.counters.lockOpening(tx, opening.id, week, places);
    if (over.weeks.length > 0) {
      return problem('opening.below-used', { weeks: over.weeks.map(formatDate), most: over.most });
    }
    await this.counters.setOffered(tx, opening.id, week, places);
    await tx.audit('opening.places-changed', { type: 'opening', id: opening.id }, { places });
    return ok();
  }

  private async toStatus(tx: Tx, opening: OpeningRecord, status?: OpeningStatus): Promise<Result<undefined>> {
    const moved = move(openingMoves, opening.status, status === 'OPEN' ? 'open' : 'withdraw');
    if (!moved.ok) return problem('opening.already', { status: opening.status });
    // Whoever is holding a place here has these counters locked, and reads the status after that.
    await this.counters.lockOpening(tx, opening.id, mondayOf(tx.today), 0);
    const action = status === 'OPEN' ? 'opening.reopened' : 'opening.withdrawn';
    await tx.audit(action, { type: 'opening', id: opening.id }, { from: opening.status });
    return ok();
  }

  private change(actor: Actor, { openingId, version }: Named, change: OpeningChanges): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const opening = await this.openings.find(tx, openingId);
      if (opening === undefined) return notFound('opening');
      if (!capacityPolicy.canManage(actor, opening)) return forbidden('opening.manage');
      const changed = await this.apply(tx, opening, version, change);
      if (changed.ok) await tx.outbox('capacity.changed', { providerId: opening.providerId });
      return changed;
    });
  }
}
