import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import type { FollowedPlacement, PlacementFollower } from '../../placements/index.js';
import { ReviewStore } from '../persistence/review.store.js';
import { type ReviewedPlacement, ReviewedPlacementStore } from '../persistence/reviewed-placement.store.js';
import { reviewsService, subjectOf } from './placement-file.js';
import { nextFor, ReviewClock } from './review-clock.js';

const OVER: readonly FollowedPlacement['status'][] = ['ENDED', 'WITHDRAWN', 'DECLINED', 'LAPSED'];

/** Plans the next review of a placement by itself, from its agreement on, and calls it off when it ends or falls. */
@Injectable()
export class FollowPlacement implements PlacementFollower {
  constructor(
    private readonly placements: ReviewedPlacementStore,
    private readonly reviews: ReviewStore,
    private readonly clock: ReviewClock,
  ) {}

  /** In the transaction that moves the placement: the two are never apart. */
  moved(tx: Tx, { id, authorityId, status }: FollowedPlacement): Promise<void> {
    return tx.as(reviewsService(authorityId), async (as) => {
      if (OVER.includes(status)) await this.reviews.callOff(as, id);
      if (status !== 'AGREED' && status !== 'ACTIVE') return;
      const placement = await this.placements.find(as, id);
      if (placement !== undefined) await this.planNext(as, placement);
    });
  }

  /**
   * As the service. One is planned where none is ahead; one that is ahead follows another end of the placement, unless it
   * was asked for or chosen. True when something changed.
   */
  async planNext(tx: Tx, placement: ReviewedPlacement): Promise<boolean> {
    const clock = await this.clock.of(tx, placement.authorityId);
    if (clock === undefined) return false;
    const lastHeldOn = await this.reviews.lastHeld(tx, placement.id);
    const next = nextFor(
      clock,
      placement,
      lastHeldOn ?? placement.startsOn,
      lastHeldOn === null ? 'FIRST_DAY' : 'REVIEW',
    );
    const ahead = await this.reviews.ahead(tx, placement.id);
    if (ahead === undefined) {
      const added =
        next !== null && (await this.reviews.add(tx, placement, { ...next, policyId: clock.policy.id })) !== undefined;
      if (added) await tx.audit('review.planned', subjectOf(placement), { dueOn: next.dueOn, because: next.because });
      return added;
    }
    const isFixed = ahead.because === 'REQUEST' || ahead.because === 'CHOSEN';
    const due = isFixed || next === null ? { dueOn: ahead.dueOn, because: ahead.because } : next;
    await this.reviews.moveDue(tx, ahead.id, due, placement.plannedEnd);
    return due.dueOn !== ahead.dueOn;
  }
}
