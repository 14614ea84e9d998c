import { isCode, isUuid } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

export const TELL_BIDDERS = 'round.tell-bidders';

/** What everybody is told who bids in a round or asked about it, with the page of the round. */
const TOLD = { 'round.answered': true, 'round.closes-later': true, 'round.called-off': true } as const;
export type ToldOfRound = keyof typeof TOLD;

/** Asks for it in the transaction of what happened: who the bidders are is sealed from whoever runs the round. */
export const tellBidders = (
  tx: Tx,
  what: ToldOfRound,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> => tx.outbox(TELL_BIDDERS, { what, roundId: id, reference: name });

export function readTold({ what, roundId, reference }: Readonly<Record<string, unknown>>) {
  if (!isCode(TOLD, what) || !isUuid(roundId) || typeof reference !== 'string') return undefined;
  return { what, roundId, reference };
}
