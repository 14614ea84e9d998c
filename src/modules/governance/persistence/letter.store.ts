import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { LetterFacts } from '../domain/admission-paper.js';

export interface Appeal {
  readonly grounds: string;
  readonly receivedAt: string;
  readonly outcome: 'UPHELD' | 'NOT_UPHELD' | null;
  readonly answer: string | null;
  readonly answeredAt: string | null;
}

export interface Letter {
  readonly id: string;
  readonly authorityId: string;
  readonly organisationId: string;
  readonly decisionId: string;
  readonly caseId: string;
  readonly content: LetterFacts;
  readonly writtenAt: Date;
  readonly appeal: Appeal | null;
}

export type NewLetter = Omit<Letter, 'writtenAt' | 'appeal'>;

const LETTER = `
  SELECT l.id, l.authority_id AS "authorityId", l.organisation_id AS "organisationId", l.decision_id AS "decisionId",
         l.case_id AS "caseId", l.content, l.written_at AS "writtenAt",
         (SELECT jsonb_build_object('grounds', a.grounds, 'receivedAt', a.received_at, 'outcome', a.outcome,
            'answer', a.answer, 'answeredAt', a.answered_at) FROM appeal a WHERE a.letter_id = l.id) AS appeal
    FROM decision_letter l`;

/** Letters to applicants, and appeals against them. */
@Injectable()
export class LetterStore {
  async byId(tx: Tx, id: string): Promise<Letter | undefined> {
    const [row] = await tx.query<Letter>(`${LETTER} WHERE l.id = $1`, [id]);
    return row;
  }

  async ofCase(tx: Tx, caseId: string): Promise<Letter | undefined> {
    const [row] = await tx.query<Letter>(`${LETTER} WHERE l.case_id = $1`, [caseId]);
    return row;
  }

  /** Newest first; at most 500. */
  list(tx: Tx): Promise<Letter[]> {
    return tx.query<Letter>(`${LETTER} ORDER BY l.written_at DESC, l.id LIMIT 500`);
  }

  /** With an appeal that waits for an answer and a decision in which the actor took no part, oldest first; at most 100. */
  toAnswer(tx: Tx): Promise<Letter[]> {
    return tx.query<Letter>(
      `${LETTER} JOIN appeal w ON w.letter_id = l.id AND w.answered_at IS NULL
        WHERE l.authority_id = $1
          AND NOT EXISTS (SELECT FROM decision_decider d WHERE d.decision_id = l.decision_id AND d.user_id = $2)
        ORDER BY w.received_at, l.id LIMIT 100`,
      [tx.actor.authorityId, tx.actor.userId],
    );
  }

  async add(tx: Tx, letters: readonly NewLetter[]): Promise<void> {
    await insertRows(
      tx,
      'decision_letter',
      letters.map((letter) => ({
        id: letter.id,
        authority_id: letter.authorityId,
        organisation_id: letter.organisationId,
        decision_id: letter.decisionId,
        case_id: letter.caseId,
        content: JSON.stringify(letter.content),
        written_at: tx.now,
      })),
    );
  }

  async addAppeal(tx: Tx, letter: Letter, id: string, grounds: string): Promise<void> {
    await insertRows(tx, 'appeal', [
      {
        id,
        letter_id: letter.id,
        authority_id: letter.authorityId,
        organisation_id: letter.organisationId,
        grounds,
        received_at: tx.now,
        received_by: tx.actor.userId,
      },
    ]);
  }

  async answerAppeal(tx: Tx, letterId: string, outcome: string, answer: string): Promise<void> {
    await tx.query(
      `UPDATE appeal SET outcome = $2, answer = $3, answered_at = $4, answered_by = $5 WHERE letter_id = $1`,
      [letterId, outcome, answer, tx.now, tx.actor.userId],
    );
  }
}
