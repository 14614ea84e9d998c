import { Injectable } from '@nestjs/common';
import { addDays, type DateOnly, maxDate, mondayOf } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { LimitCounterStore } from '../persistence/limit-counter.store.js';
import { OpeningStore } from '../persistence/opening.store.js';

/** What is open at a site that closes: it ends with the day before, and what would begin later is withdrawn. */
@Injectable()
export class EndOpeningsAtSite {
  constructor(
    private readonly openings: OpeningStore,
    private readonly counters: LimitCounterStore,
  ) {}

  /**
   * In the transaction that closes the site, after its day is written: whoever holds a place there has done so before, or
   * reads that the site closes. How many openings that were.
   */
  async closeIn(tx: Tx, siteId: string, closedOn: DateOnly): Promise<number> {
    await this.lock(tx, siteId, maxDate(closedOn, tx.today));
    const ended = await this.openings.endAtSite(tx, siteId, addDays(closedOn, -1));
    await tx.auditAll(
      'opening.ended-with-site',
      ended.map((id) => ({ subject: { type: 'opening', id } })),
    );
    return ended.length;
  }

  /** In the transaction that undoes the closing: what ended with the site is there again, to be confirmed. How many that were. */
  async keepOpenIn(tx: Tx, siteId: string, closedOn: DateOnly): Promise<number> {
    await this.lock(tx, siteId, tx.today);
    const back = await this.openings.restoreAtSite(tx, siteId, addDays(closedOn, -1));
    await tx.auditAll(
      'opening.back-with-site',
      back.map((id) => ({ subject: { type: 'opening', id } })),
    );
    return back.length;
  }

  /** Whoever holds a place at the site has these counters, and reads what is open after that. */
  private async lock(tx: Tx, siteId: string, from: DateOnly): Promise<void> {
    await this.counters.lockSite(tx, siteId);
    await this.counters.overused(tx, { kind: 'SITE', id: siteId }, mondayOf(from));
  }
}
