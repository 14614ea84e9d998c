import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { type PackSource, PackSources, type PackState } from '../../matching/index.js';
import { PanelQueueStore } from '../persistence/panel-queue.store.js';

/** Tells the matching whether a request's papers have gone out: from then on its school sees the options. */
@Injectable()
export class ReferralPacks implements PackSource, OnModuleInit {
  constructor(
    private readonly sources: PackSources,
    private readonly store: PanelQueueStore,
  ) {}

  onModuleInit(): void {
    this.sources.add(this);
  }

  async ofReferral(tx: Tx, referralId: string): Promise<PackState> {
    const packs = await this.store.packs(tx, referralId);
    return {
      frozen: packs.some(({ frozenAt }) => frozenAt !== null),
      meetingOn: packs.find(({ droppedAt }) => droppedAt === null)?.heldOn ?? null,
    };
  }
}
