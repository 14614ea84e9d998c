import { Injectable } from '@nestjs/common';
import { type Actor, type Commissioner, forbidden, notFound, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { type LockedReferral, Referrals } from '../../referrals/index.js';
import { type Offer, type Placement, PlacementStore } from '../persistence/placement.store.js';
import { type Side, sideOf } from '../placement-changes.policy.js';
import { actingFor } from './acting-for.js';
import { FreePlacement } from './free-placement.js';

export interface LockedStay {
  readonly placement: Placement;
  readonly referral: LockedReferral;
  readonly side: Side;
}

/** What school, provider and authority settle between them about one placement: each for its own side. */
@Injectable()
export class BetweenSides {
  constructor(
    private readonly work: UnitOfWork,
    private readonly placements: PlacementStore,
    private readonly referrals: Referrals,
    private readonly free: FreePlacement,
  ) {}

  /**
   * As themselves first: what they may not see does not exist. Then for the authority, whose place and money it is, with the
   * case's and the placement's lock. Refused: `placement.not-found`; `action.forbidden` for whoever is of no side.
   */
  async run<T>(
    actor: Actor,
    placementId: string,
    act: (tx: Tx, locked: LockedStay) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const seen = await this.work.read(actor, async (tx) => {
      const placement = await this.placements.find(tx, placementId);
      if (placement === undefined) return undefined;
      const commissioner = await this.free.commissionerOf(tx, placement);
      const offers = await this.placements.offers(tx, [placementId]);
      return { referralId: placement.referralId, commissioner, side: sideIn(actor, placement, offers, commissioner) };
    });
    if (seen === undefined) return notFound('placement');
    const { side, commissioner, referralId } = seen;
    if (side === undefined) return forbidden('placement.change');
    return this.work.inTransaction(actingFor(actor, commissioner), async (tx) => {
      const referral = await this.referrals.lock(tx, referralId);
      const placement = await this.placements.lock(tx, placementId);
      return referral && placement ? act(tx, { placement, referral, side }) : notFound('placement');
    });
  }

  /** Whose side a reader is on; undefined for whoever only reads. */
  async sideOf(tx: Tx, placement: Placement): Promise<Side | undefined> {
    const commissioner = await this.free.commissionerOf(tx, placement);
    return sideIn(tx.actor, placement, await this.placements.offers(tx, [placement.id]), commissioner);
  }

  /** Everybody who takes part: the school and every provider that was offered the pupil and did not decline. */
  async everybody(tx: Tx, placement: Placement): Promise<string[]> {
    const offers = await this.placements.offers(tx, [placement.id]);
    return [
      placement.schoolOrganisationId,
      ...offers.filter(({ answer }) => answer === 'ACCEPTED').map(({ providerId }) => providerId),
    ];
  }
}

const sideIn = (
  actor: Actor,
  placement: Placement,
  offers: readonly Offer[],
  { organisationId: commissionerId }: Commissioner,
): Side | undefined => sideOf(actor, { placement, offers, commissionerId });
