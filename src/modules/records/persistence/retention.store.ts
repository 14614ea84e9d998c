import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { type Counted, explainConstraint, type Tx } from '../../../platform/index.js';
import type { RetentionClass, RetentionYears } from '../domain/retention.js';

explainConstraint('legal_hold_one', 'hold.stands');
explainConstraint('legal_hold_stands', 'hold.lifted');
explainConstraint('not_while_held', 'hold.stands');

export interface KeptCase {
  readonly referralId: string;
  readonly pupilId: string;
  readonly reference: string;
  readonly class: RetentionClass;
  readonly endedOn: DateOnly;
  readonly disposeOn: DateOnly;
  readonly held: boolean;
}

export interface LegalHold {
  readonly id: string;
  readonly pupilReference: string;
  readonly pupilId: string;
  readonly reason: string;
  readonly putOnAt: Date;
  readonly liftedAt: Date | null;
  readonly liftReason: string | null;
}

const CASE = `c.referral_id AS "referralId", c.pupil_id AS "pupilId", c.reference, c.class, c.ended_on AS "endedOn",
  c.dispose_on AS "disposeOn", p.held FROM case_retention c JOIN pupil p ON p.id = c.pupil_id`;
const HOLD = `SELECT h.id, p.reference AS "pupilReference", h.pupil_id AS "pupilId", h.reason, h.put_on_at AS "putOnAt",
  h.lifted_at AS "liftedAt", h.lift_reason AS "liftReason" FROM legal_hold h JOIN pupil p ON p.id = h.pupil_id`;

/** Until when cases are kept, and what keeps them longer. */
@Injectable()
export class RetentionStore {
  /** Every case of the authority that is over, from what the child's record says now; one that was opened again has no day. */
  async workOut(tx: Tx, policyId: string, years: RetentionYears): Promise<void> {
    await tx.query(
      `DELETE FROM case_retention c USING referral r WHERE r.id = c.referral_id AND c.authority_id = $1
         AND r.status NOT IN ('WITHDRAWN', 'CLOSED')`,
      [tx.actor.authorityId],
    );
    await tx.query(
      `INSERT INTO case_retention (referral_id, authority_id, pupil_id, reference, class, ended_on, dispose_on, policy_id, worked_out_at)
       SELECT id, authority_id, pupil_id, reference, class, ended_on,
           CASE class WHEN 'SEN' THEN born + make_interval(years => $4)
             WHEN 'EXCLUSION' THEN greatest(ended_on + make_interval(years => $5), born + make_interval(years => $3))
             ELSE born + make_interval(years => $3) END, $2, $6
         FROM (SELECT r.id, r.authority_id, r.pupil_id, r.reference, i.date_of_birth AS born,
             (r.status_at AT TIME ZONE 'Europe/London')::date AS ended_on,
             CASE WHEN f.sen_provision = 'E' THEN 'SEN' WHEN r.type = 'PERMANENT_EXCLUSION' THEN 'EXCLUSION' ELSE 'EDUCATION' END AS class
           FROM referral r JOIN pupil_identity i ON i.pupil_id = r.pupil_id JOIN pupil_profile f ON f.pupil_id = r.pupil_id
           WHERE r.authority_id = $1 AND r.status IN ('WITHDRAWN', 'CLOSED')) over_cases
       ON CONFLICT (referral_id) DO UPDATE SET class = excluded.class, ended_on = excluded.ended_on, dispose_on = excluded.dispose_on,
         policy_id = excluded.policy_id, worked_out_at = excluded.worked_out_at
       WHERE (case_retention.class, case_retention.ended_on, case_retention.dispose_on, case_retention.policy_id)
         IS DISTINCT FROM (excluded.class, excluded.ended_on, excluded.dispose_on, excluded.policy_id)`,
      [
        tx.actor.authorityId,
        policyId,
        years.retainEducationBirthYears,
        years.retainSenBirthYears,
        years.retainExclusionEndYears,
        tx.now,
      ],
    );
  }

  async watched(tx: Tx): Promise<void> {
    await tx.query(
      `INSERT INTO retention_watch (authority_id, watched_on) VALUES ($1, $2)
       ON CONFLICT (authority_id) DO UPDATE SET watched_on = greatest(retention_watch.watched_on, excluded.watched_on)`,
      [tx.actor.authorityId, tx.today],
    );
  }

  async unwatched(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT a.id FROM authority a LEFT JOIN retention_watch w ON w.authority_id = a.id
        WHERE coalesce(w.watched_on, '-infinity') < $1 ORDER BY a.id LIMIT 500`,
      [tx.today],
    );
    return rows.map(({ id }) => id);
  }

  /** What is due by a day, the longest due first. */
  async due(tx: Tx, by: DateOnly, at: { readonly offset: number; readonly limit: number }): Promise<Counted<KeptCase>> {
    const rows = await tx.query<KeptCase>(
      `SELECT ${CASE} WHERE c.authority_id = $1 AND c.dispose_on <= $2 ORDER BY c.dispose_on, c.referral_id LIMIT $3 OFFSET $4`,
      [tx.actor.authorityId, by, at.limit, at.offset],
    );
    const [count] = await tx.query<{ total: number }>(
      'SELECT count(*)::int AS total FROM case_retention WHERE authority_id = $1 AND dispose_on <= $2',
      [tx.actor.authorityId, by],
    );
    return { rows, total: count?.total ?? 0 };
  }

  async ofCase(tx: Tx, referralId: string): Promise<KeptCase | undefined> {
    const [row] = await tx.query<KeptCase>(`SELECT ${CASE} WHERE c.referral_id = $1`, [referralId]);
    return row;
  }

  /** Those that stand first, then the newest; at most 200. */
  holds(tx: Tx): Promise<LegalHold[]> {
    return tx.query<LegalHold>(`${HOLD} ORDER BY h.lifted_at IS NOT NULL, h.put_on_at DESC, h.id LIMIT 200`);
  }

  async hold(tx: Tx, id: string): Promise<LegalHold | undefined> {
    const [row] = await tx.query<LegalHold>(`${HOLD} WHERE h.id = $1`, [id]);
    return row;
  }

  async putOn(tx: Tx, one: { readonly id: string; readonly pupilId: string; readonly reason: string }): Promise<void> {
    await tx.query(
      `INSERT INTO legal_hold (id, authority_id, pupil_id, reason, put_on_at, put_on_by) VALUES ($1, $2, $3, $4, $5, $6)`,
      [one.id, tx.actor.authorityId, one.pupilId, one.reason, tx.now, tx.actor.userId],
    );
  }

  async lift(tx: Tx, id: string, reason: string): Promise<void> {
    await tx.query(`UPDATE legal_hold SET lifted_at = $2, lifted_by = $3, lift_reason = $4 WHERE id = $1`, [
      id,
      tx.now,
      tx.actor.userId,
      reason,
    ]);
  }
}
