import {
  type Actor,
  actingFor as actingForAuthority,
  type Commissioner,
  type Permission,
} from '../../../kernel/index.js';

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
  'purchase.read',
  'commitment.make',
  'policy.read',
  'tariff.read',
  'provider.read',
  'organisation.read',
];

/** A provider cannot see the other providers to which the next option goes, so the commissioning authority acts. */
export const actingFor = (actor: Actor, commissioner: Commissioner): Actor =>
  actingForAuthority(actor, commissioner, CONSEQUENCES);
