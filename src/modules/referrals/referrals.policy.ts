import { type Actor, may } from '../../kernel/index.js';
import type { ReferralCase } from './domain/referral-case.js';
import { EDITABLE_STATUSES, LATE_STATUSES } from './domain/referral-states.js';

/** Acts for the whole authority, on a school's behalf. */
export const actsForAuthority = (actor: Actor): boolean => may(actor, 'case.authority');

const isOurs = (actor: Actor, referral: ReferralCase): boolean =>
  actor.organisationId !== null &&
  (referral.schoolOrganisationId === actor.organisationId || referral.createdOrganisationId === actor.organisationId);

const isInTheirAuthority = (actor: Actor, referral: ReferralCase): boolean =>
  actsForAuthority(actor) && actor.authorityId === referral.authorityId;

/** Nothing of it waits any more; a placed one may be followed by a request for the way back. */
export const canFollow = ({ status }: ReferralCase): boolean => ['PLACED', 'WITHDRAWN', 'CLOSED'].includes(status);

/**
 * Who may do what with a referral. Seeing one is for row security to say; these are asked only about a referral that
 * the actor has been given.
 */
export const referralPolicy = {
  canCreate: (actor: Actor): boolean =>
    may(actor, 'referral.create') && actor.authorityId !== null && actor.organisationId !== null,
  canEdit: (actor: Actor, referral: ReferralCase): boolean =>
    may(actor, 'referral.create') &&
    EDITABLE_STATUSES.includes(referral.status) &&
    (referral.status === 'DRAFT'
      ? referral.createdOrganisationId === actor.organisationId
      : may(actor, 'referral.submit') && (isOurs(actor, referral) || isInTheirAuthority(actor, referral))),
  /** After the decision the facts it rests on stand still; what was left out may be filled in. */
  canAnswerLate: (actor: Actor, referral: ReferralCase): boolean =>
    may(actor, 'referral.create') &&
    may(actor, 'referral.submit') &&
    LATE_STATUSES.includes(referral.status) &&
    referral.missing.length > 0 &&
    (isOurs(actor, referral) || isInTheirAuthority(actor, referral)),
  canSubmit: (actor: Actor, referral: ReferralCase): boolean =>
    may(actor, 'referral.submit') && (isOurs(actor, referral) || isInTheirAuthority(actor, referral)),
  canWithdraw: (actor: Actor, referral: ReferralCase): boolean =>
    may(actor, 'referral.withdraw') && (isOurs(actor, referral) || isInTheirAuthority(actor, referral)),
  canReturn: (actor: Actor, referral: ReferralCase): boolean =>
    may(actor, 'referral.return') && isInTheirAuthority(actor, referral),
  /** Whoever may refer, for a case of their own or of their authority. */
  canReferAgain: (actor: Actor, referral: ReferralCase): boolean =>
    may(actor, 'referral.create') && (isOurs(actor, referral) || isInTheirAuthority(actor, referral)),
  canRecordSchool: (actor: Actor, referral: ReferralCase): boolean =>
    may(actor, 'decision.make') && isInTheirAuthority(actor, referral),
  /** The school and the authority's case people, of a case that is theirs. */
  canRecordSteps: (actor: Actor, referral: ReferralCase): boolean =>
    may(actor, 'referral.submit') &&
    (referral.schoolOrganisationId === actor.organisationId || isInTheirAuthority(actor, referral)),
  canRoute: (actor: Actor, referral: ReferralCase): boolean =>
    may(actor, 'referral.return') && isInTheirAuthority(actor, referral),
};
