import { Injectable } from '@nestjs/common';
import { type DateOnly, newId } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';

explainConstraint('review_request_once', 'review.asked-already');
explainConstraint('review_request_answered', 'review.asked-meanwhile');
explainConstraint('review_request_owed', 'review.asked-meanwhile');

export type RequestBy = 'FAMILY' | 'AUTHORITY';

export interface ReviewRequest {
  readonly id: string;
  readonly placementId: string;
  readonly askedBy: RequestBy;
  readonly askedOn: DateOnly;
  readonly weeks: number;
  readonly lastReviewOn: DateOnly | null;
  readonly owed: boolean;
  /** Held by then; null where none is owed. */
  readonly dueOn: DateOnly | null;
  readonly reviewId: string | null;
  /** When the review that it led to was held. */
  readonly heldOn: DateOnly | null;
}

@Injectable()
export class RequestStore {
  /** The newest first; at most 30. */
  ofPlacement(tx: Tx, placementId: string): Promise<ReviewRequest[]> {
    return tx.query<ReviewRequest>(
      `select q.id, q.placement_id as "placementId", q.asked_by as "askedBy", q.asked_on as "askedOn", q.weeks,
         q.last_review_on as "lastReviewOn", q.owed, q.due_on as "dueOn", q.review_id as "reviewId", r.held_on as "heldOn"
       from review_request q left join placement_review r on r.id = q.review_id
       where q.placement_id = $1 order by q.asked_on desc, q.id desc limit 30`,
      [placementId],
    );
  }

  async add(tx: Tx, request: Omit<ReviewRequest, 'id' | 'heldOn'> & { readonly policyId: string }): Promise<string> {
    const id = newId();
    await insertRows(tx, 'review_request', [
      {
        id,
        placement_id: request.placementId,
        asked_by: request.askedBy,
        asked_on: request.askedOn,
        weeks: request.weeks,
        last_review_on: request.lastReviewOn,
        owed: request.owed,
        due_on: request.dueOn,
        review_id: request.reviewId,
        policy_id: request.policyId,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
    return id;
  }
}
