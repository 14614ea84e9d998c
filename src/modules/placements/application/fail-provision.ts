import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  may,
  newId,
  notFound,
  ok,
  pence,
  type Pence,
  problem,
  type Result,
  sumPence,
} from '../../../kernel/index.js';
import { explainedProblem, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Commitments } from '../../budget/index.js';
import { type LockedReferral, Referrals } from '../../referrals/index.js';
import {
  type Affected,
  type Done,
  type FailedPlace,
  type Failure,
  FailureStore,
} from '../persistence/failure.store.js';
import { type Placement, PlacementStore } from '../persistence/placement.store.js';
import { EndPlacement } from './end-placement.js';

export interface FailCommand extends FailedPlace {
  /** The last day on which anybody is taught there. */
  readonly lastDay: DateOnly;
  readonly reason: unknown;
}

export interface FailurePreview {
  readonly place: FailedPlace & { readonly provider: string; readonly site: string | null };
  readonly affected: readonly (Affected & { readonly freesPence: Pence })[];
  readonly freesPence: Pence;
}

type Outcome = Pick<Done, 'outcome' | 'problem' | 'voidedPence'>;
const FAR_DAYS = 366;

/**
 * A provider or a site can teach no more: one act ends or withdraws all that is placed there, and each pupil waits again, to be
 * served from the next day on. Each behind a savepoint, so that one that cannot be ended holds up nobody; one run of the
 * matching a pool follows. Safe to run again, for those that could not be helped.
 */
@Injectable()
export class FailProvision {
  constructor(
    private readonly work: UnitOfWork,
    private readonly failures: FailureStore,
    private readonly placements: PlacementStore,
    private readonly referrals: Referrals,
    private readonly ending: EndPlacement,
    private readonly commitments: Commitments,
  ) {}

  /** Whoever is affected, and what of the money that is promised would be free. Refused as `run`, the reason apart. */
  preview(actor: Actor, command: Omit<FailCommand, 'reason'>): Promise<Result<FailurePreview>> {
    if (!acts(actor)) return Promise.resolve(forbidden('failure.make'));
    return this.work.read(actor, async (tx): Promise<Result<FailurePreview>> => {
      const place = await this.failing(tx, command);
      if (!place.ok) return place;
      const affected: (Affected & { freesPence: Pence })[] = [];
      for (const one of await this.failures.affected(tx, command, command.lastDay)) {
        affected.push({ ...one, freesPence: await this.frees(tx, one, command.lastDay) });
      }
      return ok({ place: place.value, affected, freesPence: sumPence(affected.map((one) => one.freesPence)) });
    });
  }

  /** Refused: fields; `failure.goes-on` where the site is open and the provider may be used; `failure.made`. */
  run(actor: Actor, command: FailCommand): Promise<Result<{ failureId: string }>> {
    const reason = cleanText(command.reason, { field: 'reason', max: 1000, multiline: true, required: true });
    if (!reason.ok) return Promise.resolve(reason);
    const { authorityId } = actor;
    if (!acts(actor) || authorityId === null) return Promise.resolve(forbidden('failure.make'));
    return this.work.inTransaction(actor, async (tx) => {
      const { providerId, siteId, lastDay } = command;
      if (lastDay > addDays(tx.today, FAR_DAYS)) return invalid('lastDay', 'placement-too-far');
      const place = await this.failing(tx, command);
      if (!place.ok) return place;
      const id = newId();
      await this.failures.add(tx, { id, authorityId, providerId, siteId, lastDay, reason: reason.value });
      await tx.audit('provision-failure.made', { type: 'provision-failure', id }, { providerId, siteId });
      await this.endAll(tx, { id, authorityId, providerId, siteId, lastDay });
      return ok({ failureId: id });
    });
  }

  /** For those that could not be ended, and those placed there since. Doing it twice changes nothing. */
  again(actor: Actor, failureId: string): Promise<Result<{ failureId: string }>> {
    const { authorityId } = actor;
    return this.work.inTransaction(actor, async (tx) => {
      const seen = await this.failures.find(tx, failureId);
      if (seen === undefined) return notFound('failure');
      if (!acts(actor) || authorityId === null) return forbidden('failure.make');
      const failure = await this.failures.lock(tx, failureId);
      if (failure === undefined) return notFound('failure');
      await this.endAll(tx, { ...failure, authorityId });
      return ok({ failureId });
    });
  }

