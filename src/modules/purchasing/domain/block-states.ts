import type { DateOnly, StateTable } from '../../../kernel/index.js';

/** Every move a block may make. A pair missing here is refused; the database knows the same table. */
export const blockMoves = {
  DRAFT: { sign: 'ACTIVE', refuse: 'REFUSED', withdraw: 'WITHDRAWN' },
  ACTIVE: { cancel: 'CANCELLED' },
  REFUSED: {},
  WITHDRAWN: {},
  CANCELLED: {},
} as const satisfies StateTable;
export type BlockStatus = keyof typeof blockMoves;

export const loanMoves = {
  PROPOSED: { agree: 'AGREED', refuse: 'REFUSED', withdraw: 'WITHDRAWN' },
  AGREED: { return: 'RETURNED' },
  REFUSED: {},
  WITHDRAWN: {},
  RETURNED: {},
} as const satisfies StateTable;
export type LoanStatus = keyof typeof loanMoves;

/** A block is over with its last week; nothing has to happen for it. */
export const isOver = (block: { readonly toWeek: DateOnly }, thisWeek: DateOnly): boolean => block.toWeek < thisWeek;
