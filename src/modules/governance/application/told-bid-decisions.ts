import { Injectable, type OnModuleInit } from '@nestjs/common';
import { may } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { type BidDecision, BidDecisions, type BidDecisionSource } from '../../procurement/index.js';
import { OUTCOME_WORDS } from '../domain/outcome-words.js';
import { AdmissionCaseStore, type CaseStatus } from '../persistence/admission-case.store.js';

const STAGES: Readonly<Record<Exclude<CaseStatus, 'DROPPED'>, BidDecision['stage']>> = {
  PREPARED: 'BEFORE_BOARD',
  TO_SIGN: 'TO_SIGN',
  ADMITTED: 'ADMITTED',
  REFUSED: 'REFUSED',
};

/**
 * Tells those who evaluated a round what the board made of it, and a bidder what became of its own bids. The database
 * decides who may know of which case.
 */
@Injectable()
export class ToldBidDecisions implements BidDecisionSource, OnModuleInit {
  constructor(
    private readonly decisions: BidDecisions,
    private readonly cases: AdmissionCaseStore,
  ) {}

  onModuleInit(): void {
    this.decisions.use(this);
  }

  async ofBids(tx: Tx, applicationIds: readonly string[]): Promise<readonly BidDecision[]> {
    const { actor } = tx;
    const bids = may(actor, 'application.make');
    const found = await (bids ? this.cases.ofOwnBids(tx, applicationIds) : this.cases.ofBids(tx, applicationIds));
    const opens = may(actor, 'board.manage') || may(actor, 'framework.manage') || may(actor, 'board.sit');
    const reads = may(actor, 'board.manage') || may(actor, 'board.sit');
    return found.map(({ id, status, outcome, itemId, letterId, ...of }) => ({
      ...of,
      stage: STAGES[status],
      words: outcome === null ? null : (OUTCOME_WORDS[outcome] ?? outcome),
      caseHref: opens ? `/board/admissions/${id}` : null,
      paperHref: reads && itemId !== null ? `/board/items/${itemId}` : null,
      letterHref: (opens || bids) && letterId !== null ? `/letters/${letterId}` : null,
    }));
  }

  decided(tx: Tx, roundId: string): Promise<number> {
    return this.cases.bidsDecided(tx, roundId);
  }
}
