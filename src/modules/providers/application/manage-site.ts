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
import { ProviderStore } from '../persistence/provider.store.js';
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
    return this.work.inTransaction(actor, async (tx) => {
      const { providerId, ...given } = command;
      const provider = await this.providers.provider(tx, providerId);
      if (provider === undefined) return notFound('provider');
      if (!providerPolicy.canEdit(actor, provider)) return forbidden('provider.manage');
      const checked = checkSite(given);
      if (!checked.ok) return checked;
      const id = newId();
      await this.providers.addSite(tx, id, providerId, checked.value);
      await tx.audit('site.added', { type: 'site', id }, { provider: providerId });
      return ok(id);
    });
  }

  /** Problems: `site.name-taken`, `record.changed`. */
  edit(actor: Actor, command: SiteDetails & { siteId: string; version: number }): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { siteId, version, ...given } = command;
      const site = await this.providers.site(tx, siteId);
      if (site === undefined) return notFound('site');
      if (!providerPolicy.canEdit(actor, site)) return forbidden('provider.manage');
      const checked = checkSite(given);
      if (!checked.ok) return checked;
      if (!(await this.providers.updateSite(tx, siteId, version, checked.value))) return problem('record.changed');
      await tx.audit('site.edited', { type: 'site', id: siteId }, { provider: site.providerId });
      await tx.outbox('capacity.changed', { providerId: site.providerId });
      return ok();
    });
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
