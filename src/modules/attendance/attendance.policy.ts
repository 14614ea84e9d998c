import { type Actor, may } from '../../kernel/index.js';

/** Row security decides which registers; these say who may do what with them. */
export const attendancePolicy = {
  /** The people who teach, for their own provider. */
  canMark: (actor: Actor): boolean => may(actor, 'attendance.mark') && actor.organisationId !== null,
  /** Whoever may open the child's file of a placement: its providers after agreeing, its school, the authority's case people. */
  canRead: (actor: Actor): boolean =>
    may(actor, 'placement.read') &&
    (may(actor, 'case.party') || may(actor, 'referral.read') || may(actor, 'profile.authority')),
};
