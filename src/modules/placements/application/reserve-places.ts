import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  invalidFields,
  may,
  mondayOf,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Capacity } from '../../capacity/index.js';
import { requestMatching, RuleCheck } from '../../matching/index.js';
import { Policies } from '../../policies/index.js';
import { Referrals } from '../../referrals/index.js';
import { patternFaults } from '../domain/decision-command.js';
import {
  type Reservation,
  type ReservationEnd,
  type ReservationKey,
  ReservationStore,
} from '../persistence/reservation.store.js';

export const EXPIRE_RESERVATION = 'placements.expire-reservation';
const DAY_MS = 86_400_000;

explainConstraint('place_reservation_one_live', 'reservation.exists');
explainConstraint('place_reservation_apart', 'matching.parts-clash');
explainConstraint('placement_component_apart', 'matching.parts-clash');
explainConstraint('placement_component_site_open', 'placement.site-closes');

export interface ReserveCommand {
  readonly referralId: string;
  readonly patternIds: readonly string[];
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
  readonly days: number;
  readonly reason: string;
}

/**
 * Keeps a place, or every part of a package, for one referral while something is settled, for as long as the policy
 * allows: all of it until the same moment, or none. Nobody else is offered it meanwhile; a decision on the referral takes
 * it over, and without one it goes back by itself, as a whole.
 */
