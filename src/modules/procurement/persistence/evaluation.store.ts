import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { SheetPart, SheetStatus } from '../domain/assessment.js';
import type { Item, Mark, Outcome, RecommendationGiven, Total } from '../domain/evaluation.js';

export interface Evaluation {
  readonly applicationId: string;
  readonly roundId: string;
  readonly authorityId: string;
  readonly version: number;
  readonly scoresShownAt: Date | null;
  readonly moderatedAt: Date | null;
}

/** The actor's own part in a bid. */
export interface Sheet {
  readonly applicationId: string;
  readonly authorityId: string;
  readonly roundId: string;
  readonly part: SheetPart;
  readonly status: SheetStatus;
  readonly submittedAt: Date | null;
  /** Lots of the bid for which the actor was named. */
  readonly lotIds: readonly string[];
}

export interface GivenMark extends Mark {
  readonly userId: string;
  readonly itemId: string;
}

export interface Recommendation extends RecommendationGiven {
  readonly lotId: string;
  readonly passes: boolean;
  readonly total: Total | null;
  readonly version: number;
  readonly madeAt: Date;
  readonly madeBy: string | null;
}

/** Scores, moderation and recommendations. Row security shows a person's scores to others once all have submitted. */
@Injectable()
export class EvaluationStore {
  async byId(tx: Tx, applicationId: string): Promise<Evaluation | undefined> {
    const [row] = await tx.query<Evaluation>(
      `SELECT application_id AS "applicationId", round_id AS "roundId", authority_id AS "authorityId", version,
              scores_shown_at AS "scoresShownAt", moderated_at AS "moderatedAt"
         FROM evaluation WHERE application_id = $1`,
      [applicationId],
    );
    return row;
  }

  /** The lock of every step of this bid's evaluation; nothing for whoever may read it and take no step. */
  async lock(tx: Tx, applicationId: string): Promise<Evaluation | undefined> {
    const locked = await tx.query(`SELECT application_id FROM evaluation WHERE application_id = $1 FOR UPDATE`, [
      applicationId,
    ]);
    return locked.length === 0 ? undefined : this.byId(tx, applicationId);
  }

  async ownSheet(tx: Tx, applicationId: string): Promise<Sheet | undefined> {
    const [row] = await tx.query<Sheet>(
      `SELECT t.application_id AS "applicationId", t.authority_id AS "authorityId", t.round_id AS "roundId", t.part,
              t.status, t.submitted_at AS "submittedAt",
              coalesce((SELECT jsonb_agg(sl.lot_id) FROM round_assessor_lot sl
                         JOIN application_lot al ON al.lot_id = sl.lot_id AND al.application_id = t.application_id
                         WHERE sl.round_id = t.round_id AND sl.user_id = t.user_id), '[]') AS "lotIds"
         FROM evaluation_sheet t LEFT JOIN round_assessor s ON s.round_id = t.round_id AND s.user_id = t.assessor_id
        WHERE t.application_id = $1 AND t.user_id = $2 AND (t.part = 'READER' OR s.ended_at IS NULL)`,
      [applicationId, tx.actor.userId],
    );
    return row;
  }

  /** Marks that count and that the actor may see: their own, or everybody's once scores are shown. */
  marks(tx: Tx, applicationId: string): Promise<GivenMark[]> {
    return tx.query<GivenMark>(
      `SELECT m.user_id AS "userId", m.item_id AS "itemId", m.points::int AS points, m.passed, m.reason
         FROM evaluation_mark m JOIN evaluation_sheet t ON t.application_id = m.application_id AND t.user_id = m.user_id
        WHERE m.application_id = $1 AND t.status <> 'CONFLICT' AND (t.status = 'SUBMITTED' OR m.user_id = $2)
        ORDER BY t.declared_at, m.user_id LIMIT 4000`,
      [applicationId, tx.actor.userId],
    );
  }

  async saveMarks(tx: Tx, sheet: Sheet, marks: readonly (readonly [Item, Mark])[]): Promise<void> {
    await insertRows(
      tx,
      'evaluation_mark',
      marks.map(([item, mark]) => ({
        ...keyOf(sheet, item),
        user_id: tx.actor.userId,
        points: mark.points,
        passed: mark.passed,
        reason: mark.reason,
        marked_at: tx.now,
      })),
      ['application_id', 'user_id', 'item_id'],
    );
  }

  async submitSheet(tx: Tx, applicationId: string): Promise<void> {
    await tx.query(
      `UPDATE evaluation_sheet SET status = 'SUBMITTED', submitted_at = $3 WHERE application_id = $1 AND user_id = $2`,
      [applicationId, tx.actor.userId, tx.now],
    );
  }

