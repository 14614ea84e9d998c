import { type Actor, may } from '../../kernel/index.js';

/** Who may do what with frameworks and admissions. Row security decides which admissions somebody sees. */
export const procurementPolicy = {
  canRead: (actor: Actor): boolean => may(actor, 'provider.read'),
  canManage: (actor: Actor): boolean => may(actor, 'framework.manage') && actor.authorityId !== null,
  /** Only the lead authority changes an admission. */
  canChange: (actor: Actor, subject: { readonly authorityId: string }): boolean =>
    may(actor, 'framework.manage') && actor.authorityId === subject.authorityId,
  /** A provider's own people bid for it. */
  canApply: (actor: Actor): boolean => may(actor, 'application.make') && actor.organisationId !== null,
  canChangeBid: (actor: Actor, bid: { readonly providerId: string }): boolean =>
    may(actor, 'application.make') && actor.organisationId === bid.providerId,
  /** Row security decides which: one's own, or those of a round whose bids are open. */
  canReadBids: (actor: Actor): boolean => may(actor, 'application.make') || may(actor, 'application.read'),
};
