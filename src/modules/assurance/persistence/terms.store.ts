import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import { type AssuranceTerms, STARTING_TERMS } from '../domain/assurance-terms.js';

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

  /** Authorities that were not looked at today; at most 500. */
  async unwatched(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT a.id FROM authority a LEFT JOIN assurance_watch w ON w.authority_id = a.id
        WHERE coalesce(w.watched_on, '-infinity') < $1 ORDER BY a.id LIMIT 500`,
      [tx.today],
    );
    return rows.map(({ id }) => id);
  }

  async watched(tx: Tx): Promise<void> {
    await tx.query(
      `INSERT INTO assurance_watch (authority_id, watched_on) VALUES ($1, $2)
       ON CONFLICT (authority_id) DO UPDATE SET watched_on = greatest(assurance_watch.watched_on, excluded.watched_on)`,
      [tx.actor.authorityId, tx.today],
    );
  }
}
