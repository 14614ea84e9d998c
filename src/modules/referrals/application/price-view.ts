import type { DateOnly, Pence, ReferralType, SessionSet } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

export interface PriceQuestion {
  readonly authorityId: string;
  readonly schoolOrganisationId: string;
  readonly type: ReferralType;
  readonly yearGroup: number;
  readonly sessions: SessionSet;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly | null;
}

/**
 * What a place like this would cost up to `until`, net of recoverable VAT: over the openings that could suit, because
 * nobody knows yet which of them it will be. The subsidy is the authority's part of the price.
 */
export interface PriceRange {
  readonly lowPence: Pence;
  readonly highPence: Pence;
  readonly subsidyLowPence: Pence;
  readonly subsidyHighPence: Pence;
  /** What is already charged or promised to this school this financial year; null where nothing can be said. */
  readonly schoolBalancePence: Pence | null;
  readonly openings: number;
  readonly until: DateOnly;
}

/** Answers the question from tariffs, policy and budget. Null when no opening could suit. */
export abstract class PriceView {
  abstract rangeFor(tx: Tx, question: PriceQuestion): Promise<PriceRange | null>;
}
