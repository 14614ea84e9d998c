import { Injectable } from '@nestjs/common';
import {
  type Actor,
  all,
  cleanText,
  type DateOnly,
  forbidden,
  formatDate,
  invalid,
  maxDate,
  mondayOf,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { SITE_CAP_MAX } from '../domain/opening-rules.js';
import { CounterStore } from '../persistence/counter.store.js';
import { OpeningStore } from '../persistence/opening.store.js';
import { type CappedSite, type SiteCap, SiteCapStore } from '../persistence/site-cap.store.js';

export interface SiteCapDetails {
  readonly siteId: string;
  readonly places: number;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
  readonly reason: string;
}

export interface SiteCapsView {
  readonly sites: readonly CappedSite[];
  readonly caps: readonly (SiteCap & { readonly mayLift: boolean })[];
  readonly mayManage: boolean;
}

/** How many a site takes at a time over all its lots and openings, where that is fewer than its registration allows. */
@Injectable()
export class SiteCaps {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: SiteCapStore,
    private readonly openings: OpeningStore,
    private readonly counters: CounterStore,
  ) {}

  view(actor: Actor, providerId: string): Promise<Result<SiteCapsView>> {
    return this.work.read(actor, async (tx) => {
      const provider = await this.openings.provider(tx, providerId);
      if (provider === undefined || !capacityPolicy.canRead(actor)) return notFound('provider');
      const mayManage = capacityPolicy.canManage(actor, provider);
      const caps = await this.store.caps(tx, { providerId });
      return ok({
        sites: await this.store.sites(tx, providerId),
        caps: caps.map((one) => ({
          ...one,
          mayLift: mayManage && one.setByOrganisationId === actor.organisationId,
        })),
        mayManage,
      });
    });
  }

  /** Problem: `site-cap.below-used` (facts: weeks in which more are held or taken, and the most). */
  set(actor: Actor, details: SiteCapDetails): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const site = await this.store.site(tx, details.siteId);
      if (site === undefined) return notFound('site');
      if (!capacityPolicy.canManage(actor, site)) return forbidden('opening.manage');
      const checked = check(details, tx.today);
      if (!checked.ok) return checked;
      const id = newId();
      await this.counters.lockSite(tx, details.siteId);
      await this.store.add(tx, { ...details, id, providerId: site.providerId, reason: checked.value });
      const week = mondayOf(details.fromDate);
      const over = await this.counters.lockSiteCounters(tx, details.siteId, week);
      if (over.weeks.length > 0) {
        return problem('site-cap.below-used', { weeks: over.weeks.map(formatDate), most: over.most });
      }
      const { places, fromDate } = details;
      await this.changed(tx, { siteId: details.siteId, providerId: site.providerId }, week);
      await tx.audit('site.capped', { type: 'site', id: details.siteId }, { places, fromDate });
      return ok(id);
    });
  }

  /** From the next Monday on; a week that has begun keeps it. Only whoever set it. Problem: `site-cap.lifted`. */
  lift(actor: Actor, capId: string): Promise<Result<SiteCap>> {
    return this.work.inTransaction(actor, async (tx) => {
      const [cap] = await this.store.caps(tx, { id: capId });
      const site = cap && (await this.store.site(tx, cap.siteId));
      if (cap === undefined || site === undefined) return notFound('site-cap');
      const isOwn = cap.setByOrganisationId === actor.organisationId;
      if (!isOwn || !capacityPolicy.canManage(actor, site)) return forbidden('opening.manage');
      await this.counters.lockSite(tx, cap.siteId);
      if (!(await this.store.lift(tx, capId))) return problem('site-cap.lifted');
      const week = mondayOf(maxDate(cap.fromDate, tx.today));
      await this.counters.lockSiteCounters(tx, cap.siteId, week);
      await this.changed(tx, cap, week);
      await tx.audit('site.cap-lifted', { type: 'site', id: cap.siteId }, { places: cap.places });
      return ok(cap);
    });
  }

  private async changed(tx: Tx, at: { readonly siteId: string; readonly providerId: string }, week: DateOnly) {
    await this.counters.setSiteOffered(tx, at.siteId, week);
    await tx.outbox('capacity.changed', { providerId: at.providerId });
  }
}

/** The reason, cleaned. Rules: `number`, `too-large`, `not-in-the-past`, `ends-before-start`, those of `cleanText`. */
function check({ places, fromDate, toDate, reason }: SiteCapDetails, today: DateOnly): Result<string> {
  const cleaned = cleanText(reason, { field: 'reason', max: 500, required: true });
  const checked = all<string>([
    cleaned,
    Number.isInteger(places) && places >= 0 ? ok('') : invalid('places', 'number'),
    places > SITE_CAP_MAX ? invalid('places', 'too-large', { max: SITE_CAP_MAX }) : ok(''),
    fromDate < today ? invalid('fromDate', 'not-in-the-past') : ok(''),
    toDate !== null && toDate < fromDate ? invalid('toDate', 'ends-before-start') : ok(''),
  ]);
  return checked.ok ? ok(checked.value[0] ?? '') : checked;
}
