import { type Actor, may } from '../../kernel/index.js';

/** Row security decides which records; this says who has the list across all cases of the authority. */
export const deadlinesPolicy = {
  canRead: (actor: Actor): boolean => may(actor, 'deadline.read') && actor.authorityId !== null,
};