  /**
   * Takes the locks of the evaluations named, or of every one of a round, in one order, and says which of them do not
   * show their scores yet.
   */
  async lockHidden(tx: Tx, of: { readonly ids: readonly string[] } | { readonly roundId: string }): Promise<string[]> {
    const where = 'ids' in of ? 'application_id = ANY ($1::uuid[])' : 'round_id = $1';
    const rows = await tx.query<{ id: string; shown: boolean }>(
      `SELECT application_id AS id, scores_shown_at IS NOT NULL AS shown FROM evaluation WHERE ${where}
        ORDER BY application_id FOR UPDATE`,
      ['ids' in of ? of.ids : of.roundId],
    );
    return rows.filter(({ shown }) => !shown).map(({ id }) => id);
  }

  /** Shows the scores of those bids whose last score is in; which those are. Their rows must be locked before. */
  async showScores(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<{ id: string }>(
      `UPDATE evaluation SET scores_shown_at = $2, version = version + 1
        WHERE application_id = ANY ($1::uuid[]) AND scores_shown_at IS NULL AND evaluation_complete(application_id)
        RETURNING application_id AS id`,
      [ids, tx.now],
    );
    return rows.map(({ id }) => id);
  }

  async outcomes(tx: Tx, applicationId: string): Promise<Map<string, Outcome>> {
    const rows = await tx.query<Outcome & { readonly itemId: string }>(
      `SELECT item_id AS "itemId", points::int AS points, passed, reason, feedback
         FROM evaluation_outcome WHERE application_id = $1`,
      [applicationId],
    );
    return new Map(rows.map(({ itemId, ...outcome }) => [itemId, outcome]));
  }

  async saveOutcomes(tx: Tx, evaluation: Evaluation, outcomes: readonly (readonly [Item, Outcome])[]): Promise<void> {
    await insertRows(
      tx,
      'evaluation_outcome',
      outcomes.map(([item, { points, passed, reason, feedback }]) => ({
        ...keyOf(evaluation, item),
        points,
        passed,
        reason,
        feedback,
        decided_at: tx.now,
        decided_by: tx.actor.userId,
      })),
      ['application_id', 'item_id'],
    );
    await this.countUp(tx, evaluation.applicationId);
  }

  async finishModeration(tx: Tx, applicationId: string): Promise<void> {
    await tx.query(
      `UPDATE evaluation SET moderated_at = $2, moderated_by = $3, version = version + 1 WHERE application_id = $1`,
      [applicationId, tx.now, tx.actor.userId],
    );
  }

  recommendations(tx: Tx, applicationId: string): Promise<Recommendation[]> {
    return tx.query<Recommendation>(
      `SELECT r.lot_id AS "lotId", r.outcome, r.passes, r.reasons, r.conditions, r.risks, r.version, r.made_at AS "madeAt",
              r.made_by AS "madeBy", CASE WHEN r.weighted_points IS NOT NULL THEN
                jsonb_build_object('points', r.weighted_points, 'of', r.weighted_points_of) END AS total
         FROM recommendation r JOIN lot l ON l.id = r.lot_id WHERE r.application_id = $1 ORDER BY l.number`,
      [applicationId],
    );
  }

  async recommend(
    tx: Tx,
    evaluation: Evaluation,
    given: RecommendationGiven & Pick<Recommendation, 'lotId' | 'passes' | 'total'>,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO recommendation (application_id, round_id, authority_id, lot_id, outcome, passes, weighted_points,
         weighted_points_of, reasons, conditions, risks, made_at, made_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       ON CONFLICT (application_id, lot_id) DO UPDATE SET outcome = excluded.outcome, passes = excluded.passes,
         weighted_points = excluded.weighted_points, weighted_points_of = excluded.weighted_points_of,
         reasons = excluded.reasons, conditions = excluded.conditions, risks = excluded.risks,
         version = recommendation.version + 1, made_at = excluded.made_at, made_by = excluded.made_by`,
      [
        evaluation.applicationId,
        evaluation.roundId,
        evaluation.authorityId,
        given.lotId,
        given.outcome,
        given.passes,
        given.total?.points ?? null,
        given.total?.of ?? null,
        given.reasons,
        given.conditions,
        given.risks,
        tx.now,
        tx.actor.userId,
      ],
    );
    await this.countUp(tx, evaluation.applicationId);
  }

  private async countUp(tx: Tx, applicationId: string): Promise<void> {
    await tx.query(`UPDATE evaluation SET version = version + 1 WHERE application_id = $1`, [applicationId]);
  }
}

const keyOf = (
  { applicationId, roundId, authorityId }: Pick<Evaluation, 'applicationId' | 'roundId' | 'authorityId'>,
  item: Item,
): Record<string, unknown> => ({
  application_id: applicationId,
  round_id: roundId,
  authority_id: authorityId,
  question_id: item.of === 'QUESTION' ? item.id : null,
  condition_id: item.of === 'CONDITION' ? item.id : null,
});
