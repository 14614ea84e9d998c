import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { AssessorPart } from '../domain/assessment.js';

/** Somebody named in a round, with how far they are. */
export interface Assessor {
  readonly userId: string;
  readonly part: AssessorPart;
  readonly lotIds: readonly string[];
  readonly namedAt: Date;
  readonly endedAt: Date | null;
  readonly endedReason: string | null;
  /** Bids they declared to have no interest in, those they have one in, and those whose scores they submitted. */
  readonly declared: number;
  readonly conflicts: number;
  readonly submitted: number;
}

/** A bidder in whom somebody has not yet declared an interest or none. */
export interface Bidder {
  readonly applicationId: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly lots: readonly number[];
  readonly part: AssessorPart;
}

interface RoundKey {
  readonly id: string;
  readonly frameworkId: string;
  readonly authorityId: string;
}

/** Who evaluates and moderates a round, and what they declared. */
@Injectable()
export class AssessorStore {
  /** By the time of being named; at most 200. */
  ofRound(tx: Tx, roundId: string): Promise<Assessor[]> {
    return tx.query<Assessor>(
      `SELECT s.user_id AS "userId", s.part, s.named_at AS "namedAt", s.ended_at AS "endedAt",
              s.ended_reason AS "endedReason",
              coalesce((SELECT jsonb_agg(sl.lot_id ORDER BY l.number) FROM round_assessor_lot sl JOIN lot l ON l.id = sl.lot_id
                         WHERE sl.round_id = s.round_id AND sl.user_id = s.user_id), '[]') AS "lotIds",
              count(t.application_id) FILTER (WHERE t.status <> 'CONFLICT')::int AS declared,
              count(t.application_id) FILTER (WHERE t.status = 'CONFLICT')::int AS conflicts,
              count(t.application_id) FILTER (WHERE t.status = 'SUBMITTED')::int AS submitted
         FROM round_assessor s LEFT JOIN evaluation_sheet t ON t.round_id = s.round_id AND t.user_id = s.user_id
        WHERE s.round_id = $1 GROUP BY s.round_id, s.user_id ORDER BY s.named_at, s.user_id LIMIT 200`,
      [roundId],
    );
  }

  async name(
    tx: Tx,
    round: RoundKey,
    given: { readonly userId: string; readonly part: AssessorPart; readonly lotIds: readonly string[] },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO round_assessor (round_id, framework_id, authority_id, user_id, part, named_at, named_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (round_id, user_id) DO UPDATE SET part = excluded.part, named_at = excluded.named_at,
         named_by = excluded.named_by, ended_at = NULL, ended_reason = NULL`,
      [round.id, round.frameworkId, round.authorityId, given.userId, given.part, tx.now, tx.actor.userId],
    );
    const key = [round.id, given.userId];
    await tx.query(`DELETE FROM round_assessor_lot WHERE round_id = $1 AND user_id = $2`, key);
    await insertRows(
      tx,
      'round_assessor_lot',
      given.lotIds.map((lot) => ({
        round_id: round.id,
        authority_id: round.authorityId,
        user_id: given.userId,
        lot_id: lot,
      })),
    );
  }

  async end(tx: Tx, roundId: string, userId: string, reason: string): Promise<void> {
    await tx.query(`UPDATE round_assessor SET ended_at = $3, ended_reason = $4 WHERE round_id = $1 AND user_id = $2`, [
      roundId,
      userId,
      tx.now,
      reason,
    ]);
  }

  /** Whom the actor still has to declare about in the round, by name; at most `limit`, with how many there are. */
  bidders(tx: Tx, roundId: string, limit: number): Promise<(Bidder & { readonly total: number })[]> {
    return tx.query(
      `SELECT application_id AS "applicationId", authority_id AS "authorityId", part, lots,
              provider_organisation_id AS "providerId", provider_name AS "providerName", count(*) OVER ()::int AS total
         FROM round_bidders($1) LIMIT $2`,
      [roundId, limit],
    );
  }

  /** A sheet for each declaration; a conflict keeps the bid from whoever declared it from this moment on. */
  async declare(
    tx: Tx,
    roundId: string,
    declared: readonly { readonly bidder: Bidder; readonly conflict: string | null }[],
  ): Promise<void> {
    const of = ({ applicationId, authorityId }: Bidder) => ({
      application_id: applicationId,
      authority_id: authorityId,
    });
    const rows = declared.map(({ bidder }) => bidder).toSorted((a, b) => (a.applicationId < b.applicationId ? -1 : 1));
    await tx.query(
      `INSERT INTO evaluation (application_id, round_id, authority_id, provider_organisation_id, begun_at)
       SELECT a, $2, b, p, $5 FROM unnest($1::uuid[], $3::uuid[], $4::uuid[]) AS x (a, b, p) ON CONFLICT DO NOTHING`,
      [
        rows.map(({ applicationId }) => applicationId),
        roundId,
        rows.map(({ authorityId }) => authorityId),
        rows.map(({ providerId }) => providerId),
        tx.now,
      ],
    );
    await insertRows(
      tx,
      'evaluation_sheet',
      declared.map(({ bidder, conflict }) => ({
        ...of(bidder),
        round_id: roundId,
        user_id: tx.actor.userId,
        part: bidder.part,
        status: conflict === null ? 'OPEN' : 'CONFLICT',
        declared_at: tx.now,
      })),
    );
    await this.addInterests(
      tx,
      declared.flatMap(({ bidder, conflict }) => (conflict === null ? [] : [{ ...of(bidder), nature: conflict }])),
    );
  }

  /** An interest that turned up later. */
  async turnAway(tx: Tx, sheet: { readonly applicationId: string; readonly authorityId: string }, nature: string) {
    await this.addInterests(tx, [{ application_id: sheet.applicationId, authority_id: sheet.authorityId, nature }]);
    await tx.query(
      `UPDATE evaluation_sheet SET status = 'CONFLICT', submitted_at = NULL WHERE application_id = $1 AND user_id = $2`,
      [sheet.applicationId, tx.actor.userId],
    );
  }

  /** What was declared in a round, for those who run it and, of their own, for those who declared. */
  interests(
    tx: Tx,
    roundId: string,
  ): Promise<{ userId: string; providerName: string; nature: string; declaredAt: Date }[]> {
    return tx.query(
      `SELECT i.user_id AS "userId", o.name AS "providerName", i.nature, i.declared_at AS "declaredAt"
         FROM evaluation_interest i JOIN evaluation e ON e.application_id = i.application_id
         JOIN organisation o ON o.id = e.provider_organisation_id
        WHERE e.round_id = $1 ORDER BY i.declared_at, i.user_id, o.name LIMIT 500`,
      [roundId],
    );
  }

  private async addInterests(tx: Tx, rows: readonly Record<string, unknown>[]): Promise<void> {
    await insertRows(
      tx,
      'evaluation_interest',
      rows.map((row) => ({ ...row, user_id: tx.actor.userId, declared_at: tx.now })),
    );
  }
}
