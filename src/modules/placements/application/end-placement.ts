import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  type DateOnly,
  forbidden,
  formatDate,
  invalid,
  may,
  maxDate,
  notFound,
  ok,
  type Pence,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Commitments, shortened } from '../../budget/index.js';
import { requestMatching } from '../../matching/index.js';
import { announce } from '../../notifications/index.js';
import { type LockedReferral, Referrals } from '../../referrals/index.js';
import { type EndReason, ENDINGS_BY_PEOPLE, WAITS_AGAIN } from '../domain/placement-states.js';
import { keptOf, type SharedYear } from '../domain/shares.js';
import { type Placement, PlacementStore } from '../persistence/placement.store.js';
import { actingFor } from './acting-for.js';
import { subjectOf } from './answer-offer.js';
import { FreePlacement } from './free-placement.js';
import { KeptPlace } from './kept-place.js';
import { PlanPlacement } from './plan-placement.js';

export interface EndCommand {
  readonly placementId: string;
  /** The last day that counts; the place is free from the week after, the money from the day after. */
  readonly lastDay: DateOnly;
  readonly reason: unknown;
}

export interface Ended {
  readonly placementId: string;
  /** What was let go of all commitments together. */
  readonly voidedPence: Pence;
}

/** Starts, withdraws and ends placements. Whoever is at either side of a race, the case's lock decides it. */
@Injectable()
export class EndPlacement {
  constructor(
    private readonly work: UnitOfWork,
    private readonly placements: PlacementStore,
    private readonly referrals: Referrals,
    private readonly places: KeptPlace,
    private readonly commitments: Commitments,
    private readonly planner: PlanPlacement,
    private readonly free: FreePlacement,
  ) {}

  /** The provider records the first day. Refused before it: `placement.not-yet`. */
  start(actor: Actor, placementId: string): Promise<Result<{ placementId: string }>> {
    return this.change(actor, placementId, 'placement.start', async (tx, placement) => {
      if (placement.startsOn > tx.today) return problem('placement.not-yet', { startsOn: placement.startsOn });
      const moved = await this.placements.move(tx, placement, 'start');
      if (!moved.ok) return moved;
      await tx.audit('placement.started', subjectOf(placement));
      await this.tellSchool(tx, placement, 'placement.started');
      return ok({ placementId });
    });
  }

  /** Before the first day only: the place and all of the money are free, and the pupil waits again. */
  withdraw(actor: Actor, placementId: string, given: unknown): Promise<Result<{ placementId: string }>> {
    const reason = cleanText(given, { field: 'reason', max: 1000, multiline: true, required: true });
    if (!reason.ok) return Promise.resolve(reason);
    return this.change(actor, placementId, 'decision.make', (tx, placement, referral) =>
      this.withdrawIn(tx, placement, referral, { reason: reason.value }),
    );
  }

  /** In somebody else's transaction, who holds the locks and has asked whether the actor may. */
  async withdrawIn(
    tx: Tx,
    placement: Placement,
    referral: LockedReferral,
    why: { readonly reason: string; readonly urgentOn?: DateOnly },
  ): Promise<Result<{ placementId: string }>> {
    const placementId = placement.id;
    const moved = await this.placements.move(tx, placement, 'withdraw');
    if (!moved.ok) return moved;
    await this.placements.cancelWaiting(tx, placementId, 'CANCELLED');
    await tx.audit('placement.withdrawn', subjectOf(placement));
    const released = await this.free.release(tx, placement, 'placement.withdrawn');
    if (!released.ok) return released;
    await this.placements.endRoll(tx, placementId, tx.today);
    const back = await this.referrals.backToPool(tx, referral.id, why);
    if (!back.ok) return back;
    await this.tellAll(tx, placement, 'placement.withdrawn');
    return ok({ placementId });
  }

  /** Refused: fields `lastDay`, `reason`; `state.not-allowed` unless it is under way. */
  end(actor: Actor, command: EndCommand): Promise<Result<Ended>> {
    const { placementId, lastDay, reason } = command;
    if (typeof reason !== 'string' || !Object.hasOwn(ENDINGS_BY_PEOPLE, reason)) {
      return Promise.resolve(invalid('reason', 'choose-one'));
    }
    return this.change(actor, placementId, 'placement.end', (tx, placement, referral) =>
      this.endIn(tx, placement, referral, { lastDay, reason: reason as EndReason }),
    );
  }

