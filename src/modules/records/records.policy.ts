import { type Actor, may } from '../../kernel/index.js';

/** The export opens a whole file for a stated reason: who may ask need not be somebody who works with the case. */
export const recordsPolicy = {
  canExport: (actor: Actor): boolean =>
    may(actor, 'record.export') && actor.authorityId !== null && actor.userId !== null,
  /** Holds, and what is due to go: for the authority's own people, of cases that it has. */
  canKeep: (actor: Actor): boolean => may(actor, 'record.keep') && actor.authorityId !== null && actor.userId !== null,
};
