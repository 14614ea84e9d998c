import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import type { Basis } from '../domain/tariff-terms.js';
import { type LineWanted, type TariffLine, TariffStore } from '../persistence/tariff.store.js';

/** Prices, for other modules. An agreement copies what it gets here and never looks it up again. */
@Injectable()
export class Tariffs {
  constructor(private readonly store: TariffStore) {}

  /** The approved line on that day: one for the programme before one for all, one for the lot before one for all. */
  lineFor(tx: Tx, wanted: LineWanted): Promise<TariffLine | undefined> {
    return this.store.lineFor(tx, wanted);
  }

  /** Lines of a provider for a lot that are drafted or approved, whatever their days. */
  ofLot(
    tx: Tx,
    of: { readonly providerId: string; readonly lotId: string },
  ): Promise<readonly { readonly programmeId: string | null; readonly basis: Basis }[]> {
    return this.store.ofLot(tx, of);
  }

  byId(tx: Tx, id: string): Promise<TariffLine | undefined> {
    return this.store.byId(tx, id);
  }
}
