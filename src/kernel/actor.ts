import type { Permission } from './permissions.js';
import type { Role } from './roles.js';

/**
 * Who is acting. `kind` tells a person (signed in), a machine (bearer token) and a service (a named job) apart.
 * `name` is shown on pages and never logged.
 */
export interface Actor {
  readonly kind: 'person' | 'machine' | 'service';
  readonly userId: string | null;
  readonly membershipId: string | null;
  readonly organisationId: string | null;
  readonly authorityId: string | null;
  readonly role: Role | null;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** True when the actor holds the permission. Which record it may be used on is for the module's policy to say. */
export const may = (actor: Actor, permission: Permission): boolean => actor.permissions.has(permission);

/** A timer or job acts as a named service, in one authority (null: over none), with exactly these permissions. */
export function serviceActor(name: string, authorityId: string | null, permissions: readonly Permission[]): Actor {
  return {
    kind: 'service',
    userId: null,
    membershipId: null,
    organisationId: null,
    authorityId,
    role: null,
    name,
    permissions: new Set(permissions),
  };
}

/** The authority for which something is done, and the organisation it acts through. */
export interface Commissioner {
  readonly authorityId: string;
  readonly organisationId: string | null;
}

/**
 * The same person, whom the audit names by user and membership, acting for an authority with what the consequences of the
 * act need besides. The person's own right is what decides whether they may act at all, and is checked before.
 */
export function actingFor(
  actor: Actor,
  { authorityId, organisationId }: Commissioner,
  consequences: readonly Permission[],
): Actor {
  const permissions = new Set([...actor.permissions, ...consequences]);
  return { ...actor, authorityId, organisationId: organisationId ?? actor.organisationId, permissions };
}
