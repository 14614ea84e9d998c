import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  type DateOnly,
  forbidden,
  may,
  notFound,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { ViewRegister } from '../../attendance/index.js';
import type { Invitee } from '../domain/invitees.js';
import { type NextReview } from '../domain/review-dates.js';
import { type Objective, type Plan, PlanStore, type Side } from '../persistence/plan.store.js';
import { RequestStore, type ReviewRequest } from '../persistence/request.store.js';
import {
  type InvitedRow,
  type ProgressRow,
  type Review,
  ReviewStore,
  type StepRow,
} from '../persistence/review.store.js';
import { type ReviewedPlacement } from '../persistence/reviewed-placement.store.js';
import { reviewsPolicy, sideOf } from '../reviews.policy.js';
import { PlacementFile, subjectOf } from './placement-file.js';
import { nextFor, ReviewClock } from './review-clock.js';

export interface ReviewView {
  readonly placement: ReviewedPlacement;
  readonly review: Review;
  readonly side: Side;
  readonly invited: readonly InvitedRow[];
  readonly progress: readonly ProgressRow[];
  readonly steps: readonly StepRow[];
  /** The plan in force: what a review that is ahead looks at. */
  readonly plan: Plan | null;
  readonly objectives: readonly Objective[];
  /** Sessions since the last review, or the first day, as they stand today. */
  readonly attendance: { readonly from: DateOnly; readonly possible: number; readonly attended: number } | null;
  /** If it were held today, by when the next one is due. */
  readonly next: NextReview | null;
  /** The last day for its invitations. */
  readonly inviteBy: DateOnly | null;
  readonly mayRecord: boolean;
  /** Whether the reader is one of those who may end or decide on the placement. */
  readonly mayAct: boolean;
  readonly today: DateOnly;
}

export interface ReviewsView {
  readonly placement: ReviewedPlacement;
  readonly reviews: readonly Review[];
  readonly requests: readonly ReviewRequest[];
  readonly mayTakeRequest: boolean;
  readonly today: DateOnly;
}

/** Reviews as their readers may see them. Reading one is reading the child's file. */
@Injectable()
export class ViewReviews {
  constructor(
    private readonly work: UnitOfWork,
    private readonly file: PlacementFile,
    private readonly reviews: ReviewStore,
    private readonly plans: PlanStore,
    private readonly requests: RequestStore,
    private readonly clock: ReviewClock,
    private readonly registers: ViewRegister,
  ) {}

  ofPlacement(actor: Actor, placementId: string): Promise<Result<ReviewsView>> {
    return this.file.read(actor, placementId, async (tx, placement) => ({
      placement,
      reviews: await this.reviews.ofPlacement(tx, placementId),
      requests: await this.requests.ofPlacement(tx, placementId),
      mayTakeRequest:
        placement.referralType === 'OFF_SITE_DIRECTION' &&
        placement.status !== 'ENDED' &&
        reviewsPolicy.canTakeRequest(actor, placement),
      today: tx.today,
    }));
  }

  one(actor: Actor, id: string): Promise<Result<ReviewView>> {
    if (!reviewsPolicy.canRead(actor)) return Promise.resolve(forbidden('review.read'));
    return this.work.read(actor, async (tx) => {
      const review = await this.reviews.byId(tx, id);
      const placement = review && (await this.file.find(tx, review.placementId));
      if (review === undefined || placement === undefined) return notFound('review');
      await tx.audit('review.read', subjectOf(placement), { review: id });
      const isAhead = review.heldOn === null && review.calledOffAt === null;
      const plan = (await this.plans.agreed(tx, placement.id)) ?? (await this.plans.latest(tx, placement.id)) ?? null;
      return ok({
        placement,
        review,
        side: sideOf(actor, placement),
        invited: await this.invited(tx, review, placement),
        progress: await this.reviews.progressOf(tx, id),
        steps: await this.reviews.steps(tx, id),
        plan,
        objectives: plan === null || !isAhead ? [] : await this.plans.objectives(tx, plan.id),
        ...(await this.ahead(tx, placement, review)),
        mayRecord: reviewsPolicy.canRecord(actor),
        mayAct: may(actor, 'placement.end') || may(actor, 'decision.make'),
        today: tx.today,
      });
    });
  }

  /** As they were invited; before that, as the case says now. */
  private async invited(tx: Tx, review: Review, placement: ReviewedPlacement): Promise<InvitedRow[]> {
    const stored = await this.reviews.invited(tx, review.id);
    if (stored.length > 0) return stored;
    const now: Invitee[] = review.heldOn === null ? await this.file.invitees(tx, placement) : [];
    return now.map((one) => ({ ...one, came: null }));
  }

  private async ahead(
    tx: Tx,
    placement: ReviewedPlacement,
    review: Review,
  ): Promise<Pick<ReviewView, 'attendance' | 'next' | 'inviteBy'>> {
    if (review.heldOn !== null || review.calledOffAt !== null) return { attendance: null, next: null, inviteBy: null };
    const lastHeldOn = await this.reviews.lastHeld(tx, placement.id);
    const from = lastHeldOn === null ? placement.startsOn : addDays(lastHeldOn, 1);
    const { possible, attended } = await this.registers.counted(tx, placement.id, { from, to: tx.today });
    const clock = await this.clock.of(tx, placement.authorityId);
    return {
      attendance: { from, possible, attended },
      next: clock === undefined ? null : nextFor(clock, placement, tx.today, 'REVIEW'),
      inviteBy:
        clock === undefined
          ? null
          : addDays(review.arrangedOn ?? review.dueOn, -clock.policy.document.clocks.reviewInviteDays),
    };
  }
}
