import { type Actor, may, type Role } from '../../kernel/index.js';
import { type OrganisationKind, rolesOf } from './domain/roles.js';
import type { MembershipView } from './persistence/identity.store.js';

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
  /** What stands against this actor's approval; undefined when nothing does. */
  approvalProblem(
    actor: Actor,
    member: MembershipView,
  ): 'identity.second-person' | 'identity.providers-own' | undefined {
    if (member.invitedBy !== null && member.invitedBy === actor.userId) return 'identity.second-person';
    const byOthers = !member.invitedByOwn && identityPolicy.isLeftToOwnPeople(actor, member);
    return byOthers ? 'identity.providers-own' : undefined;
  },
  /** Several authorities may use a provider: once it has a manager, only its managers appoint. */
  isLeftToOwnPeople: (actor: Actor, place: { organisationId: string | null; ownPeopleDecide: boolean }): boolean =>
    place.ownPeopleDecide && place.organisationId !== actor.organisationId,
  canGrant: (role: Role, kind: OrganisationKind): boolean => rolesOf(kind).includes(role),
  canIssueTokens: (actor: Actor, place: Place): boolean =>
    may(actor, 'token.issue') &&
    ((place.organisationId !== null && place.organisationId === actor.organisationId) ||
      (may(actor, 'user.administer-authority') && place.authorityId === actor.authorityId)),
};
