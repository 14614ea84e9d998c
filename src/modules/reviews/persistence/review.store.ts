import { Injectable } from '@nestjs/common';
import { type DateOnly, newId } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { Invitee } from '../domain/invitees.js';
import type { DueBecause, NextReview } from '../domain/review-dates.js';
import type { CheckedReview, Progress, Recommendation, StepOwner } from '../domain/review.js';

explainConstraint('placement_review_stands', 'review.held-meanwhile');
explainConstraint('review_step_stands', 'step.done-already');

export interface Review {
  readonly id: string;
  readonly placementId: string;
  readonly dueOn: DateOnly;
  readonly because: DueBecause;
  readonly arrangedOn: DateOnly | null;
  readonly arrangedAtTime: string | null;
  readonly arrangedWhere: string | null;
  readonly escalatedAt: Date | null;
  readonly calledOffAt: Date | null;
  readonly heldOn: DateOnly | null;
  readonly recordedAt: Date | null;
  readonly planId: string | null;
  readonly countedFrom: DateOnly | null;
  readonly countedTo: DateOnly | null;
  readonly possible: number | null;
  readonly attended: number | null;
  readonly unauthorised: number | null;
  readonly pupilView: string | null;
  readonly parentView: string | null;
  readonly absentBecause: string | null;
  readonly recommendation: Recommendation | null;
  readonly reasons: string | null;
  readonly nextDueOn: DateOnly | null;
}

/** What was counted between the review before, or the first day, and the day it was held. */
export interface CountedAttendance {
  readonly from: DateOnly;
  readonly to: DateOnly;
  readonly possible: number;
  readonly attended: number;
  readonly unauthorised: number;
}

export interface InvitedRow extends Invitee {
  readonly came: boolean | null;
}

export interface ProgressRow {
  readonly objectiveId: string;
  readonly what: string;
  readonly progress: Progress;
  readonly note: string | null;
}

export interface StepRow {
  readonly id: string;
  readonly reviewId: string;
  readonly placementId: string;
  readonly reference: string;
  readonly what: string;
  readonly owner: StepOwner;
  readonly ownerName: string | null;
  readonly dueOn: DateOnly;
  readonly doneOn: DateOnly | null;
}

const REVIEW = `select r.id, r.placement_id as "placementId", r.due_on as "dueOn", r.because, r.arranged_on as "arrangedOn",
  r.arranged_at_time as "arrangedAtTime", r.arranged_where as "arrangedWhere", r.escalated_at as "escalatedAt",
  r.called_off_at as "calledOffAt", r.held_on as "heldOn", r.recorded_at as "recordedAt", r.plan_id as "planId",
  r.counted_from as "countedFrom", r.counted_to as "countedTo", r.possible, r.attended, r.unauthorised,
  r.pupil_view as "pupilView", r.parent_view as "parentView", r.absent_because as "absentBecause", r.recommendation,
  r.reasons, r.next_due_on as "nextDueOn" from placement_review r`;

const STEP = `select t.id, t.review_id as "reviewId", t.placement_id as "placementId", p.reference, t.what, t.owner,
  t.owner_name as "ownerName", t.due_on as "dueOn", t.done_on as "doneOn"
  from review_step t join placement p on p.id = t.placement_id`;

@Injectable()
export class ReviewStore {
  async byId(tx: Tx, id: string): Promise<Review | undefined> {
    const [review] = await tx.query<Review>(`${REVIEW} where r.id = $1`, [id]);
    return review;
  }

  /** Whoever records or moves a review holds this. */
  async lock(tx: Tx, id: string): Promise<Review | undefined> {
    const [review] = await tx.query<Review>(`${REVIEW} where r.id = $1 for update`, [id]);
    return review;
  }

  /** The one that is ahead; there is one at most. */
  async ahead(tx: Tx, placementId: string): Promise<Review | undefined> {
    const [review] = await tx.query<Review>(
      `${REVIEW} where r.placement_id = $1 and r.held_on is null and r.called_off_at is null for update`,
      [placementId],
    );
    return review;
  }

