import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  formatDate,
  invalid,
  may,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Counted, type IdPage, type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { announce } from '../../notifications/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { CHANGE_KINDS, type ChangeGiven, checkChange, siteOf } from '../domain/provider-change.js';
import { type GoingOn, type ProviderChange, ProviderChangeStore } from '../persistence/provider-change.store.js';
import type { Touched } from '../persistence/providers-seen.js';
import { ChangeEffects } from './change-effects.js';
import { Tell } from './tell.js';
import { WhatItTouches } from './what-it-touches.js';

explainConstraint('provider_change_site', 'site.not-found');
explainConstraint('provider_change_tariff', 'tariff.not-found');
explainConstraint('provider_change_stands', 'provider-change.decided');
explainConstraint('provider_change_closes_once', 'site.closes-already');
explainConstraint('provider_change_keeps_once', 'site.stays-already');
explainConstraint('site_closes_by_approval', 'site.closes-by-approval');

const KIND = 'Changes at providers';

export interface ChangeView {
  readonly change: ProviderChange;
  readonly touched: Touched | null;
  /** Of a site that closes: placements that the reader may see and that go on after that. */
  readonly goingOn: readonly GoingOn[];
  readonly mayDecide: boolean;
  readonly mayWithdraw: boolean;
  /** A closing that was approved, before its day. */
  readonly mayUndo: boolean;
}

