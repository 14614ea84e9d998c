import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { Round } from './round.store.js';

/** As every bidder reads it: nothing says who asked. */
export interface PublishedAnswer {
  readonly question: string;
  readonly answer: string;
  readonly publishedAt: Date;
}

/** As the asker and the lead authority read it. */
export interface Clarification {
  readonly id: string;
  readonly roundId: string;
  readonly authorityId: string;
  readonly roundName: string;
  readonly frameworkName: string;
  readonly question: string;
  readonly askedAt: Date;
  /** When the round closes; null where it stays open. */
  readonly closesAt: Date | null;
  readonly answered: boolean;
}

const CLARIFICATION = `
  SELECT c.id, c.round_id AS "roundId", c.authority_id AS "authorityId", r.name AS "roundName", f.name AS "frameworkName",
         c.question, c.asked_at AS "askedAt", r.closes_at AS "closesAt",
         EXISTS (SELECT FROM clarification_answer a WHERE a.clarification_id = c.id) AS answered
    FROM clarification c JOIN round r ON r.id = c.round_id JOIN framework f ON f.id = c.framework_id`;

/** Questions of bidders and the answers that all of them read. */
@Injectable()
export class ClarificationStore {
  async byId(tx: Tx, id: string): Promise<Clarification | undefined> {
    const [row] = await tx.query<Clarification>(`${CLARIFICATION} WHERE c.id = $1`, [id]);
    return row;
  }

  /** One's own, or all for the lead authority, oldest first; at most 500. */
  ofRound(tx: Tx, roundId: string): Promise<Clarification[]> {
    return tx.query<Clarification>(`${CLARIFICATION} WHERE c.round_id = $1 ORDER BY c.asked_at, c.id LIMIT 500`, [
      roundId,
    ]);
  }

  /** Questions to the actor's authority that nobody has answered, oldest first; at most 100. */
  unanswered(tx: Tx): Promise<Clarification[]> {
    return tx.query<Clarification>(
      `${CLARIFICATION} WHERE c.authority_id = $1 AND r.status = 'PUBLISHED'
          AND NOT EXISTS (SELECT FROM clarification_answer a WHERE a.clarification_id = c.id)
        ORDER BY r.closes_at, c.asked_at, c.id LIMIT 100`,
      [tx.actor.authorityId],
    );
  }

  /** Newest first; at most 500. */
  published(tx: Tx, roundId: string): Promise<PublishedAnswer[]> {
    return tx.query<PublishedAnswer>(
      `SELECT question, answer, published_at AS "publishedAt" FROM clarification_answer
        WHERE round_id = $1 ORDER BY published_at DESC, clarification_id LIMIT 500`,
      [roundId],
    );
  }

  async ask(tx: Tx, id: string, round: Round, question: string): Promise<void> {
    const of = { round_id: round.id, framework_id: round.frameworkId, authority_id: round.authorityId };
    const asker = { asked_by_organisation_id: tx.actor.organisationId, asked_at: tx.now, asked_by: tx.actor.userId };
    await insertRows(tx, 'clarification', [{ id, ...of, ...asker, question }]);
  }

  async publish(
    tx: Tx,
    to: Clarification,
    words: { readonly question: string; readonly answer: string },
  ): Promise<void> {
    const of = { clarification_id: to.id, round_id: to.roundId, authority_id: to.authorityId };
    await insertRows(tx, 'clarification_answer', [{ ...of, ...words, published_at: tx.now }]);
  }
}
