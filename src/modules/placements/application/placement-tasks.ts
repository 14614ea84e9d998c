import { Injectable } from '@nestjs/common';
import { type Actor, addDays, formatDate, londonDate, may, traitsOf } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { LinkSource, Task, TaskSource } from '../../../web/index.js';
import { STATUS_WORDS } from '../domain/placement-states.js';
import { OffFrameworkStore } from '../persistence/off-framework.store.js';
import { PlacementQueries, type PlacementRow } from './placement-queries.js';

const MOST = 50;
/** How long before the first day a school is reminded of its register. */
const REMIND_DAYS = 7;

/** What waits for deciders, providers and schools. Titles hold references, never names. */
@Injectable()
export class PlacementTasks implements LinkSource, TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: PlacementQueries,
    private readonly requests: OffFrameworkStore,
  ) {}

  tasksFor(actor: Actor): Promise<readonly Task[]> {
    const [decides, answers, records] = [
      may(actor, 'decision.make'),
      may(actor, 'placement.answer'),
      may(actor, 'placement.start'),
    ];
    const approves = may(actor, 'purchase.approve');
    const school = may(actor, 'referral.create') && !decides && may(actor, 'placement.read');
    if (!decides && !answers && !records && !school && !approves) return Promise.resolve([]);
    return this.work.read(actor, async (tx) => [
      ...(decides ? await this.toDecide(tx) : []),
      ...(approves ? await this.toApprove(tx, actor) : []),
      ...(answers ? await this.toAnswer(tx) : []),
      ...(records || school ? await this.starting(tx, records ? 'provider' : 'school') : []),
    ]);
  }

  /** The placements that came of a referral, as far as the reader may see them. */
  async linksFor(actor: Actor, record: { readonly id: string }): Promise<{ text: string; href: string }[]> {
    if (!may(actor, 'placement.read')) return [];
    const rows = await this.work.read(actor, (tx) => this.queries.ofReferral(tx, record.id));
    return rows.map(({ id, reference, status }) => ({
      text: `Placement ${reference}: ${STATUS_WORDS[status].label.toLowerCase()}`,
      href: `/placements/${id}`,
    }));
  }

  private async toDecide(tx: Tx): Promise<Task[]> {
    const waiting = await this.queries.toDecide(tx, MOST);
    return waiting.map(({ id, reference, type, aimOn, waitingSince }) => ({
      title: `Decide on ${reference}`,
      href: `/referrals/${id}/decision`,
      kind: 'Decision',
      dueOn: aimOn,
      detail: `${traitsOf(type)?.words ?? 'Referral'}, waiting since ${formatDate(waitingSince)}`,
    }));
  }

  /** Purchases outside the framework that somebody else asked for. */
  private async toApprove(tx: Tx, { userId }: Actor): Promise<Task[]> {
    const waiting = await this.requests.waiting(tx, MOST);
    return waiting
      .filter(({ askedBy }) => askedBy !== userId)
      .map(({ id, referralReference, providerName, askedAt }) => ({
        title: `Answer about buying outside the framework for ${referralReference}`,
        href: `/off-framework/${id}`,
        kind: 'Purchase',
        dueOn: londonDate(askedAt),
        detail: `From ${providerName}, asked ${formatDate(londonDate(askedAt))}`,
      }));
  }

  private async toAnswer(tx: Tx): Promise<Task[]> {
    const offers = await this.queries.offersToAnswer(tx, MOST);
    return offers.map((offer) => ({
      title: `Answer offer ${offer.reference}`,
      href: `/placements/${offer.id}`,
      kind: 'Offer',
      dueOn: londonDate(offer.answerBy),
      detail: `${offer.places}, from ${formatDate(offer.startsOn)}`,
    }));
  }

  private async starting(tx: Tx, reader: 'provider' | 'school'): Promise<Task[]> {
    const { items } = await this.queries.list(tx, { statuses: ['AGREED'], offset: 0, limit: MOST });
    const soon = (row: PlacementRow): boolean =>
      row.startsOn <= (reader === 'provider' ? tx.today : addDays(tx.today, REMIND_DAYS));
    return items.filter(soon).map((row) => ({
      title: reader === 'provider' ? `Record the first day of ${row.reference}` : `Be ready for ${row.reference}`,
      href: `/placements/${row.id}`,
      kind: 'Placement',
      dueOn: row.startsOn,
      detail:
        reader === 'provider' ? row.places : `${row.places}: the page says how to mark the register from the first day`,
    }));
  }
}