  /** All that were held, the newest first, after the one that is ahead; at most 60. */
  ofPlacement(tx: Tx, placementId: string): Promise<Review[]> {
    return tx.query<Review>(
      `${REVIEW} where r.placement_id = $1 and r.called_off_at is null order by r.held_on desc nulls first, r.id desc limit 60`,
      [placementId],
    );
  }

  async lastHeld(tx: Tx, placementId: string): Promise<DateOnly | null> {
    const [last] = await tx.query<{ on: DateOnly | null }>(
      `select max(held_on) as "on" from placement_review where placement_id = $1`,
      [placementId],
    );
    return last?.on ?? null;
  }

  /** Every review that was held, the newest first. */
  heldDays(tx: Tx, placementId: string): Promise<{ readonly id: string; readonly heldOn: DateOnly }[]> {
    return tx.query(
      `select id, held_on as "heldOn" from placement_review where placement_id = $1 and held_on is not null order by held_on desc`,
      [placementId],
    );
  }

  /** Plans the next one; one that is ahead already stays. Undefined then. */
  async add(
    tx: Tx,
    placement: { readonly id: string; readonly plannedEnd: DateOnly },
    due: NextReview & { readonly policyId: string | null },
  ): Promise<string | undefined> {
    const id = newId();
    const added = await tx.query(
      `insert into placement_review (id, placement_id, due_on, because, policy_id, planned_end) values ($1, $2, $3, $4, $5, $6)
       on conflict (placement_id) where held_on is null and called_off_at is null do nothing returning id`,
      [id, placement.id, due.dueOn, due.because, due.policyId, placement.plannedEnd],
    );
    return added.length === 0 ? undefined : id;
  }

  /** Another day by which it is due. What was told of as late may be told again. */
  async moveDue(tx: Tx, id: string, due: NextReview, plannedEnd: DateOnly): Promise<void> {
    await tx.query(
      `update placement_review set due_on = $2, because = $3, planned_end = $4,
         escalated_at = case when due_on < $2 then null else escalated_at end where id = $1`,
      [id, due.dueOn, due.because, plannedEnd],
    );
  }

  async callOff(tx: Tx, placementId: string): Promise<boolean> {
    const called = await tx.query(
      `update placement_review set called_off_at = $2
        where placement_id = $1 and held_on is null and called_off_at is null returning id`,
      [placementId, tx.now],
    );
    return called.length > 0;
  }

  async arrange(
    tx: Tx,
    id: string,
    { on, time, where }: { readonly on: DateOnly; readonly time: string | null; readonly where: string | null },
  ): Promise<void> {
    await tx.query(
      `update placement_review set arranged_on = $2, arranged_at_time = $3, arranged_where = $4, arranged_at = $5 where id = $1`,
      [id, on, time, where, tx.now],
    );
  }

  /** Who is invited, in place of who was. */
  async invite(
    tx: Tx,
    review: Pick<Review, 'id' | 'placementId'>,
    authorityId: string,
    invited: readonly (Invitee & { readonly came: boolean | null })[],
  ): Promise<void> {
    await tx.query('delete from review_invitee where review_id = $1', [review.id]);
    await insertRows(
      tx,
      'review_invitee',
      invited.map(({ part, because, came }) => ({
        review_id: review.id,
        authority_id: authorityId,
        placement_id: review.placementId,
        part,
        because,
        came,
      })),
    );
  }

  invited(tx: Tx, reviewId: string): Promise<InvitedRow[]> {
    return tx.query<InvitedRow>(
      `select part, because, came from review_invitee where review_id = $1
        order by array_position(array['SCHOOL','HEAD_TEACHER','BOARD_NOMINEE','PROVIDER','PARENT','PUPIL','SOCIAL_WORKER','VIRTUAL_SCHOOL','SEN_OFFICER'], part)`,
      [reviewId],
    );
  }

