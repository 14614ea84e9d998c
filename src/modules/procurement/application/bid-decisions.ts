import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';

/** What became of a bid's lot before the board, for whoever may know it. */
export interface BidDecision {
  readonly applicationId: string;
  readonly lotId: string;
  readonly lotNumber: number;
  readonly stage: 'BEFORE_BOARD' | 'TO_SIGN' | 'ADMITTED' | 'REFUSED';
  /** What was decided, in words; null before that. */
  readonly words: string | null;
  /** Pages that the reader may open. */
  readonly caseHref: string | null;
  readonly paperHref: string | null;
  readonly letterHref: string | null;
}

export interface BidDecisionSource {
  ofBids(tx: Tx, applicationIds: readonly string[]): Promise<readonly BidDecision[]>;
  /** How many bids of a round have every lot decided. */
  decided(tx: Tx, roundId: string): Promise<number>;
}

/** What the board decided on bids, told by the module whose it is; nothing while none has registered. */
@Injectable()
export class BidDecisions implements BidDecisionSource {
  private source: BidDecisionSource | undefined;

  use(source: BidDecisionSource): void {
    this.source = source;
  }

  async ofBids(tx: Tx, applicationIds: readonly string[]): Promise<readonly BidDecision[]> {
    return (await this.source?.ofBids(tx, applicationIds)) ?? [];
  }

  async decided(tx: Tx, roundId: string): Promise<number> {
    return (await this.source?.decided(tx, roundId)) ?? 0;
  }
}
