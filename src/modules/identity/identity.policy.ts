import { type Actor, may, type Role } from '../../kernel/index.js';
import { type OrganisationKind, rolesOf } from './domain/roles.js';

interface Place {
  readonly organisationId: string | null;
  readonly authorityId: string | null;
}

/** An authority administrator answers for the whole authority, a manager for the own organisation, and for no more. */
const administers = (actor: Actor, place: Place): boolean =>
  (may(actor, 'user.administer-authority') && place.authorityId !== null && place.authorityId === actor.authorityId) ||
  (may(actor, 'user.administer') && place.organisationId !== null && place.organisationId === actor.organisationId);

export const identityPolicy = {
  canAdminister: administers,
  /** Nobody changes their own access, not even to reduce it by mistake. */
  canMove: (actor: Actor, membership: Place & { userId: string }): boolean =>
    administers(actor, membership) && membership.userId !== actor.userId,
  canGrant: (role: Role, kind: OrganisationKind): boolean => rolesOf(kind).includes(role),
  canIssueTokens: (actor: Actor, place: Place): boolean =>
    may(actor, 'token.issue') &&
    ((place.organisationId !== null && place.organisationId === actor.organisationId) ||
      (may(actor, 'user.administer-authority') && place.authorityId === actor.authorityId)),
};
