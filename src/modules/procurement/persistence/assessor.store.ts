import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { AssessorPart, SheetPart } from '../domain/assessment.js';

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
  readonly part: SheetPart;
}

interface RoundKey {
  readonly id: string;
  readonly frameworkId: string;
  readonly authorityId: string;
}

const by = ({ providerId }: { readonly providerId: string }) => ({ provider_organisation_id: providerId });

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
         FROM round_assessor s LEFT JOIN evaluation_sheet t ON t.round_id = s.round_id AND t.user_id = s.user_id AND t.part <> 'READER'
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

  /**
   * A sheet for each declaration; a conflict keeps the bid from whoever declared it from this moment on. Who declared as
   * a reader and was named since has a sheet already, which becomes that of their part.
   */
  async declare(
    tx: Tx,
    roundId: string,
    declared: readonly { readonly bidder: Bidder; readonly conflict: string | null }[],
  ): Promise<void> {
    const of = ({ applicationId, authorityId }: Bidder) => ({
      application_id: applicationId,
      authority_id: authorityId,
    });
    const named = declared.filter(({ bidder }) => bidder.part !== 'READER').map(({ bidder }) => bidder);
    await this.begin(tx, roundId, named);
    const turned = await this.turnReader(tx, declared);
    await insertRows(
      tx,
      'evaluation_sheet',
      declared
        .filter(({ bidder }) => !turned.has(bidder.applicationId))
        .map(({ bidder, conflict }) => ({
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
      declared.flatMap(({ bidder, conflict }) =>
        conflict === null ? [] : [{ ...of(bidder), ...by(bidder), nature: conflict }],
      ),
    );
  }

  /** An interest that turned up later. */
  async turnAway(
    tx: Tx,
    bid: { readonly id: string; readonly authorityId: string; readonly providerId: string },
    nature: string,
  ): Promise<void> {
    const row = { application_id: bid.id, authority_id: bid.authorityId, ...by(bid) };
    await this.addInterests(tx, [{ ...row, nature }]);
    await tx.query(
      `UPDATE evaluation_sheet SET status = 'CONFLICT', submitted_at = NULL WHERE application_id = $1 AND user_id = $2`,
      [bid.id, tx.actor.userId],
    );
  }

  /** What was declared in a round, for those who run it and, of their own, for those who declared. */
  interests(
    tx: Tx,
    roundId: string,
  ): Promise<{ userId: string; providerName: string; nature: string; declaredAt: Date }[]> {
    return tx.query(
      `SELECT i.user_id AS "userId", o.name AS "providerName", i.nature, i.declared_at AS "declaredAt"
         FROM evaluation_interest i
         JOIN evaluation_sheet t ON t.application_id = i.application_id AND t.user_id = i.user_id
         JOIN organisation o ON o.id = i.provider_organisation_id
        WHERE t.round_id = $1 ORDER BY i.declared_at, i.user_id, o.name LIMIT 500`,
      [roundId],
    );
  }

  private async begin(tx: Tx, roundId: string, bidders: readonly Bidder[]): Promise<void> {
    const rows = bidders.toSorted((a, b) => (a.applicationId < b.applicationId ? -1 : 1));
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
  }

  private async turnReader(
    tx: Tx,
    declared: readonly { readonly bidder: Bidder; readonly conflict: string | null }[],
  ): Promise<ReadonlySet<string>> {
    const named = declared.filter(({ bidder }) => bidder.part !== 'READER');
    const rows = await tx.query<{ id: string }>(
      `UPDATE evaluation_sheet t SET part = x.part, declared_at = $4,
              status = CASE WHEN x.conflict THEN 'CONFLICT' ELSE 'OPEN' END
         FROM unnest($1::uuid[], $2::text[], $3::boolean[]) AS x (application_id, part, conflict)
        WHERE t.application_id = x.application_id AND t.user_id = $5 AND t.part = 'READER' AND t.status = 'OPEN'
        RETURNING t.application_id AS id`,
      [
        named.map(({ bidder }) => bidder.applicationId),
        named.map(({ bidder }) => bidder.part),
        named.map(({ conflict }) => conflict !== null),
        tx.now,
        tx.actor.userId,
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async addInterests(tx: Tx, rows: readonly Record<string, unknown>[]): Promise<void> {
    await insertRows(
      tx,
      'evaluation_interest',
      rows.map((row) => ({ ...row, user_id: tx.actor.userId, declared_at: tx.now })),
    );
  }
}