  /** Writes down what was found. Who came is written before, while the review is still open. */
  async hold(
    tx: Tx,
    review: Pick<Review, 'id' | 'placementId'>,
    authorityId: string,
    found: CheckedReview & { readonly planId: string | null; readonly counted: CountedAttendance },
  ): Promise<void> {
    const of = { review_id: review.id, authority_id: authorityId, placement_id: review.placementId };
    await insertRows(
      tx,
      'review_progress',
      found.progress.map(({ objectiveId, progress, note }) => ({ ...of, objective_id: objectiveId, progress, note })),
    );
    await insertRows(
      tx,
      'review_step',
      found.steps.map(({ what, owner, ownerName, dueOn }, index) => ({
        id: newId(),
        review_id: review.id,
        placement_id: review.placementId,
        position: index + 1,
        what,
        owner,
        owner_name: ownerName,
        due_on: dueOn,
      })),
    );
    const { counted } = found;
    await tx.query(
      `update placement_review set held_on = $2, recorded_at = $3, recorded_by = $4, plan_id = $5, counted_from = $6,
         counted_to = $7, possible = $8, attended = $9, unauthorised = $10, pupil_view = $11, parent_view = $12,
         absent_because = $13, recommendation = $14, reasons = $15, next_due_on = $16 where id = $1`,
      [
        review.id,
        found.heldOn,
        tx.now,
        tx.actor.userId,
        found.planId,
        counted.from,
        counted.to,
        counted.possible,
        counted.attended,
        counted.unauthorised,
        found.pupilView,
        found.parentView,
        found.absentBecause,
        found.recommendation,
        found.reasons,
        found.nextDueOn,
      ],
    );
  }

  progressOf(tx: Tx, reviewId: string): Promise<ProgressRow[]> {
    return tx.query<ProgressRow>(
      `select g.objective_id as "objectiveId", o.what, g.progress, g.note from review_progress g
         join plan_objective o on o.id = g.objective_id where g.review_id = $1 order by o.position`,
      [reviewId],
    );
  }

  steps(tx: Tx, reviewId: string): Promise<StepRow[]> {
    return tx.query<StepRow>(`${STEP} where t.review_id = $1 order by t.position`, [reviewId]);
  }

  async lockStep(tx: Tx, id: string): Promise<StepRow | undefined> {
    const [step] = await tx.query<StepRow>(`${STEP} where t.id = $1 for update of t`, [id]);
    return step;
  }

  async finishStep(tx: Tx, id: string): Promise<void> {
    await tx.query(`update review_step set done_on = $2, done_at = $3, done_by = $4 where id = $1`, [
      id,
      tx.today,
      tx.now,
      tx.actor.userId,
    ]);
  }

  /** Late ones of the authority that nobody was told of, marked as told; at most 100. */
  escalate(
    tx: Tx,
    authorityId: string,
    dueBefore: DateOnly,
  ): Promise<(LateReview & { readonly because: DueBecause })[]> {
    return tx.query(
      `with late as (select r.id from placement_review r where r.authority_id = $1 and r.held_on is null
           and r.called_off_at is null and r.escalated_at is null and r.due_on <= $2
         order by r.due_on, r.id limit 100 for update skip locked)
       update placement_review r set escalated_at = $3 from late, placement p where r.id = late.id and p.id = r.placement_id
       returning r.id, p.reference, p.referral_id as "referralId", r.placement_id as "placementId",
         p.school_organisation_id as "schoolId", r.due_on as "dueOn", r.because`,
      [authorityId, dueBefore, tx.now],
    );
  }
}

export interface LateReview {
  readonly id: string;
  readonly reference: string;
  readonly referralId: string;
  readonly placementId: string;
  readonly schoolId: string;
  readonly dueOn: DateOnly;
}
