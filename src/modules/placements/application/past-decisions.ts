import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, may, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { byGroup, type GroupCount, type PastDecision } from '../domain/past-decisions.js';
import { PastDecisionStore } from '../persistence/past-decision.store.js';

export interface PastView {
  readonly decisions: readonly PastDecision[];
  readonly total: number;
  readonly groups: readonly GroupCount[];
}

/** What became of what a panel decided, for those who sit on it and who prepare it. */
@Injectable()
export class PastDecisions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: PastDecisionStore,
  ) {}

  async view(actor: Actor, page: { readonly offset: number; readonly limit: number }): Promise<Result<PastView>> {
    if (!may(actor, 'panel.sit') && !may(actor, 'panel.manage')) return forbidden('panel.sit');
    return this.work.read(actor, async (tx) => {
      const { decisions, total } = await this.store.page(tx, page);
      return ok({ decisions, total, groups: byGroup(await this.store.counts(tx)) });
    });
  }
}
