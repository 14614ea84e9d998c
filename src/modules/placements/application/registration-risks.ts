import { Injectable } from '@nestjs/common';
import { compulsorySchoolAgeEndsOn, serviceActor } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { registrationRisk } from '../../matching/index.js';
import { defaultPolicy, Policies } from '../../policies/index.js';
import type { SiteRisk, SiteRiskSource } from '../../procurement/index.js';
import { CONSEQUENCES } from './acting-for.js';
import { PlacementOccupancy } from './occupancy.js';

/**
 * What the bookings at sites amount to for s.463 Education Act 1996, for due diligence. Whoever asks sees no case, so a
 * service counts for them, in the same transaction, and hands on nothing but counts.
 */
@Injectable()
export class RegistrationRisks implements SiteRiskSource {
  constructor(
    private readonly occupancy: PlacementOccupancy,
    private readonly policies: Policies,
  ) {}

  risks(asking: Tx, authorityId: string, siteIds: readonly string[]): Promise<readonly SiteRisk[]> {
    return asking.as(serviceActor('diligence', authorityId, CONSEQUENCES), async (tx) => {
      const on = tx.today;
      const placed = await this.occupancy.occupants(tx, { siteIds, from: on, to: on });
      const limits = ((await this.policies.at(tx, authorityId, on))?.document ?? defaultPolicy).rules.registration;
      return siteIds.map((siteId): SiteRisk => {
        const bookings = placed
          .filter((one) => one.siteId === siteId)
          .map(({ weeklyMinutes, dateOfBirth, ehcp, lookedAfter }) => ({
            weeklyMinutes,
            compulsoryAge: on <= compulsorySchoolAgeEndsOn(dateOfBirth),
            protected: ehcp || lookedAfter,
          }));
        const { fullTime, outcome } = registrationRisk(bookings, limits);
        return { siteId, fullTime, outcome };
      });
    });
  }
}
