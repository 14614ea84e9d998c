import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  forbidden,
  invalid,
  may,
  notFound,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { Referrals } from '../../referrals/index.js';
import type { DecisionCommand } from '../domain/decision-command.js';
import { PlacementStore } from '../persistence/placement.store.js';
import { type Approved, ApprovePlacement } from './approve-placement.js';
import { EndPlacement } from './end-placement.js';
import { PlanPlacement } from './plan-placement.js';

export interface TransferCommand extends Omit<DecisionCommand, 'referralId'> {
  readonly placementId: string;
  /** The last day at the provider that the pupil leaves. */
  readonly lastDay: DateOnly;
}

/**
 * Ends a placement and decides on another at another provider, in one act: what is left of the first is free, the second is
 * offered, or neither happens. The request stays the same one, its waiting days unbroken.
 */
@Injectable()
export class TransferPlacement {
  constructor(
    private readonly work: UnitOfWork,
    private readonly placements: PlacementStore,
    private readonly referrals: Referrals,
    private readonly ending: EndPlacement,
    private readonly planner: PlanPlacement,
    private readonly approve: ApprovePlacement,
  ) {}

  /** Refused: `transfer.same-provider`, fields, `state.not-allowed`, and whatever ending or deciding is refused for. */
  run(actor: Actor, command: TransferCommand): Promise<Result<Approved>> {
    const { placementId, lastDay, ...decision } = command;
    return this.work.inTransaction(actor, async (tx) => {
      const seen = await this.placements.find(tx, placementId);
      if (seen === undefined) return notFound('placement');
      const decides = (['decision.make', 'commitment.make', 'placement.end'] as const).every((one) => may(actor, one));
      if (!decides || seen.authorityId !== actor.authorityId) return forbidden('placement.transfer');
      if (command.startsOn <= lastDay) return invalid('startsOn', 'transfer-after');
      const referral = await this.referrals.lock(tx, seen.referralId);
      const placement = await this.placements.lock(tx, placementId);
      if (!referral || !placement) return notFound('placement');
      const { authorityId } = placement;
      const wanted = { authorityId, patternIds: command.patternIds, on: command.startsOn };
      const found = await this.planner.parts(tx, wanted);
      if (!found.ok) return found;
      const had = await this.placements.components(tx, [placementId]);
      if (found.value.some((one) => had.some(({ providerId }) => providerId === one.providerId))) {
        return problem('transfer.same-provider');
      }
      const ended = await this.ending.endIn(tx, placement, referral, { lastDay, reason: 'TRANSFERRED' });
      if (!ended.ok) return ended;
      return this.approve.decide(tx, { ...decision, referralId: referral.id });
    });
  }
}
