import { type Actor, may } from '../../kernel/index.js';

/** What the database says about the actor and one provider that it may see. */
export interface Standing {
  readonly providerId: string;
  /** The actor belongs to the authority itself, in whose supply the provider is. */
  readonly actsForAuthority: boolean;
}

/** Who may do what with providers. Row security decides which ones somebody sees, and refuses the same writes. */
export const providerPolicy = {
  canRead: (actor: Actor): boolean => may(actor, 'provider.read'),
  canEdit: (actor: Actor, { providerId, actsForAuthority }: Standing): boolean =>
    may(actor, 'provider.manage') && (actsForAuthority || actor.organisationId === providerId),
  /** Adding to an authority's supply. */
  canAdd: (actor: Actor, actsForAuthority: boolean): boolean =>
    may(actor, 'provider.manage') && actsForAuthority && actor.authorityId !== null,
  /** A provider's own people keep its documents. */
  canKeep: (actor: Actor): boolean => may(actor, 'evidence.manage') && actor.organisationId !== null,
  /** Row security decides which: one's own, or those that a bid or an admission shows to the authority. */
  canReadEvidence: (actor: Actor): boolean =>
    may(actor, 'evidence.manage') || may(actor, 'evidence.read') || may(actor, 'application.evaluate'),
  /** Nobody registers itself: what a site may lawfully take is recorded by the authority. */
  canRegister: (actor: Actor, { actsForAuthority }: Standing): boolean =>
    may(actor, 'provider.manage') && actsForAuthority,
};
