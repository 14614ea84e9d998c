import { Injectable } from '@nestjs/common';
import { explainConstraint, type Tx } from '../../../platform/index.js';
import type { ExclusionDeadlines, ExclusionSteps } from '../domain/exclusion-steps.js';
import type { ReferralCase } from '../domain/referral-case.js';

explainConstraint('exclusion_process_version', 'referral.steps-changed');

export interface RecordedSteps extends ExclusionSteps, ExclusionDeadlines {
  readonly version: number;
}

/** The steps of a permanent exclusion, one row a request. */
@Injectable()
export class ExclusionStepStore {
  async of(tx: Tx, referralId: string): Promise<RecordedSteps | undefined> {
    const [row] = await tx.query<RecordedSteps>(
      `SELECT notice_on AS "noticeOn", board_due_on AS "boardDueOn", board_decided_on AS "boardDecidedOn",
         review_ask_by AS "reviewAskBy", review_asked_on AS "reviewAskedOn", review_due_on AS "reviewDueOn",
         review_met_on AS "reviewMetOn", version FROM exclusion_process WHERE referral_id = $1`,
      [referralId],
    );
    return row;
  }

  /** False where somebody else has saved since `follows`. */
  async save(
    tx: Tx,
    { id, authorityId, schoolOrganisationId, type }: ReferralCase,
    steps: ExclusionSteps & ExclusionDeadlines,
    follows: number,
  ): Promise<boolean> {
    const values = [
      id,
      steps.noticeOn,
      steps.boardDueOn,
      steps.boardDecidedOn,
      steps.reviewAskBy,
      steps.reviewAskedOn,
      steps.reviewDueOn,
      steps.reviewMetOn,
      tx.now,
      tx.actor.userId,
    ];
    const rows =
      follows === 0
        ? await tx.query(
            `INSERT INTO exclusion_process (referral_id, notice_on, board_due_on, board_decided_on, review_ask_by,
               review_asked_on, review_due_on, review_met_on, recorded_at, recorded_by, version, authority_id,
               referral_type, school_organisation_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING version`,
            [...values, authorityId, type, schoolOrganisationId],
          )
        : await tx.query(
            `UPDATE exclusion_process SET notice_on = $2, board_due_on = $3, board_decided_on = $4, review_ask_by = $5,
               review_asked_on = $6, review_due_on = $7, review_met_on = $8, recorded_at = $9, recorded_by = $10,
               version = version + 1 WHERE referral_id = $1 AND version = $11 RETURNING version`,
            [...values, follows],
          );
    return rows.length > 0;
  }
}
