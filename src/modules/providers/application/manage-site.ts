import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  forbidden,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { checkSite, type SiteDetails } from '../domain/provider-details.js';
import { changeFrom, checkRegistration, type Registration } from '../domain/registration.js';
import { ProviderStore, type SiteRecord } from '../persistence/provider.store.js';
import { providerPolicy } from '../providers.policy.js';
import { RegistrationChanges } from './registration-changes.js';

explainConstraint('site_name_once', 'site.name-taken');
explainConstraint('site_registration_one_a_day', 'registration.overlaps');

@Injectable()
export class ManageSite {
  constructor(
    private readonly work: UnitOfWork,
    private readonly providers: ProviderStore,
    private readonly changes: RegistrationChanges,
  ) {}

  /** Problems: `site.name-taken`. A site without a registration takes nobody until one is recorded. */
  add(actor: Actor, command: SiteDetails & { readonly providerId: string }): Promise<Result<string>> {
    return this.work.inTransaction(actor, (tx) => this.addIn(tx, command));
  }

  /** As `add`, in a transaction that is under way. */
  async addIn(tx: Tx, command: SiteDetails & { readonly providerId: string }): Promise<Result<string>> {
    const { providerId, ...given } = command;
    const provider = await this.providers.provider(tx, providerId);
    if (provider === undefined) return notFound('provider');
    if (!providerPolicy.canEdit(tx.actor, provider)) return forbidden('provider.manage');
    const checked = checkSite(given);
    if (!checked.ok) return checked;
    const id = newId();
    await this.providers.addSite(tx, id, providerId, checked.value);
    await tx.audit('site.added', { type: 'site', id }, { provider: providerId });
    return ok(id);
  }

  /** Problems: `site.name-taken`, `record.changed`, `provider.change-needs-approval` where an admitted provider moves one. */
  edit(actor: Actor, command: SiteDetails & { siteId: string; version: number }): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { siteId, version, ...given } = command;
      const site = await this.providers.site(tx, siteId);
      if (site === undefined) return notFound('site');
      if (!providerPolicy.canEdit(actor, site)) return forbidden('provider.manage');
      const checked = checkSite(given);
      if (!checked.ok) return checked;
      if (!site.actsForAuthority && (await this.providers.settled(tx, site.providerId)).admitted) {
        const before = await this.providers.place(tx, siteId);
        if (before !== undefined && moves(before, checked.value)) return problem('provider.change-needs-approval');
      }
      return this.write(tx, { ...site, version }, checked.value);
    });
  }

  /** Where a site is, once its authority has approved that it moves, in a transaction under way. */
  async moveIn(
    tx: Tx,
    { siteId, ...place }: Pick<SiteDetails, 'address' | 'postcode' | 'grid'> & { readonly siteId: string },
  ): Promise<Result<undefined>> {
    const site = await this.providers.site(tx, siteId);
    const before = await this.providers.place(tx, siteId);
    if (site === undefined || before === undefined) return notFound('site');
    if (!providerPolicy.canRegister(tx.actor, site)) return forbidden('provider.manage');
    const checked = checkSite({ ...before, ...place });
    return checked.ok ? this.write(tx, site, checked.value) : checked;
  }

  /**
   * From that day on a site is closed, once its authority has approved it, in a transaction under way; what is open there
   * is for whoever closes it to end. Problem: `site.closes-already`.
   */
  async closeIn(tx: Tx, siteId: string, closedOn: DateOnly): Promise<Result<undefined>> {
    const site = await this.providers.site(tx, siteId);
    if (site === undefined) return notFound('site');
    if (!providerPolicy.canRegister(tx.actor, site)) return forbidden('provider.manage');
    if (!(await this.providers.closeSite(tx, siteId, closedOn))) return problem('site.closes-already');
    await tx.audit('site.closed', { type: 'site', id: siteId }, { closedOn });
    await tx.outbox('provision.stops', { what: 'SITE_CLOSES', siteId, onDate: closedOn });
    await tx.outbox('capacity.changed', { providerId: site.providerId });
    return ok();
  }

  /** A site that was to close stays open, once its authority has approved that. Problem: `site.not-closing`. */
  async keepOpenIn(tx: Tx, siteId: string): Promise<Result<undefined>> {
    const site = await this.providers.site(tx, siteId);
    if (site === undefined) return notFound('site');
    if (!providerPolicy.canRegister(tx.actor, site)) return forbidden('provider.manage');
    const onDate = await this.providers.keepSiteOpen(tx, siteId);
    if (onDate === undefined) return problem('site.not-closing');
    await tx.audit('site.stays-open', { type: 'site', id: siteId }, { closedOn: onDate });
    await tx.outbox('provision.stops', { what: 'SITE_STAYS', siteId, onDate });
    await tx.outbox('capacity.changed', { providerId: site.providerId });
    return ok();
  }

  private async write(tx: Tx, site: SiteRecord, details: SiteDetails): Promise<Result<undefined>> {
    const { siteId, version, providerId } = site;
    if (!(await this.providers.updateSite(tx, siteId, version, details))) return problem('record.changed');
    await tx.audit('site.edited', { type: 'site', id: siteId }, { provider: providerId });
    await tx.outbox('capacity.changed', { providerId });
    return ok();
  }

  /**
   * From `fromDate` on the site is registered like this; every earlier day keeps its answer. Problems:
   * `registration.below-used` (more pupils are placed in some week than it would allow; facts: weeks).
   */
  register(
    actor: Actor,
    command: Registration & { readonly siteId: string; readonly fromDate: DateOnly },
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { siteId, fromDate, ...given } = command;
      const site = await this.providers.site(tx, siteId);
      if (site === undefined) return notFound('site');
      if (!providerPolicy.canRegister(actor, site)) return forbidden('provider.manage');
      const checked = checkRegistration(given);
      if (!checked.ok) return checked;
      const changed = await this.change(tx, siteId, fromDate, checked.value);
      if (!changed.ok) return changed;
      await tx.audit('site.registration-changed', { type: 'site', id: siteId }, { kind: given.kind, from: fromDate });
      await tx.outbox('capacity.changed', { providerId: site.providerId });
      return this.changes.announce(tx, siteId, fromDate);
    });
  }

  private async change(tx: Tx, siteId: string, from: DateOnly, to: Registration): Promise<Result<undefined>> {
    const history = await this.providers.lockRegistrations(tx, siteId);
    const ends = changeFrom(history, from);
    if (!ends.ok) return ends;
    const latest = history.at(-1);
    if (latest !== undefined && ends.value !== null && (latest.toDate === null || latest.toDate >= from)) {
      await this.providers.endRegistration(tx, siteId, latest.fromDate, ends.value);
    }
    await this.providers.addRegistration(tx, newId(), siteId, from, to);
    return ok();
  }
}

const moves = (before: SiteDetails, after: SiteDetails): boolean =>
  before.address !== after.address ||
  before.postcode !== after.postcode ||
  before.grid?.easting !== after.grid?.easting ||
  before.grid?.northing !== after.grid?.northing;
