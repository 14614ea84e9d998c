import { type Actor, may } from '../../kernel/index.js';

/** Who puts things to the board. Which meeting and item somebody sees is for row security to say. */
export const governancePolicy = {
  canManage: (actor: Actor): boolean => may(actor, 'board.manage') && actor.authorityId !== null,
};
