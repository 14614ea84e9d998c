import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { Policies } from '../../policies/index.js';

export interface ReferralRules {
  /** The version that the deadlines are worked out by; null before an authority has any. */
  readonly policyId: string | null;
  readonly countFirstExcludedDay: boolean;
  readonly offSiteNoticeClearDays: boolean;
}

/** Which local rules hold in an authority today; the national reading where it has approved none. */
@Injectable()
export class ReferralRulesSource {
  constructor(private readonly policies: Policies) {}

  async at(tx: Tx, authorityId: string): Promise<ReferralRules> {
    const policy = await this.policies.at(tx, authorityId, tx.today);
    if (policy === undefined) return { policyId: null, countFirstExcludedDay: true, offSiteNoticeClearDays: false };
    const { countFirstExcludedDay, offSiteNoticeClearDays } = policy.document.clocks;
    return { policyId: policy.id, countFirstExcludedDay, offSiteNoticeClearDays };
  }
}
