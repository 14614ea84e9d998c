import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type {
  CommentGiven,
  CommentPart,
  ConsultationGiven,
  ConsultationTimes,
  PointGiven,
} from '../domain/consultation.js';
import type { Round } from './round.store.js';

export interface Consultation extends ConsultationTimes {
  readonly roundId: string;
  readonly authorityId: string;
  readonly authorityName: string;
  readonly frameworkId: string;
  readonly frameworkName: string;
  readonly roundName: string;
  readonly intro: string;
  readonly openedAt: Date;
  /** How many came in, once it was said what was heard. */
  readonly comments: number | null;
}

export interface Comment {
  readonly id: string;
  readonly organisationName: string;
  readonly part: CommentPart;
  readonly comment: string;
  readonly sentAt: Date;
  /** The point that answers it, for the lead authority. */
  readonly pointId: string | null;
}

export interface Point {
  readonly id: string;
  readonly heard: string;
  readonly changed: string;
}

const CONSULTATION = `
  SELECT c.round_id AS "roundId", c.authority_id AS "authorityId", au.name AS "authorityName",
         c.framework_id AS "frameworkId", f.name AS "frameworkName", c.specification -> 'round' ->> 'name' AS "roundName",
         c.intro, c.opened_at AS "openedAt", c.closes_at AS "closesAt", c.answered_at AS "answeredAt",
         c.cancelled_at AS "cancelledAt", c.comments
    FROM consultation c JOIN framework f ON f.id = c.framework_id JOIN authority au ON au.id = c.authority_id`;

/** Drafts laid open, what was said about them, and what was answered. Row security shows who said what to nobody else. */
@Injectable()
export class ConsultationStore {
  async byRound(tx: Tx, roundId: string): Promise<Consultation | undefined> {
    const [row] = await tx.query<Consultation>(`${CONSULTATION} WHERE c.round_id = $1`, [roundId]);
    return row;
  }

  async lock(tx: Tx, roundId: string): Promise<Consultation | undefined> {
    await tx.query(`SELECT round_id FROM consultation WHERE round_id = $1 FOR UPDATE`, [roundId]);
    return this.byRound(tx, roundId);
  }

  async specification(tx: Tx, roundId: string): Promise<object> {
    const [row] = await tx.query<{ specification: object }>(
      `SELECT specification FROM consultation WHERE round_id = $1`,
      [roundId],
    );
    return row?.specification ?? {};
  }

  /** Open ones first, those that close first before others, then the newest; at most 200. */
  list(tx: Tx): Promise<Consultation[]> {
    return tx.query<Consultation>(
      `${CONSULTATION} ORDER BY c.closes_at <= $1, CASE WHEN c.closes_at > $1 THEN c.closes_at END, c.closes_at DESC,
         c.round_id LIMIT 200`,
      [tx.now],
    );
  }

  /** Of frameworks that the actor's authority takes part in and that take comments; at most 100. */
  openFor(tx: Tx): Promise<Consultation[]> {
    return tx.query<Consultation>(
      `${CONSULTATION} WHERE c.closes_at > $1 AND c.cancelled_at IS NULL
          AND c.framework_id IN (SELECT framework_id FROM framework_participant WHERE authority_id = $2)
          AND NOT EXISTS (SELECT FROM consultation_comment m WHERE m.round_id = c.round_id AND m.organisation_id = $3)
        ORDER BY c.closes_at, c.round_id LIMIT 100`,
      [tx.now, tx.actor.authorityId, tx.actor.organisationId],
    );
  }

  /** Closed, and not answered yet, of the actor's own authority; at most 100. */
  toAnswer(tx: Tx): Promise<Consultation[]> {
    return tx.query<Consultation>(
      `${CONSULTATION} WHERE c.authority_id = $2 AND c.closes_at <= $1 AND c.answered_at IS NULL AND c.cancelled_at IS NULL
        ORDER BY c.closes_at, c.round_id LIMIT 100`,
      [tx.now, tx.actor.authorityId],
    );
  }