  view(actor: Actor, failureId: string): Promise<Result<{ failure: Failure; done: readonly Done[]; acts: boolean }>> {
    return this.work.read(actor, async (tx) => {
      const failure = await this.failures.find(tx, failureId);
      if (failure === undefined) return notFound('failure');
      return ok({ failure, done: await this.failures.done(tx, failureId), acts: acts(actor) });
    });
  }

  /** All cases first and in one order, as everywhere; then one after the other. */
  private async endAll(
    tx: Tx,
    failure: FailedPlace & { readonly id: string; readonly authorityId: string; readonly lastDay: DateOnly },
  ): Promise<void> {
    const affected = await this.failures.affected(tx, failure, failure.lastDay);
    const cases = new Map<string, LockedReferral>();
    for (const { referralId } of affected) {
      const referral = await this.referrals.lock(tx, referralId);
      if (referral) cases.set(referralId, referral);
    }
    for (const { id, referralId } of affected) {
      const referral = cases.get(referralId);
      const placement = await this.placements.lock(tx, id);
      if (!referral || !placement) continue;
      const outcome = await this.endOne(tx, placement, referral, failure.lastDay);
      await this.failures.put(tx, failure, { placementId: id, ...outcome });
    }
    await tx.audit(
      'provision-failure.run',
      { type: 'provision-failure', id: failure.id },
      { placements: affected.length },
    );
  }

  private async endOne(tx: Tx, placement: Placement, referral: LockedReferral, lastDay: DateOnly): Promise<Outcome> {
    await tx.query('savepoint failed_place');
    const done = await this.tryOne(tx, placement, referral, lastDay);
    if (done.ok) {
      await tx.query('release savepoint failed_place');
      return { ...done.value, problem: null };
    }
    await tx.query('rollback to savepoint failed_place');
    return { outcome: 'NOT_DONE', problem: done.problem.code, voidedPence: pence(0) };
  }

  private async tryOne(
    tx: Tx,
    placement: Placement,
    referral: LockedReferral,
    lastDay: DateOnly,
  ): Promise<Result<Pick<Done, 'outcome' | 'voidedPence'>>> {
    try {
      if (placement.status === 'ACTIVE') {
        const ended = await this.ending.endIn(tx, placement, referral, { lastDay, reason: 'PROVIDER_FAILED' });
        return ended.ok ? ok({ outcome: 'ENDED', voidedPence: ended.value.voidedPence }) : ended;
      }
      const voidedPence = await this.promised(tx, placement.id);
      const why = { reason: 'The provider or its site can no longer teach', urgentOn: placement.startsOn };
      const withdrawn = await this.ending.withdrawIn(tx, placement, referral, why);
      return withdrawn.ok ? ok({ outcome: 'WITHDRAWN', voidedPence }) : withdrawn;
    } catch (error) {
      const refused = explainedProblem(error);
      if (refused === undefined) throw error;
      return { ok: false, problem: refused };
    }
  }

  private async promised(tx: Tx, placementId: string): Promise<Pence> {
    const live = await this.commitments.ofPlacement(tx, placementId);
    return sumPence(live.map((one) => pence(one.pence - one.voidedPence)));
  }

  private async frees(tx: Tx, { id, status }: Affected, lastDay: DateOnly): Promise<Pence> {
    const placement = await this.placements.find(tx, id);
    const promised = await this.promised(tx, id);
    if (placement === undefined || status !== 'ACTIVE') return promised;
    const kept = await this.ending.costUntil(tx, placement, lastDay);
    const cost = kept.ok ? sumPence(kept.value.map((year) => year.pence)) : promised;
    return pence(Math.max(0, promised - cost));
  }

  private async failing(tx: Tx, { providerId, siteId }: FailedPlace): Promise<Result<FailurePreview['place']>> {
    const found = (await this.failures.failing(tx)).find(
      (one) => one.providerId === providerId && one.siteId === siteId,
    );
    return found ? ok(found) : problem('failure.goes-on');
  }
}

const acts = (actor: Actor): boolean => may(actor, 'decision.make') && may(actor, 'placement.end');
