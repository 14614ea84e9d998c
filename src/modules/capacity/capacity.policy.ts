import { type Actor, may } from '../../kernel/index.js';

export interface OpeningStanding {
  readonly providerId: string;
  /** The actor belongs to the authority itself, in whose supply the provider is. */
  readonly actsForAuthority: boolean;
}

const acts = (actor: Actor, { providerId, actsForAuthority }: OpeningStanding): boolean =>
  actsForAuthority || actor.organisationId === providerId;

/** Who may do what with openings. Row security decides which ones somebody sees, and refuses the same writes. */
export const capacityPolicy = {
  canRead: (actor: Actor): boolean => may(actor, 'provider.read'),
  canManage: (actor: Actor, standing: OpeningStanding): boolean =>
    may(actor, 'opening.manage') && acts(actor, standing),
  canConfirm: (actor: Actor, standing: OpeningStanding): boolean =>
    (may(actor, 'opening.confirm') || may(actor, 'opening.manage')) && acts(actor, standing),
};
