import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type DateOnly, formatDate, maxDate, mondayOf, ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { RegistrationChanges, type RegistrationListener } from '../../providers/index.js';
import { LimitCounterStore } from '../persistence/limit-counter.store.js';

/** Keeps a site's counters at what its registration allows, week by week. */
@Injectable()
export class FollowRegistration implements OnModuleInit, RegistrationListener {
  constructor(
    private readonly changes: RegistrationChanges,
    private readonly counters: LimitCounterStore,
  ) {}

  onModuleInit(): void {
    this.changes.add(this);
  }

  /** From this week on: what lies behind stays as it was. Problem: `registration.below-used` (facts: weeks, most). */
  async registrationChanged(tx: Tx, siteId: string, from: DateOnly): Promise<Result<undefined>> {
    const week = maxDate(mondayOf(from), mondayOf(tx.today));
    const site = { kind: 'SITE', id: siteId } as const;
    await this.counters.lockSite(tx, siteId);
    const over = await this.counters.overused(tx, site, week);
    if (over.weeks.length > 0) {
      return problem('registration.below-used', { weeks: over.weeks.map(formatDate), most: over.most });
    }
    await this.counters.setOffered(tx, site, week);
    return ok();
  }
}
