import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { type LineWanted, type TariffLine, TariffStore } from '../persistence/tariff.store.js';

/** Prices, for other modules. An agreement copies what it gets here and never looks it up again. */
@Injectable()
export class Tariffs {
  constructor(private readonly store: TariffStore) {}

  /** The approved line on that day: one for the programme before one for all, one for the lot before one for all. */
  lineFor(tx: Tx, wanted: LineWanted): Promise<TariffLine | undefined> {
    return this.store.lineFor(tx, wanted);
  }

  byId(tx: Tx, id: string): Promise<TariffLine | undefined> {
    return this.store.byId(tx, id);
  }
}
