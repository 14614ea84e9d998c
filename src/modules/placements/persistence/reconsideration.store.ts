import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { Asker, QuestionedBecause, Reconsidered, Reminder } from '../domain/reconsideration.js';
import type { PanelLetter } from './panel-letter.store.js';

explainConstraint('reconsideration_once', 'reconsideration.asked');
explainConstraint('reconsideration_in_time', 'reconsideration.too-late');
explainConstraint('reconsideration_by_another', 'reconsideration.second-person');
explainConstraint('reconsideration_stands', 'reconsideration.answered');

export interface Reconsideration {
  readonly id: string;
  readonly authorityId: string;
  readonly decisionId: string;
  readonly referralId: string;
  readonly reference: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly askedBy: Asker;
  /** Who of the family; null for a school. */
  readonly asker: string | null;
  readonly askedOn: DateOnly;
  readonly factors: readonly QuestionedBecause[];
  readonly grounds: string;
  readonly dueOn: DateOnly;
  readonly remindOn: DateOnly;
  readonly remindedAt: Date | null;
  readonly overdueToldAt: Date | null;
  readonly outcome: Reconsidered | null;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
}
export type NewReconsideration = Omit<
  Reconsideration,
  | 'authorityId'
  | 'decisionId'
  | 'referralId'
  | 'reference'
  | 'schoolId'
  | 'schoolName'
  | 'remindedAt'
  | 'overdueToldAt'
  | 'outcome'
  | 'answer'
  | 'answeredAt'
>;

const TOLD_AT: Readonly<Record<Reminder, string>> = { DUE: 'reminded_at', OVERDUE: 'overdue_told_at' };
const RECONSIDERATION = `
  SELECT c.id, c.authority_id AS "authorityId", c.decision_id AS "decisionId", c.referral_id AS "referralId", r.reference,
         c.school_organisation_id AS "schoolId", s.name AS "schoolName", c.asked_by AS "askedBy", c.asker,
         c.asked_on AS "askedOn", c.factors, c.grounds, c.due_on AS "dueOn", c.remind_on AS "remindOn",
         c.reminded_at AS "remindedAt", c.overdue_told_at AS "overdueToldAt",
         c.outcome, c.answer, c.answered_at AS "answeredAt"
    FROM reconsideration c JOIN referral r ON r.id = c.referral_id JOIN organisation s ON s.id = c.school_organisation_id`;

/** Decisions that are questioned, and what was answered. */
@Injectable()
export class ReconsiderationStore {
  async byId(tx: Tx, id: string): Promise<Reconsideration | undefined> {
    const [row] = await tx.query<Reconsideration>(`${RECONSIDERATION} WHERE c.id = $1`, [id]);
    return row;
  }

  ofReferral(tx: Tx, referralId: string): Promise<Reconsideration[]> {
    return tx.query<Reconsideration>(
      `${RECONSIDERATION} WHERE c.referral_id = $1 ORDER BY c.recorded_at DESC, c.id LIMIT 20`,
      [referralId],
    );
  }

  /** To be answered first, by clock, then the newest answers; `total` is the true number. */
  async list(tx: Tx, page: { readonly offset: number; readonly limit: number }) {
    const asked = await tx.query<Reconsideration>(
      `${RECONSIDERATION} WHERE c.authority_id = $1
        ORDER BY c.answered_at IS NOT NULL, CASE WHEN c.answered_at IS NULL THEN c.due_on END, c.answered_at DESC, c.id
        LIMIT $2 OFFSET $3`,
      [tx.actor.authorityId, page.limit, page.offset],
    );
    const [count] = await tx.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM reconsideration c WHERE c.authority_id = $1`,
      [tx.actor.authorityId],
    );
    return { asked, total: count?.total ?? 0 };
  }

  /** Of decisions in which the actor took no part, the most urgent first; at most 100. */
  toAnswer(tx: Tx): Promise<Reconsideration[]> {
    return tx.query<Reconsideration>(
      `${RECONSIDERATION} WHERE c.authority_id = $1 AND c.answered_at IS NULL AND NOT EXISTS (SELECT FROM decision_decider p
          WHERE p.decision_id = c.decision_id AND p.user_id = $2) ORDER BY c.due_on, c.id LIMIT 100`,
      [tx.actor.authorityId, tx.actor.userId],
    );
  }

  /** Requests that are to come before this body again, on no agenda and not decided since; at most 200. */
  async goingBack(tx: Tx, bodyId: string): Promise<{ id: string; factors: QuestionedBecause[] }[]> {
    return tx.query(
      `SELECT DISTINCT ON (r.id) r.id, c.factors FROM reconsideration c JOIN referral r ON r.id = c.referral_id AND r.status = 'SUBMITTED'
         JOIN decision d ON d.id = c.decision_id JOIN agenda_item i ON i.id = d.meeting_item_id AND i.body_id = $1
        WHERE c.outcome = 'TO_PANEL'
          AND NOT EXISTS (SELECT FROM decision l WHERE l.referral_id = r.id AND l.decided_at > c.answered_at)
          AND NOT EXISTS (SELECT FROM agenda_item o WHERE o.subject_type = 'REFERRAL' AND o.subject_id = r.id
            AND o.decided_at IS NULL AND o.removed_at IS NULL) ORDER BY r.id, c.answered_at LIMIT 200`,
      [bodyId],
    );
  }

  async add(tx: Tx, letter: PanelLetter, one: NewReconsideration): Promise<void> {
    await insertRows(tx, 'reconsideration', [
      {
        id: one.id,
        authority_id: letter.authorityId,
        decision_id: letter.decisionId,
        referral_id: letter.referralId,
        school_organisation_id: letter.schoolOrganisationId,
        asked_by: one.askedBy,
        asker: one.asker,
        asked_on: one.askedOn,
        factors: one.factors,
        grounds: one.grounds,
        due_on: one.dueOn,
        remind_on: one.remindOn,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }

  async answer(tx: Tx, id: string, said: { readonly outcome: Reconsidered; readonly answer: string }): Promise<void> {
    await tx.query(
      `UPDATE reconsideration SET outcome = $2, answer = $3, answered_at = $4, answered_by = $5 WHERE id = $1`,
      [id, said.outcome, said.answer, tx.now, tx.actor.userId],
    );
  }

  /** Not answered and nobody told yet, marked as told. */
  async remind(tx: Tx, id: string, reminder: Reminder): Promise<boolean> {
    const told = TOLD_AT[reminder];
    const rows = await tx.query(
      `UPDATE reconsideration SET ${told} = $2 WHERE id = $1 AND answered_at IS NULL AND ${told} IS NULL RETURNING id`,
      [id, tx.now],
    );
    return rows.length > 0;
  }
}
