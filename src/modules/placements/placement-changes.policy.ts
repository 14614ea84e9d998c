import { type Actor, may } from '../../kernel/index.js';
import type { Party } from './domain/changes.js';
import type { Offer, Placement } from './persistence/placement.store.js';

export interface Side {
  readonly party: Party;
  readonly organisationId: string;
}

/** For whom somebody may ask for a change, or answer one: the authority's deciders, the pupil's school, an accepted provider. */
export function sideOf(
  actor: Actor,
  {
    placement,
    offers,
    commissionerId,
  }: { placement: Placement; offers: readonly Offer[]; commissionerId: string | null },
): Side | undefined {
  const { organisationId } = actor;
  const decides = may(actor, 'decision.make') && may(actor, 'commitment.make');
  if (placement.authorityId === actor.authorityId && decides && commissionerId !== null) {
    return { party: 'AUTHORITY', organisationId: commissionerId };
  }
  if (organisationId === placement.schoolOrganisationId && may(actor, 'referral.submit')) {
    return { party: 'SCHOOL', organisationId };
  }
  const teaches = offers.some((one) => one.providerId === organisationId && one.answer === 'ACCEPTED');
  return organisationId !== null && teaches && may(actor, 'placement.answer')
    ? { party: 'PROVIDER', organisationId }
    : undefined;
}
