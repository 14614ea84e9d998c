import type { GridPoint } from '../../../kernel/index.js';
import type { Located, PupilIdentity, PupilProfile } from '../../pupils/index.js';
import { type Answers, present } from '../domain/answers.js';
import { askedAnswers } from '../domain/journey-pages.js';
import type { CheckedReferral } from '../domain/check-answers.js';
import type { ReferralCase } from '../domain/referral-case.js';
import type { CaseTerms } from '../persistence/referral.store.js';

/** The answers again, from what is kept: the case, the child's record as far as it is in scope, and the other parts. */
export function assembleAnswers(
  referral: ReferralCase,
  identity: PupilIdentity | undefined,
  profile: PupilProfile | undefined,
  parts: Answers,
): Answers {
  const answers = present({
    ...parts,
    schoolId: referral.schoolOrganisationId,
    type: referral.type,
    'exclusion.firstExcludedOn': referral.firstExcludedOn,
    'offSite.noticeGivenOn': referral.noticeGivenOn,
    'pupil.upn': identity?.upn,
    'pupil.forename': identity?.forename,
    'pupil.surname': identity?.surname,
    'pupil.dateOfBirth': identity?.dateOfBirth,
    'home.address': identity?.address,
    'home.postcode': identity?.postcode,
    'home.authorityCode': referral.homeAuthorityCode,
    'pupil.yearGroup': profile?.yearGroup,
    'pupil.sex': profile?.sex,
    'support.senProvision': profile?.senProvision,
    'support.namedSetting': profile?.namedSetting,
    'support.lookedAfter': profile?.lookedAfter,
    'support.caringAuthorityCode': profile?.caringAuthorityCode,
    'support.socialWorker': profile?.socialWorker,
    'support.accessNeeds': profile?.accessNeeds,
    'family.interests': profile?.interests,
    'sessions.wanted': referral.sessionsWanted,
    'sessions.startsOn': referral.startsOn,
    'sessions.endsOn': referral.endsOn,
  });
  return askedAnswers(answers);
}

const required = <T>(value: T | undefined, path: string): T => {
  if (value === undefined) throw new Error(`A checked referral has no ${path}`);
  return value;
};

export function identityFrom(answers: Answers, located: Located): PupilIdentity {
  return {
    upn: required(answers['pupil.upn'], 'pupil.upn'),
    forename: required(answers['pupil.forename'], 'pupil.forename'),
    surname: required(answers['pupil.surname'], 'pupil.surname'),
    dateOfBirth: required(answers['pupil.dateOfBirth'], 'pupil.dateOfBirth'),
    address: answers['home.address'] ?? null,
    postcode: answers['home.postcode'] ?? null,
    position: located.position,
    positionFrom: located.positionFrom,
  };
}

export function profileFrom(answers: Answers): PupilProfile {
  return {
    yearGroup: required(answers['pupil.yearGroup'], 'pupil.yearGroup'),
    sex: (answers['pupil.sex'] ?? 'U') as PupilProfile['sex'],
    senProvision: required(answers['support.senProvision'], 'support.senProvision') as PupilProfile['senProvision'],
    namedSetting: answers['support.namedSetting'] ?? null,
    lookedAfter: (answers['support.lookedAfter'] ?? 'UNKNOWN') as PupilProfile['lookedAfter'],
    caringAuthorityCode: answers['support.caringAuthorityCode'] ?? null,
    socialWorker: (answers['support.socialWorker'] ?? 'UNKNOWN') as PupilProfile['socialWorker'],
    accessNeeds: answers['support.accessNeeds'] ?? [],
    interests: answers['family.interests'] ?? [],
  };
}

export function termsFrom(
  checked: CheckedReferral,
  facts: { pupilId: string; homeAuthorityCode: string | null; policyId: string | null },
): CaseTerms {
  const { answers, clock } = checked;
  return {
    type: checked.type,
    pupil_id: facts.pupilId,
    first_excluded_on: clock?.firstExcludedOn ?? null,
    day_six_target: clock?.target ?? null,
    day_six_last: clock?.lastLawful ?? null,
    day_six_looked_after: clock?.lookedAfter ?? null,
    day_six_exempt: (clock?.exempt ?? null) !== null,
    calendar_assumed: clock?.calendarAssumed ?? false,
    notice_given_on: answers['offSite.noticeGivenOn'] ?? null,
    notice_latest_on: checked.noticeLatestOn,
    sessions_wanted: checked.sessionsWanted,
    starts_on: checked.startsOn,
    ends_on: checked.endsOn,
    aim_on: checked.aim.on,
    aim_why: checked.aim.why,
    home_authority_code: facts.homeAuthorityCode,
    policy_id: facts.policyId,
    missing: checked.missing,
  };
}

/** Schools that a register knows without a position leave a home without one too. */
export const positionOf = (school: { easting: number | null; northing: number | null }): GridPoint | null =>
  school.easting === null || school.northing === null ? null : { easting: school.easting, northing: school.northing };
