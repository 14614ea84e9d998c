import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  type DateOnly,
  forbidden,
  may,
  minDate,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { type Meeting, Meetings, type NewItem, ViewMeetings } from '../../panels/index.js';
import { queueBounds, type QueueFilter, WHOLE_QUEUE } from '../domain/queue-filter.js';
import {
  type OnAgenda,
  PanelQueueStore,
  QUEUE_MOST,
  type QueueCounts,
  type Queued,
} from '../persistence/panel-queue.store.js';
import { type Beside, BesideItems } from './beside-items.js';
import { ReferralPaper } from './referral-paper.js';

export interface QueueView {
  /** One page of what was asked for, on no agenda. */
  readonly waiting: readonly Queued[];
  /** The true number of what was asked for. */
  readonly found: number;
  readonly counts: QueueCounts;
  readonly beside: Beside;
  /** Meetings that they may be put on. */
  readonly meetings: readonly Meeting[];
  readonly schools: readonly { readonly id: string; readonly name: string }[];
  readonly onAgendas: readonly OnAgenda[];
  readonly today: DateOnly;
  /** The day of the meeting after the next: what is wanted before it cannot wait. */
  readonly next: DateOnly;
}

export interface QueueAsked {
  readonly filter: QueueFilter;
  readonly offset: number;
  readonly limit: number;
}

/** What is put on an agenda: those chosen, or all that cannot wait for the meeting after. */
export type QueueChoice = { readonly referralIds: readonly string[] } | 'ALL_DUE';

/** Builds a panel's agenda from the requests that wait. */
@Injectable()
export class PanelQueue {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: PanelQueueStore,
    private readonly beside: BesideItems,
    private readonly paper: ReferralPaper,
    private readonly meetings: Meetings,
    private readonly viewMeetings: ViewMeetings,
  ) {}

  /** Asked for nothing, the most urgent of the whole queue. */
  async view(actor: Actor, asked: Partial<QueueAsked> = {}): Promise<Result<QueueView>> {
    if (!mayBuild(actor)) return forbidden('panel.manage');
    const meetings = await this.viewMeetings.ahead(actor, 'PANEL');
    const { filter = WHOLE_QUEUE, offset = 0, limit = QUEUE_MOST } = asked;
    return this.work.read(actor, async (tx): Promise<Result<QueueView>> => {
      const policy = await this.beside.policy(tx);
      if (!policy.ok) return policy;
      const today = tx.today;
      const next = addDays(meetings[0]?.heldOn ?? today, policy.value.document.panel.everyDays);
      const { waiting, found } = await this.store.waiting(tx, queueBounds(filter, { today, next }), { offset, limit });
      const beside = await this.besideOf(tx, waiting);
      if (!beside.ok) return beside;
      return ok({
        waiting,
        found,
        counts: await this.store.counts(tx, next),
        beside: beside.value,
        meetings,
        schools: await this.store.schools(tx),
        onAgendas: await this.store.onAgendas(tx),
        today,
        next,
      });
    });
  }

  /**
   * How many were put on. What is due is due within the filter. Problems: `panel.nothing-due`, `panel.nothing-chosen`,
   * `panel.too-many`, `referral.not-waiting`, and those of `Meetings.putOn`.
   */
  putOn(
    actor: Actor,
    meetingId: string,
    choice: QueueChoice,
    filter: QueueFilter = WHOLE_QUEUE,
  ): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!mayBuild(actor)) return forbidden('panel.manage');
      // The meeting's lock comes before the cases', as it does where they are decided.
      const meeting = await this.meetings.toPutOn(tx, meetingId);
      if (!meeting.ok) return meeting;
      const { heldOn } = meeting.value;
      const ids = choice === 'ALL_DUE' ? await this.due(tx, heldOn, filter) : ok([...new Set(choice.referralIds)]);
      if (!ids.ok) return ids;
      if (ids.value.length === 0) return problem(choice === 'ALL_DUE' ? 'panel.nothing-due' : 'panel.nothing-chosen');
      if (ids.value.length > QUEUE_MOST) return problem('panel.too-many', { most: QUEUE_MOST });
      const beside = await this.besideOf(tx, await this.store.schoolsOf(tx, ids.value));
      if (!beside.ok) return beside;
      const items: Omit<NewItem, 'id'>[] = [];
      for (const id of ids.value) {
        const item = await this.paper.itemFor(tx, id, { heldOn, beside: beside.value });
        if (!item.ok) return item;
        items.push(item.value);
      }
      const put = await this.meetings.putOn(tx, meetingId, items);
      if (!put.ok) return put;
      await tx.audit('panel.queue-put-on', { type: 'meeting', id: meetingId }, { referrals: items.length });
      return ok(items.length);
    });
  }

  /** What cannot wait for the meeting after, within the filter; the most urgent, at most as many as one step takes. */
  private async due(tx: Tx, heldOn: DateOnly, filter: QueueFilter): Promise<Result<readonly string[]>> {
    const policy = await this.beside.policy(tx);
    if (!policy.ok) return policy;
    const next = addDays(heldOn, policy.value.document.panel.everyDays);
    const bounds = queueBounds(filter, { today: tx.today, next });
    const aimBefore = bounds.aimBefore === null ? next : minDate(bounds.aimBefore, next);
    const page = { offset: 0, limit: QUEUE_MOST };
    const { waiting } = await this.store.waiting(tx, { ...bounds, aimBefore }, page);
    return ok(waiting.map(({ referralId }) => referralId));
  }

  private besideOf(tx: Tx, waiting: readonly Pick<Queued, 'schoolId'>[]): Promise<Result<Beside>> {
    const schools = waiting.map(({ schoolId }) => schoolId);
    return this.beside.read(tx, tx.actor.authorityId ?? '', schools);
  }
}

const mayBuild = (actor: Actor): boolean => may(actor, 'panel.manage') && actor.authorityId !== null;
