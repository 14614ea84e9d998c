import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import {
  type ProviderFilter,
  ProviderReader,
  type ProviderSummary,
  type ProviderView,
  type SiteView,
} from '../persistence/provider.reader.js';
import { ProviderStore } from '../persistence/provider.store.js';
import { providerPolicy } from '../providers.policy.js';

export interface ProviderPage extends ProviderView {
  readonly mayEdit: boolean;
  readonly mayRegister: boolean;
}

/** What the actor may see of providers; somebody else's answers like a missing one. */
@Injectable()
export class FindProviders {
  constructor(
    private readonly work: UnitOfWork,
    private readonly reader: ProviderReader,
    private readonly store: ProviderStore,
  ) {}

  async list(actor: Actor, filter: ProviderFilter): Promise<Result<{ providers: ProviderSummary[]; total: number }>> {
    if (!providerPolicy.canRead(actor)) return forbidden('provider.read');
    return ok(await this.work.read(actor, (tx) => this.reader.list(tx, filter)));
  }

  /** A site with the provider it belongs to. */
  async site(actor: Actor, siteId: string): Promise<Result<{ provider: ProviderPage; site: SiteView }>> {
    const record = await this.work.read(actor, (tx) => this.store.site(tx, siteId));
    if (record === undefined) return notFound('site');
    const provider = await this.detail(actor, record.providerId);
    if (!provider.ok) return provider;
    const site = provider.value.sites.find(({ id }) => id === siteId);
    return site === undefined ? notFound('site') : ok({ provider: provider.value, site });
  }

  /** A programme with its site and provider. */
  async programme(
    actor: Actor,
    programmeId: string,
  ): Promise<Result<{ provider: ProviderPage; site: SiteView; programme: SiteView['programmes'][number] }>> {
    const record = await this.work.read(actor, (tx) => this.store.programme(tx, programmeId));
    if (record === undefined) return notFound('programme');
    const found = await this.site(actor, record.siteId);
    if (!found.ok) return found;
    const programme = found.value.site.programmes.find(({ id }) => id === programmeId);
    return programme === undefined ? notFound('programme') : ok({ ...found.value, programme });
  }

  async detail(actor: Actor, id: string): Promise<Result<ProviderPage>> {
    if (!providerPolicy.canRead(actor)) return forbidden('provider.read');
    const found = await this.work.read(actor, (tx) => this.reader.detail(tx, id));
    if (found === undefined) return notFound('provider');
    const standing = { providerId: found.id, actsForAuthority: found.actsForAuthority };
    return ok({
      ...found,
      mayEdit: providerPolicy.canEdit(actor, standing),
      mayRegister: providerPolicy.canRegister(actor, standing),
    });
  }
}
