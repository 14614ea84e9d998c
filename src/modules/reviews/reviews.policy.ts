import { type Actor, may } from '../../kernel/index.js';
import type { Side } from './persistence/plan.store.js';
import type { ReviewedPlacement } from './persistence/reviewed-placement.store.js';

type Whose = Pick<ReviewedPlacement, 'schoolId' | 'authorityId'>;

/** Row security decides which placements; these say who may do what with them. */
export const reviewsPolicy = {
  /** Whoever may open the child's file of a placement: its providers after agreeing, its school, the authority's case people. */
  canRead: (actor: Actor): boolean =>
    may(actor, 'placement.read') &&
    (may(actor, 'case.party') || may(actor, 'referral.read') || may(actor, 'needs.authority')),
  /** Plans, reviews and measures, by the people of the placement's own school, provider and authority. */
  canRecord: (actor: Actor): boolean => may(actor, 'review.record') && reviewsPolicy.canRead(actor),
  /** Whoever answers for a school or a provider; nobody agrees for somebody else. */
  canAgree: (actor: Actor, parties: readonly string[]): boolean =>
    reviewsPolicy.canRecord(actor) &&
    (may(actor, 'referral.submit') || may(actor, 'placement.start')) &&
    actor.organisationId !== null &&
    parties.includes(actor.organisationId),
  /** A request is made to the school, or to the authority that has the plan: they write it down. */
  canTakeRequest: (actor: Actor, of: Whose): boolean =>
    reviewsPolicy.canRecord(actor) && sideOf(actor, of) !== 'PROVIDER',
};

/** On which side of a placement the reader stands, who may open it. */
export function sideOf(actor: Actor, { schoolId, authorityId }: Whose): Side {
  if (actor.organisationId === schoolId) return 'SCHOOL';
  return actor.authorityId === authorityId && may(actor, 'needs.authority') ? 'AUTHORITY' : 'PROVIDER';
}
