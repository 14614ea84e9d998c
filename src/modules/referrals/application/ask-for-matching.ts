import { addDays, type DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

/** What happens within this time is matched in one run. */
const DEBOUNCE_MS = 300;

/** A sixth school day this near is urgent: today, tomorrow and the day after (48 hours). */
const URGENT_DAYS = 2;

/** Education must be in place on the sixth school day (s.19 Education Act 1996), so a run that serves it cannot queue. */
export const isUrgent = (daySixTarget: DateOnly | null, today: DateOnly): boolean =>
  daySixTarget !== null && daySixTarget <= addDays(today, URGENT_DAYS);

/**
 * The pool of an authority changed: one run for everything that changes at about the same time. An urgent one waits for
 * nothing and takes the waiting run with it to the head of the queue.
 */
export function askForMatching(tx: Tx, authorityId: string, daySixTarget: DateOnly | null = null): Promise<void> {
  const urgent = isUrgent(daySixTarget, tx.today);
  const options = { debounceKey: `matching:${authorityId}`, delayMs: urgent ? 0 : DEBOUNCE_MS, urgent };
  return tx.outbox('matching.request', { authorityId }, options);
}

/** It waits for a place no more: what is kept for it goes back, once that job has found it so under the case's lock. */
export const askToGiveBack = (tx: Tx, referralId: string): Promise<void> =>
  tx.outbox('placements.expire-reservation', { referralId });

/** It is over, or with the SEN officer: it leaves the agendas that it is on. */
export const askToLeaveAgendas = (tx: Tx, referralId: string): Promise<void> =>
  tx.outbox('placements.leave-agendas', { referralId });

/**
 * What there is for this referral alone, before the run that looks at all. Somebody waits for it: it goes before messages,
 * and before the options of referrals that were sent earlier.
 */
export const askForOptions = (tx: Tx, referralId: string): Promise<void> =>
  tx.outbox('matching.provisional', { referralId }, { urgent: true });
