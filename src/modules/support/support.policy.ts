import { type Actor, may } from '../../kernel/index.js';

interface Whose {
  readonly authorityId: string;
  readonly schoolId: string;
}

/** Row security decides which requests and cycles somebody sees; these say who may do what with them. */
export const supportPolicy = {
  canManage: (actor: Actor): boolean => may(actor, 'support.manage') && actor.authorityId !== null,
  canReadTeams: (actor: Actor): boolean =>
    actor.authorityId !== null &&
    (may(actor, 'support.manage') || may(actor, 'support.answer') || may(actor, 'support.ask')),
  canAsk: (actor: Actor): boolean =>
    may(actor, 'support.ask') && actor.authorityId !== null && actor.organisationId !== null,
  canRead: (actor: Actor): boolean => may(actor, 'support.ask') || may(actor, 'support.answer'),
  isOwn: (actor: Actor, { schoolId }: Whose): boolean => may(actor, 'support.ask') && actor.organisationId === schoolId,
  /** The authority's people for support answer everything; who leads a team, what was put to it. */
  canAnswer: (actor: Actor, of: Whose, leads: boolean): boolean =>
    may(actor, 'support.answer') && actor.authorityId === of.authorityId && (may(actor, 'support.authority') || leads),
  /** Work is logged by those who do it: the team's own people, or the authority's for them. */
  canLog: (actor: Actor, of: Whose): boolean => may(actor, 'support.answer') && actor.authorityId === of.authorityId,
  /** What teacher, parent and pupil say is written down by the school too. */
  canWriteForms: (actor: Actor, of: Whose): boolean =>
    supportPolicy.canLog(actor, of) || supportPolicy.isOwn(actor, of),
  canKeepWorries: (actor: Actor): boolean =>
    actor.kind === 'person' && may(actor, 'worry.keep') && actor.organisationId !== null && actor.authorityId !== null,
};
