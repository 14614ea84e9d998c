import { type Actor, may } from '../../kernel/index.js';

/** Who may do what in looking after providers. Row security decides which records somebody sees. */
export const assurancePolicy = {
  canManage: (actor: Actor): boolean => may(actor, 'quality.manage') && actor.authorityId !== null,
  /** Quality officer and commissioner of the authority that the record belongs to. */
  canChange: (actor: Actor, subject: { readonly authorityId: string }): boolean =>
    may(actor, 'quality.manage') && actor.authorityId === subject.authorityId,
  /** A provider's own people answer for it. */
  canAnswer: (actor: Actor, subject: { readonly providerId: string }): boolean =>
    may(actor, 'quality.answer') && actor.organisationId === subject.providerId,
  canReadVisits: (actor: Actor): boolean => may(actor, 'quality.manage') || may(actor, 'quality.answer'),
  canSayTerms: (actor: Actor): boolean => may(actor, 'framework.manage') && actor.authorityId !== null,
};
