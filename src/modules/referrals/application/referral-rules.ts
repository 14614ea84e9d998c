import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { defaultPolicy, Policies } from '../../policies/index.js';
import type { ClockSettings } from '../domain/clock-settings.js';

export interface ReferralRules extends ClockSettings {
  /** The version that the deadlines are worked out by; null before an authority has any. */
  readonly policyId: string | null;
}

/** Which local rules hold in an authority today; the national reading where it has approved none. */
@Injectable()
export class ReferralRulesSource {
  constructor(private readonly policies: Policies) {}

  async at(tx: Tx, authorityId: string): Promise<ReferralRules> {
    const policy = await this.policies.at(tx, authorityId, tx.today);
    const clocks = (policy?.document ?? defaultPolicy).clocks;
    return {
      policyId: policy?.id ?? null,
      countFirstExcludedDay: clocks.countFirstExcludedDay,
      offSiteNoticeClearDays: clocks.offSiteNoticeClearDays,
      offSiteReviewWeeks: clocks.offSiteReviewWeeks,
      suspensionSchoolDaysMost: clocks.suspensionSchoolDaysMost,
      healthAbsenceSchoolDays: clocks.healthAbsenceSchoolDays,
      fullTimeHours: clocks.fullTimeHours,
      separationSchoolDays: clocks.separationSchoolDays,
      fairAccessSchoolDays: clocks.fairAccessSchoolDays,
    };
  }
}
