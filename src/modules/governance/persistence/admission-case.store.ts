import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { Feedback } from '../domain/admission-paper.js';

export type CaseStatus = 'PREPARED' | 'TO_SIGN' | 'ADMITTED' | 'REFUSED' | 'DROPPED';

export interface NewCase {
  readonly id: string;
  readonly authorityId: string;
  readonly frameworkId: string;
  readonly lotId: string;
  readonly providerId: string;
  readonly roundId: string | null;
  readonly applicationId: string | null;
  readonly scored: boolean;
  /** Whether everything published is met; null where nothing was evaluated. */
  readonly meets: boolean | null;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
  readonly standstillDays: number;
  readonly feedback: readonly Feedback[];
  /** Checks of due diligence when it was put before the board; null where that was before they were kept. */
  readonly checksOpen: number | null;
  readonly checksFailed: number | null;
}

/** What became of one lot of a bid. */
export interface CaseOfBid {
  readonly id: string;
  readonly applicationId: string;
  readonly lotId: string;
  readonly lotNumber: number;
  readonly status: Exclude<CaseStatus, 'DROPPED'>;
  readonly outcome: string | null;
  readonly itemId: string | null;
  readonly letterId: string | null;
}

/** What was decided on a case. */
export interface DecidedCase {
  readonly id: string;
  readonly decisionId: string;
  readonly outcome: string;
  readonly status: 'TO_SIGN' | 'ADMITTED' | 'REFUSED';
  readonly admittedFrom: DateOnly | null;
}

/** One provider on one lot before the board. */
export interface AdmissionCase extends NewCase {
  readonly status: CaseStatus;
  readonly decisionId: string | null;
  readonly outcome: string | null;
  readonly admittedFrom: DateOnly | null;
  readonly providerName: string;
  readonly lotNumber: number;
  readonly lotName: string;
  readonly frameworkName: string;
  readonly authorityName: string;
  /** Where its paper is: the item of the last agenda it was on. */
  readonly itemId: string | null;
}

const CASE = `
  SELECT c.id, c.authority_id AS "authorityId", c.framework_id AS "frameworkId", c.lot_id AS "lotId",
         c.provider_organisation_id AS "providerId", c.round_id AS "roundId", c.application_id AS "applicationId",
         c.scored, c.meets, c.from_date AS "fromDate", c.to_date AS "toDate", c.standstill_days::int AS "standstillDays",
         c.feedback, c.checks_open::int AS "checksOpen", c.checks_failed::int AS "checksFailed", c.status, c.decision_id AS "decisionId", c.outcome, c.admitted_from AS "admittedFrom",
         o.name AS "providerName", l.number::int AS "lotNumber", l.name AS "lotName", f.name AS "frameworkName",
         a.name AS "authorityName", (SELECT i.id FROM agenda_item i WHERE i.subject_type = 'ADMISSION' AND i.subject_id = c.id
           ORDER BY i.added_at DESC, i.id DESC LIMIT 1) AS "itemId"
    FROM admission_case c JOIN organisation o ON o.id = c.provider_organisation_id JOIN lot l ON l.id = c.lot_id
    JOIN framework f ON f.id = c.framework_id JOIN authority a ON a.id = c.authority_id`;

/** Cases of admission before the board. */
@Injectable()
export class AdmissionCaseStore {
  async byId(tx: Tx, id: string): Promise<AdmissionCase | undefined> {
    const [row] = await tx.query<AdmissionCase>(`${CASE} WHERE c.id = $1`, [id]);
    return row;
  }

