import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { STARTING_INSPECTION_RULE } from '../domain/diligence.js';
import { DiligenceStore } from '../persistence/diligence.store.js';
import { type KnownFact, QualityStore } from '../persistence/quality.store.js';

/** What is known of the quality of providers, each with its day, for other modules: how good, and nothing that was written. */
@Injectable()
export class KnownQuality {
  constructor(
    private readonly store: QualityStore,
    private readonly diligence: DiligenceStore,
  ) {}

  /**
   * Whether the authority's rule on inspections was met when an officer last looked, or by the register's grade; and the
   * moderated total of the provider's latest bid to the authority. Whoever may not read the authority's options is told
   * the register's grade alone.
   */
  async of(
    tx: Tx,
    wanted: { readonly authorityId: string; readonly providerIds: readonly string[]; readonly on: DateOnly },
  ): Promise<KnownFact[]> {
    const rule = (await this.diligence.rule(tx, wanted.authorityId)) ?? STARTING_INSPECTION_RULE;
    return this.store.known(tx, { ...wanted, grades: rule.grades });
  }
}