/** A change of control, site or price: announced by the provider, held until its authority has approved it. */
@Injectable()
export class ProviderChanges implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: ProviderChangeStore,
    private readonly touches: WhatItTouches,
    private readonly tell: Tell,
    private readonly effects: ChangeEffects,
  ) {}

  announce(actor: Actor, given: ChangeGiven): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId, organisationId } = actor;
      if (!may(actor, 'quality.answer') || authorityId === null || organisationId === null) {
        return forbidden('quality.answer');
      }
      const checked = checkChange(given, tx.today);
      if (!checked.ok) return checked;
      const { proposed } = checked.value;
      const own =
        proposed.kind !== 'PRICE' || (await this.store.prices(tx)).some(({ id }) => id === proposed.tariffLineId);
      if (!own) return invalid('tariffLineId', 'choice');
      const fromDate = await this.fromDateOf(tx, checked.value);
      if (fromDate === undefined) return problem('site.not-closing');
      const id = newId();
      await this.store.add(tx, id, { ...checked.value, fromDate });
      await tx.audit('provider-change.announced', { type: 'provider-change', id }, { kind: proposed.kind });
      const reference = (await this.store.byId(tx, id))?.reference ?? '';
      const about = { subjectType: 'provider-change', subjectId: id, reference, dueOn: fromDate };
      await this.tell.authority(tx, authorityId, { kind: 'provider-change.announced', ...about });
      return ok(id);
    });
  }

  /** Everything that follows happens in this transaction or not at all. Problem: `provider-change.decided`. */
  approve(actor: Actor, id: string, reasons: string): Promise<Result<undefined>> {
    return this.decide(actor, id, reasons, async (tx, change) => this.effects.apply(tx, change));
  }

  refuse(actor: Actor, id: string, reasons: string): Promise<Result<undefined>> {
    return this.decide(actor, id, reasons, null);
  }

  withdraw(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const change = await this.store.lock(tx, id);
      if (change === undefined) return notFound('provider-change');
      if (!assurancePolicy.canAnswer(actor, change)) return forbidden('quality.answer');
      if (change.status !== 'ANNOUNCED') return problem('provider-change.decided');
      await this.store.withdraw(tx, id);
      await tx.audit('provider-change.withdrawn', { type: 'provider-change', id });
      return ok();
    });
  }

  async list(actor: Actor): Promise<Result<readonly ProviderChange[]>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    return ok(await this.work.read(actor, (tx) => this.store.list(tx)));
  }

  /** For programs: by id, the newest first, after the last of the page before. */
  async page(actor: Actor, at: IdPage): Promise<Result<Counted<ProviderChange>>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    return ok(await this.work.read(actor, (tx) => this.store.page(tx, at)));
  }

  async one(actor: Actor, id: string): Promise<Result<ChangeView>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    const [change, today] = await this.work.read(
      actor,
      async (tx) => [await this.store.byId(tx, id), tx.today] as const,
    );
    if (change === undefined) return notFound('provider-change');
    const { proposed } = change;
    const siteId = siteOf(proposed);
    const officer = assurancePolicy.canChange(actor, change);
    return ok({
      change,
      touched: officer ? await this.touches.of(change.authorityId, change.providerId, siteId) : null,
      goingOn: officer && siteId !== null ? await this.goingOn(actor, change) : [],
      mayDecide: assurancePolicy.canDecide(actor, change) && change.status === 'ANNOUNCED',
      mayWithdraw: assurancePolicy.canAnswer(actor, change) && change.status === 'ANNOUNCED',
      mayUndo:
        assurancePolicy.canAnswer(actor, change) &&
        proposed.kind === 'CLOSE_SITE' &&
        change.status === 'APPROVED' &&
        change.fromDate > today,
    });
  }

  /** Sites of the actor's own that will close. */
  closingSites(actor: Actor) {
    return this.work.read(actor, (tx) => this.store.closingSites(tx));
  }

  prices(actor: Actor) {
    return this.work.read(actor, (tx) => this.store.prices(tx));
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'quality.manage') || !may(actor, 'framework.manage')) return [];
    const all = await this.work.read(actor, (tx) => this.store.list(tx));
    const waiting = all.filter(({ status }) => status === 'ANNOUNCED');
    return [...waiting.map(taskOf), ...(await this.work.read(actor, (tx) => this.closings(tx)))];
  }

  /** Pupils who still have a place at a site after it has closed: somebody finds them another. */
  private async closings(tx: Tx): Promise<Task[]> {
    const left = await this.store.closings(tx);
    return left.map(({ changeId, siteName, closedOn, placements }) => ({
      title: `Find other places: ${placements === 1 ? '1 placement goes' : `${placements} placements go`} on after ${siteName} closes`,
      href: `/provider-changes/${changeId}`,
      kind: KIND,
      dueOn: closedOn,
      detail: `It is closed from ${formatDate(closedOn)}`,
    }));
  }

  private async goingOn(actor: Actor, { proposed, fromDate }: ProviderChange): Promise<readonly GoingOn[]> {
    if (proposed.kind !== 'CLOSE_SITE') return [];
    return this.work.read(actor, (tx) => this.store.goingOn(tx, proposed.siteId, fromDate));
  }

  /** What stays open does so from the day on which it would have closed, whatever day was given. */
  private async fromDateOf(tx: Tx, { proposed, fromDate }: ChangeGiven): Promise<DateOnly | undefined> {
    if (proposed.kind !== 'KEEP_SITE') return fromDate ?? undefined;
    return (await this.store.closingSites(tx)).find(({ id }) => id === proposed.siteId)?.closedOn;
  }

  private decide(
    actor: Actor,
    id: string,
    given: string,
    effect: ((tx: Tx, change: ProviderChange) => Promise<Result<string | null>>) | null,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const change = await this.store.lock(tx, id);
      if (change === undefined) return notFound('provider-change');
      if (!assurancePolicy.canDecide(actor, change)) return forbidden('framework.manage');
      const reasons = cleanText(given, { field: 'reasons', max: 4000, multiline: true, required: true });
      if (!reasons.ok) return reasons;
      if (change.status !== 'ANNOUNCED') return problem('provider-change.decided');
      const made = effect === null ? ok(null) : await effect(tx, change);
      if (!made.ok) return made;
      const status = effect === null ? 'REFUSED' : 'APPROVED';
      await this.store.decide(tx, id, { status, reasons: reasons.value, madeId: made.value });
      await tx.audit('provider-change.decided', { type: 'provider-change', id }, { status });
      const { providerId: organisationId, reference } = change;
      const about = { subjectType: 'provider-change', subjectId: id, reference };
      await announce(tx, { kind: 'provider-change.decided', organisationId, ...about });
      return ok();
    });
  }
}

const taskOf = (change: ProviderChange): Task => ({
  title: `${change.providerName} announces a change: approve or refuse it`,
  href: `/provider-changes/${change.id}`,
  kind: KIND,
  dueOn: change.fromDate,
  detail: CHANGE_KINDS[change.proposed.kind],
});