  async locked(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, AdmissionCase>> {
    const sorted = ids.toSorted();
    await tx.query(`SELECT id FROM admission_case WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`, [sorted]);
    const rows = await tx.query<AdmissionCase>(`${CASE} WHERE c.id = ANY ($1::uuid[]) ORDER BY c.id`, [sorted]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Bids of a round that are before the board, or have been decided: their application and lot. */
  async taken(tx: Tx, roundId: string): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ key: string }>(
      `SELECT application_id || '/' || lot_id AS key FROM admission_case WHERE round_id = $1 AND status <> 'DROPPED'
        ORDER BY application_id, lot_id`,
      [roundId],
    );
    return new Set(rows.map(({ key }) => key));
  }

  /** Rounds of the actor's authority with bids that are recommended and neither before the board nor decided; at most 50. */
  toPut(tx: Tx): Promise<{ roundId: string; name: string; lots: number; again: number }[]> {
    return tx.query(
      `SELECT r.id AS "roundId", r.name, count(*)::int AS lots,
              count(*) FILTER (WHERE EXISTS (SELECT FROM admission_case d WHERE d.application_id = m.application_id
                AND d.lot_id = m.lot_id AND d.status = 'DROPPED'))::int AS again
         FROM recommendation m JOIN round r ON r.id = m.round_id AND r.status = 'PUBLISHED'
         JOIN application a ON a.id = m.application_id AND a.status = 'SUBMITTED'
        WHERE m.authority_id = $1 AND NOT EXISTS (SELECT FROM admission_case c WHERE c.application_id = m.application_id
          AND c.lot_id = m.lot_id AND c.status <> 'DROPPED')
        GROUP BY r.id, r.name ORDER BY r.name, r.id LIMIT 50`,
      [tx.actor.authorityId],
    );
  }

  /** What waits for a signature in the actor's authority, by date of the decision; at most 500. */
  toSign(tx: Tx): Promise<AdmissionCase[]> {
    return tx.query<AdmissionCase>(
      `${CASE} WHERE c.authority_id = $1 AND c.status = 'TO_SIGN' ORDER BY c.admitted_from, l.number, o.name, c.id LIMIT 500`,
      [tx.actor.authorityId],
    );
  }

  /** Of bids, as far as the actor may see them: what stands before the board or was decided, by lot. */
  ofBids(tx: Tx, applicationIds: readonly string[]): Promise<CaseOfBid[]> {
    return tx.query<CaseOfBid>(
      `SELECT DISTINCT ON (c.application_id, l.number) c.id, c.application_id AS "applicationId", c.lot_id AS "lotId",
              l.number::int AS "lotNumber", c.status, c.outcome,
              (SELECT i.id FROM agenda_item i WHERE i.subject_type = 'ADMISSION' AND i.subject_id = c.id
                ORDER BY i.added_at DESC, i.id DESC LIMIT 1) AS "itemId",
              (SELECT x.id FROM decision_letter x WHERE x.case_id = c.id) AS "letterId"
         FROM admission_case c JOIN lot l ON l.id = c.lot_id
        WHERE c.application_id = ANY ($1::uuid[]) AND c.status <> 'DROPPED'
        ORDER BY c.application_id, l.number, c.prepared_at DESC, c.id DESC`,
      [applicationIds],
    );
  }

  /** Of the actor's own bids: what was decided, and the letters that say so. */
  ofOwnBids(tx: Tx, applicationIds: readonly string[]): Promise<CaseOfBid[]> {
    return tx.query<CaseOfBid>(
      `SELECT d.case_id AS id, d.application_id AS "applicationId", d.lot_id AS "lotId", l.number::int AS "lotNumber",
              d.status, d.outcome, NULL AS "itemId", x.id AS "letterId"
         FROM own_bids_decided($1::uuid[]) d JOIN lot l ON l.id = d.lot_id
         LEFT JOIN decision_letter x ON x.case_id = d.case_id
        ORDER BY d.application_id, l.number, d.case_id`,
      [applicationIds],
    );
  }

  /** Bids of a round of which every lot has been decided. */
  async bidsDecided(tx: Tx, roundId: string): Promise<number> {
    const [row] = await tx.query<{ bids: number }>(
      `SELECT count(*)::int AS bids FROM (
         SELECT c.application_id FROM admission_case c WHERE c.round_id = $1 AND c.decision_id IS NOT NULL
          GROUP BY c.application_id HAVING count(DISTINCT c.lot_id)
            = (SELECT count(*) FROM application_lot al WHERE al.application_id = c.application_id)) AS decided`,
      [roundId],
    );
    return row?.bids ?? 0;
  }

  async add(tx: Tx, cases: readonly NewCase[]): Promise<void> {
    await insertRows(
      tx,
      'admission_case',
      cases.map((one) => ({
        id: one.id,
        authority_id: one.authorityId,
        framework_id: one.frameworkId,
        lot_id: one.lotId,
        provider_organisation_id: one.providerId,
        round_id: one.roundId,
        application_id: one.applicationId,
        scored: one.scored,
        meets: one.meets,
        from_date: one.fromDate,
        to_date: one.toDate,
        standstill_days: one.standstillDays,
        feedback: JSON.stringify(one.feedback),
        checks_open: one.checksOpen,
        checks_failed: one.checksFailed,
        prepared_at: tx.now,
        prepared_by: tx.actor.userId,
      })),
    );
  }

  /** Admitted, with a price that was bid and is not in the price list, by date; at most 50. */
  withPricesToTake(tx: Tx): Promise<AdmissionCase[]> {
    return tx.query<AdmissionCase>(
      `${CASE} WHERE c.authority_id = $1 AND c.status = 'ADMITTED' AND c.to_date >= $2
          AND EXISTS (SELECT FROM application_offer x WHERE x.application_id = c.application_id AND x.lot_id = c.lot_id
            AND NOT EXISTS (SELECT FROM tariff_line t WHERE t.provider_organisation_id = c.provider_organisation_id
              AND t.lot_id = c.lot_id AND t.programme_id = x.programme_id AND t.basis = x.basis AND t.status <> 'WITHDRAWN'))
        ORDER BY c.admitted_from, o.name, l.number, c.id LIMIT 50`,
      [tx.actor.authorityId, tx.today],
    );
  }

  async drop(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.query(`UPDATE admission_case SET status = 'DROPPED' WHERE id = ANY ($1::uuid[])`, [ids]);
  }

  async decide(tx: Tx, decided: readonly DecidedCase[]): Promise<void> {
    await tx.query(
      `UPDATE admission_case c SET decision_id = x.decision, outcome = x.outcome, status = x.status,
              admitted_from = x.admitted_from
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::date[])
           AS x (id, decision, outcome, status, admitted_from) WHERE c.id = x.id`,
      [
        decided.map(({ id }) => id),
        decided.map(({ decisionId }) => decisionId),
        decided.map(({ outcome }) => outcome),
        decided.map(({ status }) => status),
        decided.map(({ admittedFrom }) => admittedFrom),
      ],
    );
  }

  async sign(tx: Tx, signed: readonly { readonly id: string; readonly admittedFrom: DateOnly }[]): Promise<void> {
    await tx.query(
      `UPDATE admission_case c SET status = 'ADMITTED', signed_at = $3, signed_by = $4, admitted_from = x.admitted_from
         FROM unnest($1::uuid[], $2::date[]) AS x (id, admitted_from) WHERE c.id = x.id`,
      [signed.map(({ id }) => id), signed.map(({ admittedFrom }) => admittedFrom), tx.now, tx.actor.userId],
    );
  }
}
