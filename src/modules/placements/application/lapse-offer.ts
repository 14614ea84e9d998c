import { Injectable } from '@nestjs/common';
import { type Actor, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { Referrals } from '../../referrals/index.js';
import { PlacementStore } from '../persistence/placement.store.js';
import { subjectOf } from './answer-offer.js';
import { FreePlacement } from './free-placement.js';
import { askToLapse } from './lapse-timer.js';

/** Lets an offer go that nobody answered in time, and offers the next option that the decision named. */
@Injectable()
export class LapseOffer {
  constructor(
    private readonly work: UnitOfWork,
    private readonly placements: PlacementStore,
    private readonly referrals: Referrals,
    private readonly free: FreePlacement,
  ) {}

  /**
   * Safe to run twice: the state is read under lock. `complete` runs in the same transaction. An offer that still has
   * time is looked at again when that is over.
   */
  run(actor: Actor, placementId: string, complete: (tx: Tx) => Promise<void>): Promise<Result<'lapsed' | 'nothing'>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.placements.find(tx, placementId);
      const referral = found && (await this.referrals.lock(tx, found.referralId));
      const placement = found && (await this.placements.lock(tx, placementId));
      if (!referral || !placement || placement.status !== 'OFFERED') {
        await complete(tx);
        return ok('nothing');
      }
      const left = placement.answerBy.getTime() - tx.now.getTime();
      if (left > 0) {
        await askToLapse(tx, placementId, left);
        await complete(tx);
        return ok('nothing');
      }
      const offers = await this.placements.offers(tx, [placementId]);
      const silent = offers.filter(({ answer }) => answer === 'WAITING').map(({ providerId }) => providerId);
      await this.placements.cancelWaiting(tx, placementId, 'LAPSED');
      const moved = await this.placements.move(tx, placement, 'lapse');
      if (!moved.ok) return moved;
      await tx.audit('placement.lapsed', subjectOf(placement), { providers: silent });
      const released = await this.free.release(tx, placement, 'placement.lapsed');
      if (!released.ok) return released;
      const about = { subjectType: 'placement', subjectId: placement.id, reference: placement.reference };
      for (const organisationId of silent)
        await announce(tx, { kind: 'placement.offer-lapsed', organisationId, ...about });
      await this.free.tellAuthority(tx, placement, 'placement.lapsed');
      const next = await this.free.offerNext(tx, placement, referral);
      if (!next.ok) return next;
      await complete(tx);
      return ok('lapsed');
    });
  }
}
