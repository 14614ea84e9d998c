import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { Referrals, type WaitingReferral } from '../../referrals/index.js';
import { PupilSource } from '../application/sources.js';
import type { Pupil } from '../domain/model.js';

/** Reads the pool from the referrals module. */
@Injectable()
export class ReferralPupils extends PupilSource {
  constructor(private readonly referrals: Referrals) {
    super();
  }

  override async waiting(tx: Tx, authorityId: string): Promise<readonly Pupil[]> {
    return (await this.referrals.pool(tx, { authorityId })).map(pupilOf);
  }

  override async one(tx: Tx, referralId: string): Promise<Pupil | undefined> {
    const referral = await this.referrals.waiting(tx, referralId);
    return referral && pupilOf(referral);
  }
}

const pupilOf = (referral: WaitingReferral): Pupil => ({
  referralId: referral.referralId,
  pupilId: referral.pupilId,
  schoolId: referral.schoolOrganisationId,
  type: referral.type,
  waitingDays: referral.waitingDays,
  daySixTarget: referral.daySixExempt ? null : referral.daySixTarget,
  dateOfBirth: referral.dateOfBirth,
  yearGroup: referral.yearGroup,
  keyStage: referral.keyStage,
  sex: referral.sex,
  ehcp: referral.senProvision === 'E',
  lookedAfter: referral.lookedAfter,
  home: referral.homePosition,
  accessNeeds: referral.accessNeeds,
  needs: referral.needs,
  wishes: referral.wishes.map(({ code }) => code),
  interests: referral.interests,
  risks: referral.risks,
  sessionsWanted: referral.sessionsWanted,
  startsOn: referral.startsOn,
  endsOn: referral.endsOn,
  preferred: referral.preferred.map(({ rank, programmeId, providerOrganisationId }) => ({
    rank,
    programmeId,
    providerId: providerOrganisationId,
  })),
  suitable: referral.suitable.map(({ programmeId, providerOrganisationId }) => ({
    programmeId,
    providerId: providerOrganisationId,
  })),
  keepApartPupilIds: referral.keepApartPupilIds,
  keptApartByPupilIds: referral.keptApartByPupilIds,
  apartNamesKey: referral.apartNamesKey,
  earlierProviderIds: [],
  // Left out where none is named: inputs of earlier runs read the same.
  ...(referral.siblings === null ? {} : { siblings: referral.siblings }),
});
