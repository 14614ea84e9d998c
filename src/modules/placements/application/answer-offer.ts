import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  forbidden,
  invalid,
  may,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { Calendars } from '../../organisations/index.js';
import { type LockedReferral, Referrals } from '../../referrals/index.js';
import { DECLINE_REASONS } from '../domain/placement-states.js';
import { rollTimeline, singleRegistrationFrom } from '../domain/registration.js';
import { type Offer, type Placement, PlacementStore } from '../persistence/placement.store.js';
import { actingFor } from './acting-for.js';
import { FreePlacement } from './free-placement.js';
import { KeptPlace } from './kept-place.js';
import { cancelLapse } from './lapse-timer.js';

export interface Answered {
  readonly placementId: string;
  readonly status: string;
  /** After a decline: the placement that was offered instead, or null when the pupil waits again. */
  readonly nextPlacementId: string | null;
}

interface Locked {
  readonly placement: Placement;
  readonly referral: LockedReferral;
  readonly offer: Offer;
}

/** A provider's one click. An option of several providers is agreed when the last of them accepts. */
@Injectable()
export class AnswerOffer {
  constructor(
    private readonly work: UnitOfWork,
    private readonly placements: PlacementStore,
    private readonly referrals: Referrals,
    private readonly places: KeptPlace,
    private readonly calendars: Calendars,
    private readonly free: FreePlacement,
  ) {}

  /** Refused: `placement.not-found`, `placement.answered`, `placement.offer-lapsed`, `capacity.hold-lapsed`. */
  accept(actor: Actor, placementId: string): Promise<Result<Answered>> {
    return this.answer(actor, placementId, async (tx, locked) => {
      const { placement } = locked;
      const providerId = actor.organisationId ?? '';
      await this.placements.answer(tx, placementId, { providerId, answer: 'ACCEPTED', reason: null, note: null });
      await tx.audit('placement.accepted', subjectOf(placement), {});
      const offers = await this.placements.offers(tx, [placementId]);
      if (offers.some(({ answer }) => answer !== 'ACCEPTED')) {
        return ok({ placementId, status: placement.status, nextPlacementId: null });
      }
      const agreed = await this.agree(tx, locked, offers);
      return agreed.ok ? ok({ placementId, status: 'AGREED', nextPlacementId: null }) : agreed;
    });
  }

  /** With a reason from the list, and in words when it is another one. Frees everything and offers the next option. */
  decline(actor: Actor, placementId: string, given: { reason: unknown; note: unknown }): Promise<Result<Answered>> {
    const reason = given.reason;
    if (typeof reason !== 'string' || !Object.hasOwn(DECLINE_REASONS, reason)) {
      return Promise.resolve(invalid('reason', 'choose-one'));
    }
    const note = cleanText(given.note, { field: 'note', max: 1000, multiline: true, required: reason === 'OTHER' });
    if (!note.ok) return Promise.resolve(note);
    return this.answer(actor, placementId, async (tx, { placement, referral }) => {
      const providerId = actor.organisationId ?? '';
      await this.placements.answer(tx, placementId, { providerId, answer: 'DECLINED', reason, note: note.value });
      await this.placements.cancelWaiting(tx, placementId, 'CANCELLED');
      const moved = await this.placements.move(tx, placement, 'decline');
      if (!moved.ok) return moved;
      await tx.audit('placement.declined', subjectOf(placement), { reason });
      const released = await this.free.release(tx, placement, 'placement.declined');
      if (!released.ok) return released;
      await this.free.tellAuthority(tx, placement, 'placement.declined');
      const next = await this.free.offerNext(tx, placement, referral);
      return next.ok ? ok({ placementId, status: moved.value, nextPlacementId: next.value }) : next;
    });
  }

  private async answer(
    actor: Actor,
    placementId: string,
    act: (tx: Tx, locked: Locked) => Promise<Result<Answered>>,
  ): Promise<Result<Answered>> {
    // As the provider itself first: what it may not see does not exist.
    const seen = await this.work.read(actor, async (tx) => {
      const placement = await this.placements.find(tx, placementId);
      const offers = placement ? await this.placements.offers(tx, [placementId]) : [];
      const own = offers.some(({ providerId }) => providerId === actor.organisationId);
      return { placement, own, commissioner: placement && (await this.free.commissionerOf(tx, placement)) };
    });
    if (!seen.placement || !seen.commissioner) return notFound('placement');
    if (!seen.own || !may(actor, 'placement.answer')) return forbidden('placement.answer');
    const { referralId } = seen.placement;
    return this.work.inTransaction(actingFor(actor, seen.commissioner), async (tx) => {
      const referral = await this.referrals.lock(tx, referralId);
      const placement = await this.placements.lock(tx, placementId);
      const offers = await this.placements.offers(tx, [placementId]);
      const offer = offers.find(({ providerId }) => providerId === actor.organisationId);
      if (!referral || !placement || !offer) return notFound('placement');
      if (placement.status !== 'OFFERED' || offer.answer !== 'WAITING') {
        return problem('placement.answered', { status: placement.status });
      }
      if (placement.answerBy <= tx.now) return problem('placement.offer-lapsed');
      return act(tx, { placement, referral, offer });
    });
  }

  /** The place is taken, the roll is written down, the provider learns whom it teaches. */
  private async agree(tx: Tx, { placement, referral }: Locked, offers: readonly Offer[]): Promise<Result<undefined>> {
    const moved = await this.placements.move(tx, placement, 'agree');
    if (!moved.ok) return moved;
    const taken = await this.places.take(tx, placement);
    if (!taken.ok) return taken;
    await cancelLapse(tx, placement.id);
    const components = await this.placements.components(tx, [placement.id]);
    const calendar = await this.calendars.forSchool(tx, placement.schoolOrganisationId);
    const roll = rollTimeline({
      referralType: placement.referralType,
      schoolId: placement.schoolOrganisationId,
      settings: components.map((one) => ({ organisationId: one.providerId, kind: one.registrationKind })),
      startsOn: placement.startsOn,
      plannedEnd: placement.plannedEnd,
      singleFrom: referral.firstExcludedOn ? singleRegistrationFrom(calendar, referral.firstExcludedOn) : null,
    });
    await this.placements.addRoll(tx, placement, roll);
    const placed = await this.referrals.markPlaced(tx, placement.referralId, { placementId: placement.id });
    if (!placed.ok) return placed;
    for (const { providerId: organisationId } of offers) {
      await this.referrals.openTo(tx, placement.referralId, {
        organisationId,
        part: 'PROVIDER',
        scopes: ['PROFILE', 'IDENTITY', 'NEEDS', 'RISKS'],
        startsOn: tx.today,
        endsOn: null,
      });
    }
    await tx.audit('placement.agreed', subjectOf(placement), { providers: offers.length });
    const about = { subjectType: 'placement', subjectId: placement.id, reference: placement.reference };
    await announce(tx, { kind: 'placement.agreed', organisationId: placement.schoolOrganisationId, ...about });
    await this.free.tellAuthority(tx, placement, 'placement.agreed');
    return ok();
  }
}

export const subjectOf = (placement: Placement) => ({
  type: 'placement',
  id: placement.id,
  referralId: placement.referralId,
});
