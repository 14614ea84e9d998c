import type { Tx } from '../../../platform/index.js';

const keyOf = (placementId: string): string => `placements.lapse:${placementId}`;

/** Looks at the offer again after so many milliseconds, unless everybody has answered by then. */
export const askToLapse = (tx: Tx, placementId: string, delayMs: number): Promise<void> =>
  tx.outbox('placements.lapse-offer', { placementId }, { debounceKey: keyOf(placementId), delayMs });

/** In the transaction that answers: an offer that is settled has nothing left to lapse. */
export const cancelLapse = (tx: Tx, placementId: string): Promise<void> => tx.cancelJob(keyOf(placementId));
