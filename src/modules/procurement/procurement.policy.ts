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
  /** Providers and schools, for their organisation. */
  canComment: (actor: Actor): boolean => may(actor, 'specification.comment') && actor.organisationId !== null,
  /** Row security decides which: one's own, those of a round whose bids are open, or those one was named for. */
  canReadBids: (actor: Actor): boolean =>
    may(actor, 'application.make') || may(actor, 'application.read') || may(actor, 'application.evaluate'),
  /** Whoever may be named to score or moderate. In which rounds they are is for row security. */
  canAssess: (actor: Actor): boolean => may(actor, 'application.evaluate') && actor.userId !== null,
};
