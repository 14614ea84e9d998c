import { type Actor, may } from '../../kernel/index.js';

interface Held {
  readonly buyerId: string;
  readonly draftedBy: string;
}

/** Who may do what with purchases. Row security decides which ones somebody sees; this decides what may be done. */
export const purchasingPolicy = {
  canRead: (actor: Actor): boolean => may(actor, 'purchase.read'),
  /** Schools, their groups and the authority buy; each for itself. */
  canBuy: (actor: Actor): boolean =>
    may(actor, 'purchase.make') && actor.authorityId !== null && actor.organisationId !== null && actor.userId !== null,
  canSign: (actor: Actor, { buyerId }: Held): boolean =>
    may(actor, 'purchase.sign') && actor.organisationId === buyerId && actor.userId !== null,
  canWithdraw: (actor: Actor, { buyerId }: Held): boolean =>
    may(actor, 'purchase.make') && actor.organisationId === buyerId,
  /** Whoever holds units may use them; a school also those its group bought for it. */
  canDraw: (actor: Actor, holders: readonly string[]): boolean =>
    may(actor, 'purchase.make') && actor.organisationId !== null && holders.includes(actor.organisationId),
  canLend: (actor: Actor, { buyerId }: Held): boolean =>
    may(actor, 'purchase.make') && actor.organisationId === buyerId && actor.userId !== null,
  canAnswerLoan: (actor: Actor, loan: { readonly borrowerId: string }): boolean =>
    may(actor, 'purchase.sign') && actor.organisationId === loan.borrowerId && actor.userId !== null,
};
