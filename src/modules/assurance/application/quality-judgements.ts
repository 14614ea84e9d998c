import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { type Judgement, judgementRank } from '../domain/visit.js';
import { VisitStore } from '../persistence/visit.store.js';

export interface QualityJudgement {
  readonly visitId: string;
  readonly judgement: Judgement;
  /** 3 for strong, 0 for a serious weakness. */
  readonly rank: number;
  /** The day of the visit. */
  readonly judgedOn: DateOnly;
}

/** What final reports say, for whoever chooses among providers. */
@Injectable()
export class QualityJudgements {
  constructor(private readonly visits: VisitStore) {}

  /**
   * The latest judgement of each provider, by reports of the authority that were final on that day: one query, however
   * many providers. A provider that was never visited is not in the map. For the authority, its schools and services.
   */
  async latest(
    tx: Tx,
    wanted: { readonly authorityId: string; readonly providerIds: readonly string[]; readonly on: DateOnly },
  ): Promise<ReadonlyMap<string, QualityJudgement>> {
    const rows = await this.visits.judgements(tx, wanted);
    return new Map(rows.map(({ providerId, ...one }) => [providerId, { ...one, rank: judgementRank(one.judgement) }]));
  }
}