  async open(tx: Tx, round: Round, given: ConsultationGiven, specification: object): Promise<void> {
    const of = { round_id: round.id, framework_id: round.frameworkId, authority_id: round.authorityId };
    const opened = { opened_at: tx.now, opened_by: tx.actor.userId, closes_at: given.closesAt };
    await insertRows(tx, 'consultation', [
      { ...of, intro: given.intro, specification: JSON.stringify(specification), ...opened },
    ]);
  }

  async takesPart(tx: Tx, { frameworkId }: Consultation): Promise<boolean> {
    const rows = await tx.query(`SELECT FROM framework_participant WHERE framework_id = $1 AND authority_id = $2`, [
      frameworkId,
      tx.actor.authorityId,
    ]);
    return rows.length > 0;
  }

  /** Of all that came in, for the lead authority. */
  async count(tx: Tx, roundId: string): Promise<{ comments: number; unanswered: number }> {
    const [row] = await tx.query<{ comments: number; unanswered: number }>(
      `SELECT count(*)::int AS comments, (count(*) FILTER (WHERE p.point_id IS NULL))::int AS unanswered
         FROM consultation_comment m LEFT JOIN consultation_point_comment p ON p.comment_id = m.id WHERE m.round_id = $1`,
      [roundId],
    );
    return row ?? { comments: 0, unanswered: 0 };
  }

  /** One's own, or all for the lead authority: those without an answer first, then the oldest; at most 2,000. */
  comments(tx: Tx, roundId: string): Promise<Comment[]> {
    return tx.query<Comment>(
      `SELECT m.id, o.name AS "organisationName", m.part, m.comment, m.sent_at AS "sentAt", p.point_id AS "pointId"
         FROM consultation_comment m JOIN organisation o ON o.id = m.organisation_id
         LEFT JOIN consultation_point_comment p ON p.comment_id = m.id
        WHERE m.round_id = $1 ORDER BY p.point_id IS NOT NULL, m.sent_at, m.id LIMIT 2000`,
      [roundId],
    );
  }

  async comment(tx: Tx, id: string, to: Consultation, given: CommentGiven): Promise<void> {
    const of = { id, round_id: to.roundId, authority_id: to.authorityId };
    const by = { organisation_id: tx.actor.organisationId, sent_at: tx.now, sent_by: tx.actor.userId };
    await insertRows(tx, 'consultation_comment', [{ ...of, ...by, part: given.part, comment: given.comment }]);
  }

  /** In the order they were written; at most 500. */
  points(tx: Tx, roundId: string): Promise<Point[]> {
    return tx.query<Point>(
      `SELECT id, heard, changed FROM consultation_point WHERE round_id = $1 ORDER BY written_at, id LIMIT 500`,
      [roundId],
    );
  }

  async addPoint(tx: Tx, id: string, to: Consultation, given: PointGiven): Promise<void> {
    const of = { round_id: to.roundId, authority_id: to.authorityId };
    const written = { written_at: tx.now, written_by: tx.actor.userId };
    const { heard, changed } = given;
    await insertRows(tx, 'consultation_point', [{ id, ...of, heard, changed, ...written }]);
    await insertRows(
      tx,
      'consultation_point_comment',
      given.commentIds.map((comment) => ({ comment_id: comment, point_id: id, ...of })),
    );
  }

  async removePoint(tx: Tx, roundId: string, id: string): Promise<number> {
    const rows = await tx.query(`DELETE FROM consultation_point WHERE round_id = $1 AND id = $2 RETURNING id`, [
      roundId,
      id,
    ]);
    return rows.length;
  }

  async answer(tx: Tx, roundId: string, comments: number): Promise<void> {
    await tx.query(`UPDATE consultation SET answered_at = $2, answered_by = $3, comments = $4 WHERE round_id = $1`, [
      roundId,
      tx.now,
      tx.actor.userId,
      comments,
    ]);
  }
}
