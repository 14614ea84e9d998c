import { NO_PENCE, type Pence, timesFraction } from '../../../kernel/index.js';

/** Why a school's own purchase is paid for in part by the authority, or is not. */
export const SUBSIDY_REASONS = {
  POLICY: 'The policy pays this part of what a school buys for this reason.',
  WITHHELD_OFF_FRAMEWORK:
    'Nothing is paid: the place was bought outside the framework, and the policy withholds the subsidy for that.',
  NOT_FUNDED: 'Nothing is paid: the policy pays no part of a place bought for this reason.',
  NO_POLICY: 'Nothing is paid: no policy was in force on the day it was recorded.',
} as const;
export type SubsidyReason = keyof typeof SUBSIDY_REASONS;

export interface Subsidy {
  readonly basisPoints: number;
  readonly pence: Pence;
  readonly reason: SubsidyReason;
}

export interface SubsidyRule {
  /** The authority's part of the price, in hundredths of a per cent. */
  readonly basisPoints: number;
  readonly offFramework: 'PAID' | 'WITHHELD';
}

/** The authority's part of a school's own purchase, rounded once. */
export function subsidyOf(
  purchase: { readonly totalPence: Pence; readonly offFramework: boolean },
  rule: SubsidyRule | undefined,
): Subsidy {
  const nothing = (reason: SubsidyReason): Subsidy => ({ basisPoints: 0, pence: NO_PENCE, reason });
  if (rule === undefined) return nothing('NO_POLICY');
  if (purchase.offFramework && rule.offFramework === 'WITHHELD') return nothing('WITHHELD_OFF_FRAMEWORK');
  if (rule.basisPoints === 0) return nothing('NOT_FUNDED');
  const { basisPoints } = rule;
  return { basisPoints, pence: timesFraction(purchase.totalPence, basisPoints, 10_000), reason: 'POLICY' };
}
