import { Injectable } from '@nestjs/common';
import { type Actor, addDays, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { ReviewStore } from '../persistence/review.store.js';
import { ReviewedPlacementStore } from '../persistence/reviewed-placement.store.js';
import { FollowPlacement } from './follow-placement.js';
import { PlacementFile, subjectOf } from './placement-file.js';
import { ReviewClock } from './review-clock.js';

export const WATCH_REVIEWS = 'reviews.watch';

const AT_ONCE = 100;
/** More turns than any authority has late reviews for: a bound, not a limit. */
const TURNS_MAX = 1000;

/**
 * Looks once a day at an authority's reviews: plans those that are missing, or whose placement ends on another day, and
 * tells of late ones. Small turns, each a transaction that marks what it told: killed anywhere and run again, nobody is
 * told twice.
 */
@Injectable()
export class WatchReviews {
  constructor(
    private readonly work: UnitOfWork,
    private readonly placements: ReviewedPlacementStore,
    private readonly reviews: ReviewStore,
    private readonly follow: FollowPlacement,
    private readonly file: PlacementFile,
    private readonly clock: ReviewClock,
  ) {}

  /** In the authority of `actor`, a service. */
  async run(actor: Actor): Promise<Result<undefined>> {
    const authorityId = actor.authorityId ?? '';
    let after: string | null = null;
    for (let turns = 0; turns < TURNS_MAX; turns += 1) {
      const last = await this.turn(actor, (tx) => this.planMissing(tx, authorityId, after));
      if (!last.ok) return last;
      if (last.value === null) break;
      after = last.value;
    }
    for (let turns = 0; turns < TURNS_MAX; turns += 1) {
      const told = await this.turn(actor, (tx) => this.tellLate(tx, authorityId));
      if (!told.ok) return told;
      if (told.value === 0) break;
    }
    return ok();
  }

  private turn<T>(actor: Actor, act: (tx: Tx) => Promise<T>): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => ok(await act(tx)));
  }

  /** The id that the turn came to; null after the last. */
  private async planMissing(tx: Tx, authorityId: string, after: string | null): Promise<string | null> {
    const unplanned = await this.placements.unplanned(tx, authorityId, { after, limit: AT_ONCE });
    for (const placement of unplanned) await this.follow.planNext(tx, placement);
    return unplanned.at(-1)?.id ?? null;
  }

  private async tellLate(tx: Tx, authorityId: string): Promise<number> {
    const clock = await this.clock.of(tx, authorityId);
    if (clock === undefined) return 0;
    const late = await this.reviews.escalate(
      tx,
      authorityId,
      addDays(tx.today, -clock.policy.document.clocks.reviewLateDays),
    );
    for (const { id, placementId, dueOn, because } of late) {
      const placement = await this.placements.find(tx, placementId);
      if (placement === undefined) continue;
      await tx.audit('review.escalated', subjectOf(placement), { review: id, dueOn, because });
      const subject = { type: 'review', id } as const;
      await this.file.tell(tx, placement, { kind: 'review.overdue', subject, dueOn });
      await this.file.tell(tx, placement, { kind: 'review.late', subject, dueOn }, ['AUTHORITY']);
    }
    return late.length;
  }
}
