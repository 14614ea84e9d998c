import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { DailyLook, insertRows, type Tx } from '../../../platform/index.js';
import { type AssuranceTerms, STARTING_TERMS } from '../domain/assurance-terms.js';

export const ASSURANCE_LOOK = new DailyLook('assurance_watch');

/** The numbers of days of an authority, and when everything late in it was last looked at. */
@Injectable()
export class TermsStore {
  /** What an authority has said, latest first. */
  said(tx: Tx, authorityId: string): Promise<AssuranceTerms[]> {
    return tx.query<AssuranceTerms>(
      `SELECT from_date AS "fromDate", reply_days AS "replyDays", late_days AS "lateDays", notice_days AS "noticeDays",
              check_days AS "checkDays", remind_days AS "remindDays", source
         FROM assurance_term WHERE authority_id = $1 ORDER BY from_date DESC LIMIT 100`,
      [authorityId],
    );
  }

  /** What counts on that day. */
  async on(tx: Tx, authorityId: string, on: DateOnly): Promise<AssuranceTerms> {
    const said = await this.said(tx, authorityId);
    return said.find(({ fromDate }) => fromDate !== null && fromDate <= on) ?? STARTING_TERMS;
  }

  async add(tx: Tx, terms: AssuranceTerms): Promise<void> {
    await insertRows(tx, 'assurance_term', [
      {
        authority_id: tx.actor.authorityId,
        from_date: terms.fromDate,
        reply_days: terms.replyDays,
        late_days: terms.lateDays,
        notice_days: terms.noticeDays,
        check_days: terms.checkDays,
        remind_days: terms.remindDays,
        source: terms.source,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }
}
