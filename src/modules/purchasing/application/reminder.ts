import { addDays, type DateOnly, londonInstant, maxDate, mondayOf } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

export const REMIND_UNUSED = 'purchasing.remind-unused';

/** On the first Monday after that week, in the morning: asked for one week at a time, so that a lost job is one reminder. */
export function remindAt(tx: Tx, blockId: string, week: DateOnly): Promise<void> {
  // After an outage the weeks that were missed are not told one by one.
  const monday = addDays(mondayOf(maxDate(week, tx.today)), 7);
  const delayMs = Math.max(0, londonInstant(monday, '07:00').getTime() - tx.now.getTime());
  return tx.outbox(REMIND_UNUSED, { blockId, week: monday }, { debounceKey: `${REMIND_UNUSED}:${blockId}`, delayMs });
}
