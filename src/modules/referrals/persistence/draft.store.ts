import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { Answers } from '../domain/answers.js';
import { restore } from '../domain/read-answers.js';

/** What has been typed so far. The caller holds the lock of the case row. */
@Injectable()
export class DraftStore {
  async read(tx: Tx, referralId: string): Promise<Answers | undefined> {
    const [row] = await tx.query<{ answers: Record<string, unknown> }>(
      `select answers from referral_draft where referral_id = $1`,
      [referralId],
    );
    return row && restore(row.answers);
  }

  async add(
    tx: Tx,
    draft: { id: string; authorityId: string; organisationId: string },
    answers: Answers,
  ): Promise<void> {
    await insertRows(tx, 'referral_draft', [
      {
        referral_id: draft.id,
        authority_id: draft.authorityId,
        organisation_id: draft.organisationId,
        answers: JSON.stringify(answers),
        version: 1,
        updated_at: tx.now,
      },
    ]);
  }

  async save(tx: Tx, referralId: string, answers: Answers): Promise<void> {
    await tx.query(
      `update referral_draft set answers = $2, version = version + 1, updated_at = $3 where referral_id = $1`,
      [referralId, JSON.stringify(answers), tx.now],
    );
  }

  async remove(tx: Tx, referralId: string): Promise<void> {
    await tx.query(`delete from referral_draft where referral_id = $1`, [referralId]);
  }
}
