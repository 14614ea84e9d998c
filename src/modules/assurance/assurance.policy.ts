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
  canHandleConcerns: (actor: Actor): boolean => may(actor, 'concern.handle') && actor.authorityId !== null,
  canHandle: (actor: Actor, subject: { readonly authorityId: string; readonly confidential: boolean }): boolean =>
    may(actor, 'concern.handle') &&
    actor.authorityId === subject.authorityId &&
    (!subject.confidential || may(actor, 'concern.safeguarding')),
  canReadConcerns: (actor: Actor): boolean => may(actor, 'concern.raise') || may(actor, 'concern.handle'),
  /** A school records for itself. */
  canRecordChecks: (actor: Actor): boolean => may(actor, 'assurance.record') && actor.organisationId !== null,
  /** Changes and removals are decided by whoever admits. */
  canDecide: (actor: Actor, subject: { readonly authorityId: string }): boolean =>
    may(actor, 'framework.manage') && actor.authorityId === subject.authorityId,
  canSayTerms: (actor: Actor): boolean => may(actor, 'framework.manage') && actor.authorityId !== null,
};
