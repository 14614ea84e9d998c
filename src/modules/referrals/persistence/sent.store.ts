import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { SentAnswer } from '../domain/sent-answers.js';

export interface SentRow extends SentAnswer {
  readonly sending: number;
  readonly sentAt: Date;
}

const ROWS_MAX = 4000;

/** What was sent, each time. Added once a sending and never changed: the database refuses. */
@Injectable()
export class SentStore {
  /** The caller holds the lock of the case, so that no sending has the number of another. */
  async add(
    tx: Tx,
    referral: { readonly id: string; readonly authorityId: string },
    answers: readonly SentAnswer[],
  ): Promise<void> {
    const [last] = await tx.query<{ sending: number }>(
      `select count(*)::int as sending from referral_event where referral_id = $1 and kind in ('SUBMITTED', 'SENT_AGAIN')`,
      [referral.id],
    );
    const sending = (last?.sending ?? 0) + 1;
    const own = { referral_id: referral.id, authority_id: referral.authorityId, sending, sent_at: tx.now };
    await insertRows(
      tx,
      'referral_sent_answer',
      answers.map((answer, at) => ({ ...own, position: at + 1, ...answer })),
    );
  }

  /** As far as the actor may open the parts, the last sending first. */
  list(tx: Tx, referralId: string): Promise<SentRow[]> {
    return tx.query<SentRow>(
      `select sending, sent_at as "sentAt", scope, section, field, question, answer from referral_sent_answer
       where referral_id = $1 order by sending desc, position limit ${ROWS_MAX}`,
      [referralId],
    );
  }
}
