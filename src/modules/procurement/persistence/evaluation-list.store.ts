import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { EVALUATORS_LEAST, type EvaluationStage, type SheetPart, type SheetStatus } from '../domain/assessment.js';

/** A bid as it stands in its evaluation. */
export interface BidLine {
  readonly applicationId: string;
  readonly providerName: string;
  readonly lots: readonly number[];
  readonly submittedAt: Date;
  readonly stage: EvaluationStage;
  readonly part: SheetPart | null;
  readonly status: SheetStatus | null;
}

/** What waits for one person in a round that they are named in. */
export interface Waiting {
  readonly roundId: string;
  readonly name: string;
  readonly frameworkName: string;
  readonly evaluationEndsOn: DateOnly | null;
  readonly undeclared: number;
  readonly toScore: number;
  readonly toModerate: number;
  readonly toRecommend: number;
}

const LOTS = `SELECT count(*) FROM application_lot al WHERE al.application_id = a.id`;
const RECOMMENDED = `SELECT count(*) FROM recommendation x WHERE x.application_id = a.id`;
const STAGE = `CASE WHEN e.begun_at IS NULL THEN 'WAITING' WHEN e.scores_shown_at IS NULL THEN 'SCORING'
  WHEN e.moderated_at IS NULL THEN 'MODERATING' WHEN (${RECOMMENDED}) < (${LOTS}) THEN 'RECOMMENDING' ELSE 'READY' END`;

/** Bids of a round by how far their evaluation is, and what waits for whom; each in one query. */
@Injectable()
export class EvaluationListStore {
  /** By provider, a page of those the reader may read. */
  lines(
    tx: Tx,
    roundId: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<(BidLine & { readonly total: number })[]> {
    return tx.query(
      `SELECT a.id AS "applicationId", o.name AS "providerName", a.submitted_at AS "submittedAt", ${STAGE} AS stage,
              t.part, t.status, count(*) OVER ()::int AS total,
              coalesce((SELECT jsonb_agg(l.number ORDER BY l.number) FROM application_lot al JOIN lot l ON l.id = al.lot_id
                         WHERE al.application_id = a.id), '[]') AS lots
         FROM application a JOIN organisation o ON o.id = a.provider_organisation_id
         LEFT JOIN evaluation e ON e.application_id = a.id
         LEFT JOIN evaluation_sheet t ON t.application_id = a.id AND t.user_id = $2
        WHERE a.round_id = $1 AND a.status = 'SUBMITTED' ORDER BY o.name, a.id LIMIT $3 OFFSET $4`,
      [roundId, tx.actor.userId, page.limit, page.offset],
    );
  }

  async stages(tx: Tx, roundId: string): Promise<ReadonlyMap<EvaluationStage, number>> {
    const rows = await tx.query<{ stage: EvaluationStage; count: number }>(
      `SELECT stage, count(*)::int AS count FROM (
         SELECT ${STAGE} AS stage FROM application a LEFT JOIN evaluation e ON e.application_id = a.id
          WHERE a.round_id = $1 AND a.status = 'SUBMITTED') AS bids GROUP BY stage`,
      [roundId],
    );
    return new Map(rows.map(({ stage, count }) => [stage, count]));
  }

  /** In every round where the actor is named and something waits for them; at most 100. */
  waiting(tx: Tx): Promise<Waiting[]> {
    return tx.query<Waiting>(
      `SELECT * FROM (
         SELECT r.id AS "roundId", r.name, f.name AS "frameworkName", r.evaluation_ends_on AS "evaluationEndsOn",
                (SELECT count(*) FROM round_bidders(r.id) b WHERE b.part <> 'READER')::int AS undeclared,
                count(a.id) FILTER (WHERE s.part = 'EVALUATOR' AND t.status = 'OPEN')::int AS "toScore",
                count(a.id) FILTER (WHERE s.part = 'MODERATOR' AND t.status = 'OPEN' AND e.scores_shown_at IS NOT NULL
                  AND e.moderated_at IS NULL)::int AS "toModerate",
                count(a.id) FILTER (WHERE s.part = 'MODERATOR' AND t.status = 'OPEN' AND e.moderated_at IS NOT NULL
                  AND (${RECOMMENDED}) < (${LOTS}))::int AS "toRecommend"
           FROM round_assessor s JOIN round r ON r.id = s.round_id JOIN framework f ON f.id = r.framework_id
           LEFT JOIN evaluation_sheet t ON t.round_id = s.round_id AND t.user_id = s.user_id
           LEFT JOIN application a ON a.id = t.application_id LEFT JOIN evaluation e ON e.application_id = a.id
          WHERE s.user_id = $1 AND s.ended_at IS NULL GROUP BY r.id, f.name) AS rounds
        WHERE undeclared + "toScore" + "toModerate" + "toRecommend" > 0
        ORDER BY "evaluationEndsOn" NULLS LAST, "roundId" LIMIT 100`,
      [tx.actor.userId],
    );
  }

  /** Rounds that the actor's authority leads whose open bids have a lot too few people evaluate; at most 100. */
  unnamed(tx: Tx): Promise<{ roundId: string; name: string; frameworkName: string; dueOn: DateOnly | null }[]> {
    return tx.query(
      `SELECT r.id AS "roundId", r.name, f.name AS "frameworkName", r.evaluation_ends_on AS "dueOn"
         FROM round r JOIN framework f ON f.id = r.framework_id
        WHERE r.authority_id = $1 AND r.status = 'PUBLISHED' AND (r.closes_at IS NULL OR r.bids_opened_at IS NOT NULL)
          AND EXISTS (
            SELECT FROM application_lot al JOIN application a ON a.id = al.application_id
              LEFT JOIN evaluation e ON e.application_id = a.id
             WHERE al.round_id = r.id AND a.status = 'SUBMITTED' AND e.scores_shown_at IS NULL AND ${EVALUATORS_LEAST} > (
               SELECT count(*) FROM round_assessor_lot sl
                 JOIN round_assessor s ON s.round_id = sl.round_id AND s.user_id = sl.user_id
                WHERE sl.lot_id = al.lot_id AND sl.round_id = r.id AND s.part = 'EVALUATOR' AND s.ended_at IS NULL))
        ORDER BY r.evaluation_ends_on NULLS LAST, r.id LIMIT 100`,
      [tx.actor.authorityId],
    );
  }
}
