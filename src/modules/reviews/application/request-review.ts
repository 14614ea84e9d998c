import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  forbidden,
  invalid,
  isCode,
  minDate,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Calendars } from '../../organisations/index.js';
import { owedReview } from '../domain/review-dates.js';
import { REQUESTED_BY } from '../domain/review-request.js';
import { RequestStore, type ReviewRequest } from '../persistence/request.store.js';
import { ReviewStore } from '../persistence/review.store.js';
import type { ReviewedPlacement } from '../persistence/reviewed-placement.store.js';
import { reviewsPolicy } from '../reviews.policy.js';
import { PlacementFile, subjectOf } from './placement-file.js';
import { type ClockOfAuthority, ReviewClock } from './review-clock.js';

export interface RequestGiven {
  readonly askedBy: string;
  readonly askedOn: DateOnly;
}

export interface RequestAnswered {
  readonly requestId: string;
  readonly owed: boolean;
  /** Held by then; null where none is owed. */
  readonly dueOn: DateOnly | null;
  /** From when a request would be met. */
  readonly owedFrom: DateOnly;
}

type Owed = Pick<ReviewRequest, 'dueOn' | 'reviewId'>;

/** A written request for a review of an off-site direction: written down, answered by arithmetic, and given a clock. */
@Injectable()
export class RequestReview {
  constructor(
    private readonly file: PlacementFile,
    private readonly reviews: ReviewStore,
    private readonly requests: RequestStore,
    private readonly clock: ReviewClock,
    private readonly calendars: Calendars,
  ) {}

  /** Whether a request may be written down here, and what it would say. */
  form(
    actor: Actor,
    placementId: string,
  ): Promise<Result<{ placement: ReviewedPlacement; lastHeldOn: DateOnly | null }>> {
    return this.file.change(actor, placementId, async (tx, placement) => {
      if (!reviewsPolicy.canTakeRequest(actor, placement)) return forbidden('review.request');
      return ok({ placement, lastHeldOn: await this.reviews.lastHeld(tx, placementId) });
    });
  }

  /**
   * Problems: `review.no-right` but for an off-site direction, `review.over`, `review.asked-already`; rules `askedBy`
   * (`needs-plan` where the authority asks and there is no EHC plan), `askedOn`.
   */
  take(actor: Actor, placementId: string, given: RequestGiven): Promise<Result<RequestAnswered>> {
    return this.file.change(actor, placementId, async (tx, placement) => {
      if (!reviewsPolicy.canTakeRequest(actor, placement)) return forbidden('review.request');
      const { askedBy, askedOn } = given;
      if (placement.referralType !== 'OFF_SITE_DIRECTION') return problem('review.no-right');
      if (placement.status === 'ENDED') return problem('review.over');
      if (!isCode(REQUESTED_BY, askedBy)) return invalid('askedBy', 'choose-one');
      if (askedBy === 'AUTHORITY' && !(await this.file.hasPlan(tx, placement))) return invalid('askedBy', 'needs-plan');
      if (askedOn > tx.today) return invalid('askedOn', 'not-in-the-future');
      if (askedOn < placement.startsOn) return invalid('askedOn', 'too-early', { min: placement.startsOn });
      const clock = await this.clock.of(tx, placement.authorityId);
      if (clock === undefined) return problem('policy.none-in-force', { date: tx.today });
      // The review ahead is held first, so that nobody records it while its day is moved.
      const ahead = await this.reviews.ahead(tx, placementId);
      const { reviewRequestWeeks: weeks } = clock.policy.document.clocks;
      const held = await this.reviews.heldDays(tx, placementId);
      const lastReviewOn = held.find(({ heldOn }) => heldOn <= askedOn)?.heldOn ?? null;
      const { owed, owedFrom } = owedReview(askedOn, lastReviewOn, weeks);
      const since = held.findLast(({ heldOn }) => heldOn > askedOn)?.id ?? null;
      const meeting: Result<Owed> = owed
        ? await this.meet(tx, placement, { clock, askedOn, heldSince: since, ahead })
        : ok({ dueOn: null, reviewId: null });
      if (!meeting.ok) return meeting;
      const request = { placementId, askedBy, askedOn, weeks, lastReviewOn, owed, ...meeting.value };
      const requestId = await this.requests.add(tx, { ...request, policyId: clock.policy.id });
      await tx.audit('review.requested', subjectOf(placement), { askedBy, askedOn, owed, dueOn: meeting.value.dueOn });
      const subject = { type: 'placement', id: placementId } as const;
      const what = { kind: 'review.requested', subject, dueOn: meeting.value.dueOn } as const;
      await this.file.tell(tx, placement, what, ['PARTIES', 'AUTHORITY']);
      return ok({ requestId, owed, dueOn: meeting.value.dueOn, owedFrom });
    });
  }

  /** By the review held since, else by the one that is ahead, which is due no later than the request's own clock. */
  private async meet(
    tx: Tx,
    placement: ReviewedPlacement,
    found: {
      readonly clock: ClockOfAuthority;
      readonly askedOn: DateOnly;
      readonly heldSince: string | null;
      readonly ahead: { readonly id: string; readonly dueOn: DateOnly } | undefined;
    },
  ): Promise<Result<Owed>> {
    const { clock, askedOn, heldSince, ahead } = found;
    const calendar = await this.calendars.forSchool(tx, placement.schoolId);
    const due = calendar.addSchoolDays(askedOn, clock.policy.document.clocks.reviewRequestSchoolDays);
    if (!due.ok) return due;
    const dueOn = due.value;
    if (heldSince !== null) return ok({ dueOn, reviewId: heldSince });
    if (ahead === undefined) {
      const because = { dueOn, because: 'REQUEST', policyId: clock.policy.id } as const;
      const added = await this.reviews.add(tx, placement, because);
      return added === undefined ? problem('review.asked-meanwhile') : ok({ dueOn, reviewId: added });
    }
    if (ahead.dueOn > dueOn) {
      await this.reviews.moveDue(
        tx,
        ahead.id,
        { dueOn: minDate(dueOn, ahead.dueOn), because: 'REQUEST' },
        placement.plannedEnd,
      );
    }
    return ok({ dueOn, reviewId: ahead.id });
  }
}
