import { Injectable } from '@nestjs/common';
import { type DateOnly, londonDate } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { ScoreStep } from '../domain/evaluation.js';
import { type FrameworkTerms, type Regime, STARTING_TERMS } from '../domain/regimes.js';
import type { RoundDetails, RoundQuestion, RoundStatus, RoundTimes } from '../domain/round.js';
import { type Lot, LOT_REQUIREMENTS } from './framework.store.js';

export interface Round extends RoundTimes {
  readonly id: string;
  readonly frameworkId: string;
  readonly authorityId: string;
  readonly frameworkName: string;
  readonly authorityName: string;
  readonly regime: Regime;
  readonly number: number;
  readonly name: string;
  readonly status: RoundStatus;
  readonly evaluationEndsOn: DateOnly | null;
  readonly admissionFrom: DateOnly;
  readonly admissionTo: DateOnly;
  readonly cancelledReason: string | null;
  readonly publishedAt: Date | null;
  /** When the sealed bids were opened; null before, and for ever where the round has no close. */
  readonly bidsOpenedAt: Date | null;
  readonly version: number;
  /** The scale of the round, from nought upwards. */
  readonly scoreSteps: readonly ScoreStep[];
  /** The least weighted total that may be admitted; null where there is none. */
  readonly leastTotalBasisPoints: number | null;
  readonly lots: readonly Lot[];
}

export interface StoredQuestion extends RoundQuestion {
  readonly id: string;
}

const TERMS = `from_date AS "fromDate", decision_days::int AS "decisionDays", source, confirmed,
  longest_decision_days::int AS "longestDecisionDays", standstill_days::int AS "standstillDays"`;

const ROUND = `
  SELECT r.id, r.framework_id AS "frameworkId", r.authority_id AS "authorityId", f.name AS "frameworkName",
         au.name AS "authorityName", f.regime, r.number::int AS number, r.name, r.status, r.opens_at AS "opensAt",
         r.questions_until AS "questionsUntil", r.closes_at AS "closesAt", r.evaluation_ends_on AS "evaluationEndsOn",
         r.admission_from AS "admissionFrom", r.admission_to AS "admissionTo", r.cancelled_reason AS "cancelledReason",
         r.published_at AS "publishedAt", r.bids_opened_at AS "bidsOpenedAt", r.version,
         r.score_steps AS "scoreSteps", r.least_total_basis_points AS "leastTotalBasisPoints",
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'number', l.number, 'name', l.name,
                            'requirements', ${LOT_REQUIREMENTS}) ORDER BY l.number)
                     FROM round_lot rl JOIN lot l ON l.id = rl.lot_id WHERE rl.round_id = r.id), '[]') AS lots
    FROM round r JOIN framework f ON f.id = r.framework_id JOIN authority au ON au.id = r.authority_id`;