  /** In somebody else's transaction, who holds the locks and has asked whether the actor may. */
  async endIn(
    tx: Tx,
    placement: Placement,
    referral: LockedReferral,
    { lastDay, reason }: { readonly lastDay: DateOnly; readonly reason: EndReason },
  ): Promise<Result<Ended>> {
    if (lastDay < placement.startsOn) return invalid('lastDay', 'placement-before-start');
    if (lastDay > placement.plannedEnd) return invalid('lastDay', 'placement-after-end');
    const moved = await this.placements.move(tx, placement, 'end', { on: lastDay, reason });
    if (!moved.ok) return moved;
    const freed = await this.places.release(tx, placement, addDays(lastDay, 1));
    if (!freed.ok) return freed;
    const voided = await this.voidRest(tx, placement, lastDay);
    if (!voided.ok) return voided;
    await this.placements.endRoll(tx, placement.id, lastDay);
    await this.free.closeToProviders(tx, placement, maxDate(lastDay, tx.today));
    const closed = await this.closeCase(tx, referral, reason, lastDay);
    if (!closed.ok) return closed;
    await tx.audit('placement.ended', subjectOf(placement), { lastDay, reason, voidedPence: voided.value });
    await this.tellAll(tx, placement, 'placement.ended');
    await requestMatching(tx, placement.authorityId);
    return ok({ placementId: placement.id, voidedPence: voided.value });
  }

  /** Each commitment keeps what the shorter placement costs at the agreed prices, to the penny. */
  private async voidRest(tx: Tx, placement: Placement, lastDay: DateOnly): Promise<Result<Pence>> {
    const years = await this.costUntil(tx, placement, lastDay);
    if (!years.ok) return years;
    return this.commitments.voidRest(tx, placement.id, 'placement.ended', (commitment) =>
      keptOf(years.value, commitment),
    );
  }

  /** What a placement costs when it ends on a day; nothing where not a single school day is delivered. */
  async costUntil(tx: Tx, placement: Placement, lastDay: DateOnly): Promise<Result<SharedYear[]>> {
    const period = shortened({ from: placement.startsOn, to: placement.plannedEnd }, lastDay);
    const components = await this.placements.components(tx, [placement.id]);
    const shares = await this.placements.shares(tx, placement.id);
    const school = shares.find(({ payer }) => payer === 'SCHOOL')?.basisPoints ?? 0;
    const recosted = period && (await this.planner.recost(tx, placement, components, period, school));
    const nothing = !recosted || (!recosted.ok && recosted.problem.code === 'placement.no-school-day');
    return nothing ? ok([]) : recosted;
  }

  /** A placement that broke down leaves a pupil without a place, who waits again; every other ending closes the case. */
  private closeCase(
    tx: Tx,
    referral: LockedReferral,
    reason: EndReason,
    lastDay: DateOnly,
  ): Promise<Result<undefined>> {
    const note = `Placement ended on ${formatDate(lastDay)}`;
    const urgentOn = reason === 'PROVIDER_FAILED' ? addDays(maxDate(lastDay, tx.today), 1) : null;
    return WAITS_AGAIN.includes(reason)
      ? this.referrals.backToPool(tx, referral.id, { reason: note, urgentOn })
      : this.referrals.close(tx, referral.id, { reason: note });
  }

  private async change<T>(
    actor: Actor,
    placementId: string,
    permission: 'placement.start' | 'placement.end' | 'decision.make',
    act: (tx: Tx, placement: Placement, referral: LockedReferral) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const seen = await this.work.read(actor, async (tx) => {
      const placement = await this.placements.find(tx, placementId);
      const offers = placement ? await this.placements.offers(tx, [placementId]) : [];
      const provides = offers.some((one) => one.providerId === actor.organisationId && one.answer === 'ACCEPTED');
      return placement && { ...placement, provides, commissioner: await this.free.commissionerOf(tx, placement) };
    });
    if (!seen) return notFound('placement');
    const decides = seen.authorityId === actor.authorityId && may(actor, 'decision.make');
    if (!may(actor, permission) || !(decides || seen.provides)) return forbidden(permission);
    return this.work.inTransaction(actingFor(actor, seen.commissioner), async (tx) => {
      const referral = await this.referrals.lock(tx, seen.referralId);
      const placement = await this.placements.lock(tx, placementId);
      return referral && placement ? act(tx, placement, referral) : notFound('placement');
    });
  }

  private async tellAll(tx: Tx, placement: Placement, kind: 'placement.withdrawn' | 'placement.ended'): Promise<void> {
    await this.tellSchool(tx, placement, kind);
    const about = { subjectType: 'placement', subjectId: placement.id, reference: placement.reference };
    for (const { providerId: organisationId } of await this.placements.offers(tx, [placement.id])) {
      await announce(tx, { kind, organisationId, ...about });
    }
  }

  private tellSchool(
    tx: Tx,
    placement: Placement,
    kind: 'placement.withdrawn' | 'placement.ended' | 'placement.started',
  ): Promise<void> {
    const about = { subjectType: 'placement', subjectId: placement.id, reference: placement.reference };
    return announce(tx, { kind, organisationId: placement.schoolOrganisationId, ...about });
  }
}
