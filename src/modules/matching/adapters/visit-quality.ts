import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { JUDGEMENTS, QualityJudgements } from '../../assurance/index.js';
import { type QualitySource, QualitySources } from '../application/sources.js';
import type { QualityFact } from '../domain/quality.js';

/** From a serious weakness, which is nothing, to the best, in equal steps. */
const BEST_RANK = Object.keys(JUDGEMENTS).length - 1;

/** What the final report of the authority's last visit said. */
@Injectable()
export class VisitQuality implements QualitySource, OnModuleInit {
  constructor(
    private readonly sources: QualitySources,
    private readonly judgements: QualityJudgements,
  ) {}

  onModuleInit(): void {
    this.sources.add(this);
  }

  async known(
    tx: Tx,
    wanted: { readonly authorityId: string; readonly providerIds: readonly string[]; readonly on: DateOnly },
  ): Promise<readonly QualityFact[]> {
    const latest = await this.judgements.latest(tx, wanted);
    return wanted.providerIds.flatMap((providerId): QualityFact[] => {
      const judged = latest.get(providerId);
      if (judged === undefined) return [];
      const basisPoints = Math.round((judged.rank * 10_000) / BEST_RANK);
      return [{ providerId, siteId: null, kind: 'VISIT', on: judged.judgedOn, basisPoints }];
    });
  }
}
