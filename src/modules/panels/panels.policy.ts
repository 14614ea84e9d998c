import { type Actor, actingFor, isPermission, may, type Permission } from '../../kernel/index.js';
import type { BodyKind } from './domain/body.js';

/** The permission that opens a body of the kind: `board.manage`, `board.sit`. None where no role may yet. */
const permissionFor = (kind: BodyKind, act: 'manage' | 'sit'): Permission | undefined => {
  const name = `${kind.toLowerCase()}.${act}`;
  return isPermission(name) ? name : undefined;
};

const holds = (actor: Actor, kind: BodyKind, act: 'manage' | 'sit'): boolean => {
  const permission = permissionFor(kind, act);
  return permission !== undefined && may(actor, permission);
};

interface OfBody {
  readonly kind: BodyKind;
  readonly authorityId: string;
}

/** Who may do what with bodies. Which meeting and item somebody sees is for row security to say. */
export const panelsPolicy = {
  /** Sets up bodies of the kind, appoints members, prepares meetings and keeps their record. */
  canFound: (actor: Actor, kind: BodyKind): boolean => holds(actor, kind, 'manage') && actor.authorityId !== null,
  canManage: (actor: Actor, { kind, authorityId }: OfBody): boolean =>
    holds(actor, kind, 'manage') && actor.authorityId === authorityId,
  canSit: (actor: Actor, { kind, authorityId }: OfBody): boolean =>
    holds(actor, kind, 'sit') && actor.authorityId === authorityId && actor.userId !== null,
  /** Somebody in office, who does for a moment what the one who prepares the meeting does. */
  asWhoPrepares(actor: Actor, { kind, authorityId }: OfBody): Actor {
    const permission = permissionFor(kind, 'manage');
    const { organisationId } = actor;
    if (permission === undefined || actor.authorityId !== authorityId) return actor;
    return actingFor(actor, { authorityId, organisationId }, [permission]);
  },
  canEnter: (actor: Actor, kind: BodyKind): boolean => holds(actor, kind, 'manage') || holds(actor, kind, 'sit'),
};
