import type { Tx } from '../../../platform/index.js';

/** What happens within this time is matched in one run. */
const DEBOUNCE_MS = 300;

/** The pool of an authority changed: one run for everything that changes at about the same time. */
export function askForMatching(tx: Tx, authorityId: string): Promise<void> {
  return tx.outbox(
    'matching.request',
    { authorityId },
    { debounceKey: `matching:${authorityId}`, delayMs: DEBOUNCE_MS },
  );
}

/** Somebody waits for the first options of this referral: what there is for it alone, before the run that looks at all. */
export const askForOptions = (tx: Tx, referralId: string): Promise<void> =>
  tx.outbox('matching.provisional', { referralId });
