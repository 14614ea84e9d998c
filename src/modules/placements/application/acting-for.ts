import type { Actor, Permission } from '../../../kernel/index.js';

/**
 * What answering, lapsing or ending does on the commissioning authority's side: it frees money, reads the case and offers
 * the next option that the decision named. Only this module's use cases act with them, after checking the person's own
 * right to the one placement.
 */
export const CONSEQUENCES: readonly Permission[] = [
  'case.authority',
  'identity.authority',
  'profile.authority',
  'needs.authority',
  'risks.authority',
  'keep-apart.authority',
  'options.authority',
  'money.authority',
  'referral.read',
  'matching.read',
  'decision.read',
  'placement.read',
  'placement.answer',
  'placement.end',
  'commitment.make',
  'policy.read',
  'tariff.read',
  'provider.read',
  'organisation.read',
];

/** The authority that commissioned a placement, and the organisation it acts through. */
export interface Commissioner {
  readonly authorityId: string;
  readonly organisationId: string | null;
}

/**
 * The same person, whom the audit names by user and membership, acting for the authority that commissioned the placement
 * with what the consequences of the act need besides: a provider cannot see the other providers to which the next option
 * goes. The person's own permissions stay what decides whether they may act at all, and are checked before.
 */
export function actingFor(actor: Actor, { authorityId, organisationId }: Commissioner): Actor {
  const permissions = new Set([...actor.permissions, ...CONSEQUENCES]);
  return { ...actor, authorityId, organisationId: organisationId ?? actor.organisationId, permissions };
}