@Injectable()
export class ReservePlaces {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: ReservationStore,
    private readonly referrals: Referrals,
    private readonly policies: Policies,
    private readonly rules: RuleCheck,
    private readonly capacity: Capacity,
  ) {}

  /**
   * Refused: `referral.not-waiting`, `reservation.exists`, `reservation.not-allowed` (the policy says none), `matching.*`,
   * `capacity.none-left`, `capacity.not-offered`; fields `patternIds` `placement-option`, `days` `too-large`, `endsOn`
   * `placement-before-start`.
   */
  reserve(actor: Actor, command: ReserveCommand): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.lock(tx, command.referralId);
      if (!referral || referral.authorityId !== actor.authorityId) return notFound('referral');
      if (!may(actor, 'decision.make')) return forbidden('decision.make');
      if (referral.status !== 'SUBMITTED') return problem('referral.not-waiting', { status: referral.status });
      const reason = cleanText(command.reason, { field: 'reason', max: 500, required: true });
      if (!reason.ok) return reason;
      const faults = patternFaults(command.patternIds);
      if (faults.length > 0) return invalidFields(faults);
      const expires = await this.expiry(tx, referral.authorityId, command);
      if (!expires.ok) return expires;
      if (await this.store.live(tx, { referralId: referral.id })) return problem('reservation.exists');
      const checked = await this.check(tx, referral.authorityId, command);
      if (!checked.ok) return checked;
      const { patternIds, startsOn, endsOn } = command;
      const [fromWeek, toWeek] = [mondayOf(startsOn), mondayOf(endsOn)];
      const { authorityId } = referral;
      const held = await this.capacity.hold(tx, {
        authorityId,
        subjectId: referral.id,
        expiresAt: expires.value,
        lines: patternIds.map((patternId) => ({ patternId, fromWeek, toWeek })),
      });
      if (!held.ok) return held;
      const id = newId();
      const kept = { referralId: referral.id, patternIds, startsOn, endsOn, reason: reason.value };
      const place = checked.value.join(' and ');
      await this.store.add(tx, authorityId, { ...kept, id, holdId: held.value, place, expiresAt: expires.value });
      const delayMs = expires.value.getTime() - tx.now.getTime();
      await tx.outbox(EXPIRE_RESERVATION, { reservationId: id }, { debounceKey: keyOf(id), delayMs });
      await requestMatching(tx, authorityId);
      await tx.audit('place.reserved', subjectOf(kept.referralId, id), {
        patternIds: [...patternIds],
        days: command.days,
      });
      return ok(id);
    });
  }

  /** What is kept for the referral now; null when nothing is. Not found for who may not decide on it. */
  view(actor: Actor, referralId: string): Promise<Result<{ kept: Reservation | null; daysMost: number }>> {
    return this.work.read(actor, async (tx) => {
      const referral = await this.referrals.find(tx, referralId);
      if (!referral || referral.authorityId !== actor.authorityId) return notFound('referral');
      const policy = await this.policies.at(tx, referral.authorityId, tx.today);
      const kept = (await this.store.live(tx, { referralId })) ?? null;
      return ok({ kept, daysMost: policy?.document.clocks.reserveDays ?? 0 });
    });
  }

  /** Gives it back before its time. Problem: `reservation.ended`. */
  giveBack(actor: Actor, referralId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.lock(tx, referralId);
      if (!referral || referral.authorityId !== actor.authorityId) return notFound('referral');
      if (!may(actor, 'decision.make')) return forbidden('decision.make');
      const kept = await this.store.live(tx, { referralId });
      return kept === undefined ? problem('reservation.ended') : this.end(tx, kept, 'GIVEN_BACK');
    });
  }

  /** A decision takes the place over: it is free again for the rules and the hold that follow in the same transaction. */
  async takeOver(tx: Tx, referralId: string): Promise<Result<undefined>> {
    const kept = await this.store.live(tx, { referralId });
    return kept === undefined ? ok() : this.end(tx, kept, 'DECIDED');
  }

  /**
   * Ends it when its time is over, or when its referral waits for a place no more. Safe to run twice; one that still
   * has time is looked at again when that is over.
   */
  expire(
    actor: Actor,
    by: ReservationKey,
    complete: (tx: Tx) => Promise<void>,
  ): Promise<Result<'expired' | 'nothing'>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.store.live(tx, by);
      // The case first, as everybody does: a decision on it holds this lock while it takes the place over.
      const referral = found && (await this.referrals.lock(tx, found.referralId));
      const kept = referral && (await this.store.live(tx, by));
      if (referral === undefined || kept === undefined) {
        await complete(tx);
        return ok('nothing');
      }
      const left = kept.expiresAt.getTime() - tx.now.getTime();
      if (left > 0 && referral.status === 'SUBMITTED') {
        const { id } = kept;
        await tx.outbox(EXPIRE_RESERVATION, { reservationId: id }, { debounceKey: keyOf(id), delayMs: left });
        await complete(tx);
        return ok('nothing');
      }
      const ended = await this.end(tx, kept, left > 0 ? 'NOT_WAITING' : 'EXPIRED');
      if (!ended.ok) return ended;
      await complete(tx);
      return ok('expired');
    });
  }

  private async end(tx: Tx, kept: Reservation, how: ReservationEnd): Promise<Result<undefined>> {
    if (!(await this.store.end(tx, kept.id, how))) return problem('reservation.ended');
    const released = await this.capacity.release(tx, kept.holdId, mondayOf(kept.startsOn));
    if (!released.ok) return released;
    if (how !== 'EXPIRED') await tx.cancelJob(keyOf(kept.id));
    if (tx.actor.authorityId !== null) await requestMatching(tx, tx.actor.authorityId);
    await tx.audit('place.reservation-ended', subjectOf(kept.referralId, kept.id), { how });
    return ok();
  }

  private async expiry(tx: Tx, authorityId: string, { days, startsOn, endsOn }: ReserveCommand): Promise<Result<Date>> {
    const policy = await this.policies.at(tx, authorityId, tx.today);
    if (!policy) return problem('policy.none-in-force', { date: tx.today });
    const most = policy.document.clocks.reserveDays;
    if (most === 0) return problem('reservation.not-allowed');
    if (!Number.isInteger(days) || days < 1) return invalid('days', 'too-small', { min: 1 });
    if (days > most) return invalid('days', 'too-large', { max: most });
    if (startsOn < tx.today) return invalid('startsOn', 'placement-past');
    if (endsOn < startsOn) return invalid('endsOn', 'placement-before-start');
    return ok(new Date(tx.now.getTime() + days * DAY_MS));
  }

  /** Every rule but those that a decision could set aside; answers what the places are called. */
  private async check(tx: Tx, authorityId: string, command: ReserveCommand): Promise<Result<readonly string[]>> {
    const policy = await this.policies.at(tx, authorityId, tx.today);
    const waivers = (policy?.document.rules.waivable ?? []).map((rule) => ({ rule, reason: command.reason }));
    const { referralId, patternIds, startsOn, endsOn } = command;
    const checked = await this.rules.recheck(tx, { authorityId, referralId, patternIds, startsOn, endsOn, waivers });
    return checked.ok ? ok(checked.value.places) : checked;
  }
}

const keyOf = (id: string): string => `${EXPIRE_RESERVATION}:${id}`;
const subjectOf = (referralId: string, id: string) => ({ type: 'reservation', id, referralId });
