import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import {
  type ProviderFilter,
  ProviderReader,
  type ProviderSummary,
  type ProviderView,
} from '../persistence/provider.reader.js';
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
  ) {}

  async list(actor: Actor, filter: ProviderFilter): Promise<Result<{ providers: ProviderSummary[]; total: number }>> {
    if (!providerPolicy.canRead(actor)) return forbidden('provider.read');
    return ok(await this.work.read(actor, (tx) => this.reader.list(tx, filter)));
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
