import { type Actor, may } from '../../kernel/index.js';

/** Who enters the board's room. Which meeting and item somebody sees is for row security to say. */
export const governancePolicy = {
  canEnter: (actor: Actor): boolean => may(actor, 'board.sit') || may(actor, 'board.manage'),
  canManage: (actor: Actor): boolean => may(actor, 'board.manage') && actor.authorityId !== null,
};
