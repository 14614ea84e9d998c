import { type Actor, may } from '../../kernel/index.js';

/** Who may do what with prices. Row security decides which lines somebody sees; this decides what may be done. */
export const tariffPolicy = {
  canRead: (actor: Actor): boolean =>
    may(actor, 'tariff.read') || may(actor, 'tariff.draft') || may(actor, 'tariff.approve'),
  canDraft: (actor: Actor): boolean => may(actor, 'tariff.draft') && actor.authorityId !== null,
  canApprove: (actor: Actor): boolean => may(actor, 'tariff.approve') && actor.authorityId !== null,
  /** Ending a price is the approver's, as approving it was. */
  canEnd: (actor: Actor, line: { readonly authorityId: string }): boolean =>
    may(actor, 'tariff.approve') && actor.authorityId === line.authorityId,
};
