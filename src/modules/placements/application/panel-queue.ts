import { Injectable } from '@nestjs/common';
import { type Actor, addDays, forbidden, may, ok, problem, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { type Meeting, Meetings, type NewItem, ViewMeetings } from '../../panels/index.js';
import { isDue } from '../domain/panel-outcomes.js';
import { PanelQueueStore, QUEUE_MOST, type Queued } from '../persistence/panel-queue.store.js';
import { type Beside, BesideItems } from './beside-items.js';
import { ReferralPaper } from './referral-paper.js';

export interface QueueView {
  readonly waiting: readonly Queued[];
  /** The true number: the list may end before. */
  readonly total: number;
  readonly beside: Beside;
  /** Meetings that they may be put on. */
  readonly meetings: readonly Meeting[];
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

  async view(actor: Actor): Promise<Result<QueueView>> {
    if (!mayBuild(actor)) return forbidden('panel.manage');
    const meetings = await this.viewMeetings.ahead(actor, 'PANEL');
    return this.work.read(actor, async (tx): Promise<Result<QueueView>> => {
      const { waiting, total } = await this.store.waiting(tx);
      const beside = await this.besideOf(tx, waiting);
      return beside.ok ? ok({ waiting, total, beside: beside.value, meetings }) : beside;
    });
  }

  /**
   * How many were put on. Problems: `panel.nothing-due`, `panel.nothing-chosen`, `referral.not-waiting`, and those of
   * `Meetings.putOn`.
   */
  putOn(actor: Actor, meetingId: string, choice: QueueChoice): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!mayBuild(actor)) return forbidden('panel.manage');
      // The meeting's lock comes before the cases', as it does where they are decided.
      const meeting = await this.meetings.toPutOn(tx, meetingId);
      if (!meeting.ok) return meeting;
      const { waiting } = await this.store.waiting(tx);
      const beside = await this.besideOf(tx, waiting);
      if (!beside.ok) return beside;
      const { heldOn } = meeting.value;
      const next = addDays(heldOn, beside.value.policy.document.panel.everyDays);
      const due = waiting.filter(({ aimOn, meetingId: on }) => on === null && isDue(aimOn, next));
      const ids = choice === 'ALL_DUE' ? due.map(({ referralId }) => referralId) : [...new Set(choice.referralIds)];
      if (ids.length === 0) return problem(choice === 'ALL_DUE' ? 'panel.nothing-due' : 'panel.nothing-chosen');
      if (ids.length > QUEUE_MOST) return problem('panel.too-many', { most: QUEUE_MOST });
      const items: Omit<NewItem, 'id'>[] = [];
      for (const id of ids) {
        const item = await this.paper.itemFor(tx, id, { heldOn, beside: beside.value });
        if (!item.ok) return item;
        items.push(item.value);
      }
      const put = await this.meetings.putOn(tx, meetingId, items);
      if (!put.ok) return put;
      await tx.audit('panel.queue-put-on', { type: 'meeting', id: meetingId }, { referrals: ids.length });
      return ok(ids.length);
    });
  }

  private besideOf(tx: Tx, waiting: readonly Queued[]): Promise<Result<Beside>> {
    const schools = waiting.map(({ schoolId }) => schoolId);
    return this.beside.read(tx, tx.actor.authorityId ?? '', schools);
  }
}

const mayBuild = (actor: Actor): boolean => may(actor, 'panel.manage') && actor.authorityId !== null;
