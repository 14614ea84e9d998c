import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { KnownQuality } from '../../procurement/index.js';
import { type QualitySource, QualitySources } from '../application/sources.js';
import type { QualityFact } from '../domain/quality.js';

/** What inspections, due diligence and the evaluation of bids came to. */
@Injectable()
export class ProcurementQuality implements QualitySource, OnModuleInit {
  constructor(
    private readonly sources: QualitySources,
    private readonly quality: KnownQuality,
  ) {}

  onModuleInit(): void {
    this.sources.add(this);
  }

  known(
    tx: Tx,
    wanted: { readonly authorityId: string; readonly providerIds: readonly string[]; readonly on: DateOnly },
  ): Promise<readonly QualityFact[]> {
    return this.quality.of(tx, wanted);
  }
}
