import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { type PriceListFilter, type PriceListLine, TariffStore } from '../persistence/tariff.store.js';
import { tariffPolicy } from '../tariffs.policy.js';

/** The price list as the actor may see it: drafts for those who prepare and approve, own lines for a provider. */
@Injectable()
export class ListPrices {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tariffs: TariffStore,
  ) {}

  async run(actor: Actor, filter: PriceListFilter): Promise<Result<{ lines: PriceListLine[]; total: number }>> {
    if (!tariffPolicy.canRead(actor)) return forbidden('tariff.read');
    return ok(await this.work.read(actor, (tx) => this.tariffs.priceList(tx, filter)));
  }
}