/** Rounds of a framework, with their lots and what they ask. */
@Injectable()
export class RoundStore {
  async byId(tx: Tx, id: string): Promise<Round | undefined> {
    const [row] = await tx.query<Round>(`${ROUND} WHERE r.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<Round | undefined> {
    await tx.query(`SELECT id FROM round WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  /** Newest first; at most 200. */
  ofFramework(tx: Tx, frameworkId: string): Promise<Round[]> {
    return tx.query<Round>(`${ROUND} WHERE r.framework_id = $1 ORDER BY r.number DESC LIMIT 200`, [frameworkId]);
  }

  async add(
    tx: Tx,
    round: { readonly id: string; readonly frameworkId: string; readonly authorityId: string },
    details: RoundDetails,
  ): Promise<number> {
    const [row] = await tx.query<{ number: number }>(
      `INSERT INTO round (id, framework_id, authority_id, number, name, opens_at, questions_until, closes_at,
         evaluation_ends_on, admission_from, admission_to, created_at, created_by)
       SELECT $1, $2, $3, 1 + coalesce(max(number), 0), $4, $5, $6, $7, $8, $9, $10, $11, $12
         FROM round WHERE framework_id = $2 RETURNING number::int AS number`,
      [round.id, round.frameworkId, round.authorityId, ...valuesOf(details), tx.now, tx.actor.userId],
    );
    await this.addLots(tx, round, details.lotIds);
    return row?.number ?? 1;
  }

  async change(tx: Tx, round: Round, details: RoundDetails): Promise<void> {
    await tx.query(
      `UPDATE round SET name = $2, opens_at = $3, questions_until = $4, closes_at = $5, evaluation_ends_on = $6,
         admission_from = $7, admission_to = $8, version = version + 1 WHERE id = $1`,
      [round.id, ...valuesOf(details)],
    );
    await tx.query(`DELETE FROM round_question WHERE round_id = $1 AND lot_id <> ALL ($2::uuid[])`, [
      round.id,
      details.lotIds,
    ]);
    await tx.query(`DELETE FROM round_lot WHERE round_id = $1 AND lot_id <> ALL ($2::uuid[])`, [
      round.id,
      details.lotIds,
    ]);
    await this.addLots(tx, round, details.lotIds);
  }

  async setScoring(tx: Tx, id: string, steps: readonly ScoreStep[], leastTotal: number | null): Promise<void> {
    await tx.query(
      `UPDATE round SET score_steps = $2, least_total_basis_points = $3, version = version + 1 WHERE id = $1`,
      [id, JSON.stringify(steps), leastTotal],
    );
  }

  async publish(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `UPDATE round SET status = 'PUBLISHED', published_at = $2, published_by = $3, version = version + 1 WHERE id = $1`,
      [id, tx.now, tx.actor.userId],
    );
  }

  async extend(tx: Tx, id: string, closesAt: Date): Promise<void> {
    await tx.query(`UPDATE round SET closes_at = $2, version = version + 1 WHERE id = $1`, [id, closesAt]);
  }

  /** The providers that bid in it or asked about it, for a service; at most one row each. */
  async followers(tx: Tx, id: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(`SELECT f AS id FROM round_followers($1) f ORDER BY f`, [id]);
    return rows.map((row) => row.id);
  }

  async cancel(tx: Tx, id: string, reason: string): Promise<void> {
    await tx.query(
      `UPDATE round SET status = 'CANCELLED', cancelled_reason = $2, version = version + 1 WHERE id = $1`,
      [id, reason],
    );
    await tx.query(`UPDATE consultation SET cancelled_at = $2 WHERE round_id = $1 AND answered_at IS NULL`, [
      id,
      tx.now,
    ]);
  }

  /** Published rounds that have not closed, those that close first before others; at most 100. */
  notClosed(tx: Tx): Promise<Round[]> {
    return tx.query<Round>(
      `${ROUND} WHERE r.status = 'PUBLISHED' AND coalesce(r.closes_at, 'infinity') > $1
        ORDER BY r.closes_at NULLS LAST, r.id LIMIT 100`,
      [tx.now],
    );
  }

  /** Those that the actor was named for, newest first; at most 100. */
  namedFor(tx: Tx): Promise<Round[]> {
    return tx.query<Round>(
      `${ROUND} WHERE r.id IN (SELECT a.round_id FROM round_assessor a WHERE a.user_id = $1 AND a.ended_at IS NULL)
        ORDER BY r.opens_at DESC, r.id LIMIT 100`,
      [tx.actor.userId],
    );
  }

  /** Rounds that the actor's authority leads, that have closed and whose bids nobody has opened; at most 100. */
  sealed(tx: Tx): Promise<{ id: string; name: string; frameworkName: string; closesAt: Date }[]> {
    return tx.query(
      `SELECT r.id, r.name, f.name AS "frameworkName", r.closes_at AS "closesAt"
         FROM round r JOIN framework f ON f.id = r.framework_id
        WHERE r.authority_id = $1 AND r.status = 'PUBLISHED' AND r.closes_at <= $2 AND r.bids_opened_at IS NULL
        ORDER BY r.closes_at, r.id LIMIT 100`,
      [tx.actor.authorityId, tx.now],
    );
  }

  async openBids(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE round SET bids_opened_at = $2, bids_opened_by = $3, version = version + 1 WHERE id = $1`, [
      id,
      tx.now,
      tx.actor.userId,
    ]);
  }

  async addTerms(tx: Tx, framework: { readonly id: string; readonly authorityId: string }, terms: FrameworkTerms) {
    const of = { framework_id: framework.id, authority_id: framework.authorityId, from_date: terms.fromDate };
    const { decisionDays, longestDecisionDays, standstillDays, confirmed, source } = terms;
    const numbers = {
      decision_days: decisionDays,
      longest_decision_days: longestDecisionDays,
      standstill_days: standstillDays,
    };
    const said = { confirmed, source, recorded_at: tx.now, recorded_by: tx.actor.userId };
    await insertRows(tx, 'framework_terms', [{ ...of, ...numbers, ...said }]);
  }

  /** What its framework works with on the day the round opens. */
  terms(tx: Tx, { frameworkId, regime, opensAt }: Round): Promise<Omit<FrameworkTerms, 'fromDate'>> {
    return this.termsOn(tx, { id: frameworkId, regime }, londonDate(opensAt));
  }

  async termsOn(
    tx: Tx,
    framework: { readonly id: string; readonly regime: Regime },
    on: DateOnly,
  ): Promise<Omit<FrameworkTerms, 'fromDate'>> {
    const [own] = await tx.query<FrameworkTerms>(
      `SELECT ${TERMS} FROM framework_terms WHERE framework_id = $1 AND from_date <= $2 ORDER BY from_date DESC LIMIT 1`,
      [framework.id, on],
    );
    return own ?? STARTING_TERMS[framework.regime];
  }

  /** Those recorded for a day still to come, the next first. */
  termsAfter(tx: Tx, frameworkId: string, day: DateOnly): Promise<FrameworkTerms[]> {
    return tx.query<FrameworkTerms>(
      `SELECT ${TERMS} FROM framework_terms WHERE framework_id = $1 AND from_date > $2 ORDER BY from_date LIMIT 20`,
      [frameworkId, day],
    );
  }

  questions(tx: Tx, roundId: string): Promise<StoredQuestion[]> {
    return tx.query<StoredQuestion>(
      `SELECT id, lot_id AS "lotId", number::int AS number, section, question, guidance, kind, answer,
              weight_basis_points AS "weightBasisPoints", words_max::int AS "wordsMax",
              least_points::int AS "leastPoints"
         FROM round_question WHERE round_id = $1 ORDER BY number LIMIT 200`,
      [roundId],
    );
  }

  async addQuestions(tx: Tx, round: Round, questions: readonly StoredQuestion[]): Promise<void> {
    const { id, frameworkId, authorityId } = round;
    await insertRows(
      tx,
      'round_question',
      questions.map((one) => ({
        id: one.id,
        round_id: id,
        framework_id: frameworkId,
        authority_id: authorityId,
        lot_id: one.lotId,
        number: one.number,
        section: one.section,
        question: one.question,
        guidance: one.guidance,
        kind: one.kind,
        answer: one.answer,
        weight_basis_points: one.weightBasisPoints,
        words_max: one.wordsMax,
        least_points: one.leastPoints ?? null,
      })),
    );
  }

  async removeQuestion(tx: Tx, roundId: string, questionId: string): Promise<number> {
    const rows = await tx.query(`DELETE FROM round_question WHERE round_id = $1 AND id = $2 RETURNING id`, [
      roundId,
      questionId,
    ]);
    return rows.length;
  }

  private async addLots(
    tx: Tx,
    round: { readonly id: string; readonly frameworkId: string; readonly authorityId: string },
    lotIds: readonly string[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO round_lot (round_id, framework_id, authority_id, lot_id)
       SELECT $1, $2, $3, unnest($4::uuid[]) ON CONFLICT DO NOTHING`,
      [round.id, round.frameworkId, round.authorityId, lotIds],
    );
  }
}

const valuesOf = (details: RoundDetails): unknown[] => [
  details.name,
  details.opensAt,
  details.questionsUntil,
  details.closesAt,
  details.evaluationEndsOn,
  details.admissionFrom,
  details.admissionTo,
];
