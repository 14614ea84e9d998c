import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, may, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';

export const MATCHING_REQUEST = 'matching.request';
/** What alternatives would cost others, worked out after the run that found them. */
export const DISPLACEMENT = 'matching.displacement';
/** What one more place would bring, asked for by hand. */
export const PRICES = 'matching.prices';
const DEBOUNCE_MS = 200;

/**
 * Asks for a run once this transaction has committed. Many requests in a row become one run: while one waits, further
 * ones merge into it, and its time does not move, so that nobody waits longer because others came.
 */
export const requestMatching = (tx: Tx, authorityId: string, delayMs = DEBOUNCE_MS): Promise<void> =>
  tx.outbox(MATCHING_REQUEST, { authorityId }, { debounceKey: `matching:${authorityId}`, delayMs });

/** A coordinator asks for a run by hand. */
@Injectable()
export class RequestMatching {
  constructor(private readonly work: UnitOfWork) {}

  run(actor: Actor): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!may(actor, 'matching.run') || actor.authorityId === null) return forbidden('matching.run');
      await requestMatching(tx, actor.authorityId);
      await tx.audit('matching.requested', { type: 'authority', id: actor.authorityId });
      return ok();
    });
  }
}
