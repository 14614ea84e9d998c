import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  forbidden,
  invalid,
  isCode,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { CHOICES, type Choice, INTERESTS, type InterestNature } from '../domain/body.js';
import { MeetingStore } from '../persistence/meeting.store.js';
import { MotionStore } from '../persistence/motion.store.js';
import { panelsPolicy } from '../panels.policy.js';
import { AgendaSubjects, namedBy } from './agenda-subjects.js';
import { type ItemRoom, ItemRooms } from './item-room.js';

explainConstraint('interest_once', 'interest.declared');
explainConstraint('interest_kept', 'interest.declared');
explainConstraint('interest_item_open', 'item.ended');
explainConstraint('motion_one_open', 'motion.another-open');
explainConstraint('motion_item_open', 'item.ended');
explainConstraint('vote_open', 'motion.settled');
explainConstraint('vote_counts', 'vote.does-not-count');
explainConstraint('vote_own', 'vote.not-yours');
explainConstraint('vote_casting', 'vote.no-casting');
explainConstraint('vote_pk', 'vote.cast');

export interface InterestCommand {
  readonly memberId: string;
  readonly nature: InterestNature;
  readonly detail: string;
  /** Asked for another tie only; the others always conflict. */
  readonly conflicts: boolean;
}

export interface MotionCommand {
  readonly outcome: string;
  readonly reasons: string;
  readonly conditions: string;
  /** What it names besides, as its subject asks for; left out where that asks for nothing. */
  readonly named?: unknown;
}

/** What members do on one item: declare, give facts and withdraw, put a motion, vote. */
@Injectable()
export class ConductItem {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rooms: ItemRooms,
    private readonly meetings: MeetingStore,
    private readonly motions: MotionStore,
    private readonly subjects: AgendaSubjects,
  ) {}

  /**
   * A member's tie to an item, before the meeting or in it. With a conflict they see no more of it, and the item is
   * taken one by one. Problems: `interest.declared`, `item.ended`.
   */
  declare(actor: Actor, itemId: string, command: InterestCommand): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.undecided(tx, actor, itemId);
      if (!found.ok) return found;
      const { item, meeting, seats } = found.value;
      const seat = seats.find(({ memberId }) => memberId === command.memberId);
      if (seat === undefined) return notFound('member');
      if (!panelsPolicy.canManage(actor, meeting) && seat.userId !== actor.userId) return forbidden('body.manage');
      if (!isCode(INTERESTS, command.nature)) return invalid('nature', 'choice');
      const detail = cleanText(command.detail, { field: 'detail', max: 500, multiline: true, required: true });
      if (!detail.ok) return detail;
      const conflicts = command.nature !== 'OTHER' || command.conflicts;
      const { nature, memberId } = command;
      await this.motions.declare(tx, [
        { id: newId(), item, memberId, nature, detail: detail.value, conflicts, facts: null, withdrewAt: null },
      ]);
      if (conflicts) await this.meetings.oneByOne(tx, [itemId]);
      await tx.audit('item.interest-declared', { type: 'agenda-item', id: itemId }, { member: memberId, nature });
      return ok();
    });
  }

  /** A member with a conflict has told the body what they know, if they do, and leaves for the item. */
  withdraw(actor: Actor, itemId: string, memberId: string, facts: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.undecided(tx, actor, itemId);
      if (!found.ok) return found;
      const { interests, meeting, seats } = found.value;
      const interest = interests.find((one) => one.memberId === memberId && one.conflicts);
      if (interest === undefined) return notFound('interest');
      const own = seats.some((seat) => seat.memberId === memberId && seat.userId === actor.userId);
      if (!own && !panelsPolicy.canManage(actor, meeting)) return forbidden('body.manage');
      const words = cleanText(facts, { field: 'facts', max: 4000, multiline: true });
      if (!words.ok) return words;
      await this.motions.withdraw(tx, interest.id, words.value === '' ? null : words.value);
      await tx.audit('item.member-withdrew', { type: 'agenda-item', id: itemId }, { member: memberId });
      return ok();
    });
  }

  /** Any member who counts, and whoever prepares the meeting, may ask that an item be taken by itself. */
  oneByOne(actor: Actor, itemId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.undecided(tx, actor, itemId);
      if (!found.ok) return found;
      await this.meetings.oneByOne(tx, [itemId]);
      await tx.audit('item.taken-one-by-one', { type: 'agenda-item', id: itemId });
      return ok();
    });
  }

  /** Problems: `motion.another-open`, `meeting.not-open`; rule `choice` for what may not be decided on the subject. */
  putMotion(actor: Actor, itemId: string, command: MotionCommand): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const entered = await this.rooms.enter(tx, actor, itemId);
      if (!entered.ok) return entered;
      const { item, counting, own } = entered.value;
      if (own === undefined || !counting.includes(own)) return forbidden('board.sit');
      const subject = this.subjects.of(item.subjectType);
      const outcomes = await subject.outcomes(tx, item.subjectId);
      const outcome = outcomes.find(({ code }) => code === command.outcome);
      if (outcome === undefined) return invalid('outcome', 'choice');
      const reasons = cleanText(command.reasons, { field: 'reasons', max: 4000, multiline: true, required: true });
      if (!reasons.ok) return reasons;
      const conditions = cleanText(command.conditions, {
        field: 'conditions',
        max: 4000,
        multiline: true,
        required: outcome.conditional,
      });
      if (!conditions.ok) return conditions;
      if (!outcome.conditional && conditions.value !== '') return invalid('conditions', 'no-conditions');
      const given = { outcome: outcome.code, given: command.named };
      const named = await namedBy(subject, tx, item.subjectId, given);
      if (!named.ok) return named;
      const id = newId();
      const said = conditions.value === '' ? null : conditions.value;
      await this.motions.put(tx, [
        {
          id,
          item,
          outcome: outcome.code,
          reasons: reasons.value,
          conditions: said,
          named: named.value,
          status: 'OPEN',
        },
      ]);
      await tx.audit('item.motion-put', { type: 'agenda-item', id: itemId }, { motion: id, outcome: outcome.code });
      return ok(id);
    });
  }

  /** Cast by the member; who presides may note a show of hands. Problems: `vote.cast`, `vote.does-not-count`. */
  vote(
    actor: Actor,
    motionId: string,
    command: { readonly memberId: string; readonly choice: Choice; readonly casting: boolean },
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const entered = await this.rooms.enterMotion(tx, actor, motionId);
      if (!entered.ok) return entered;
      const { motion, room } = entered.value;
      const { item, counting, presiding } = room;
      if (!isCode(CHOICES, command.choice)) return invalid('choice', 'choice');
      const seat = counting.find(({ memberId }) => memberId === command.memberId);
      if (seat === undefined) return problem('vote.does-not-count');
      if (seat.userId !== actor.userId && presiding?.userId !== actor.userId) return problem('vote.not-yours');
      await this.motions.vote(tx, item, { motionId: motion.id, ...command });
      const { casting } = command;
      await tx.audit('item.voted', { type: 'agenda-item', id: item.id }, { member: command.memberId, casting });
      return ok();
    });
  }

  private async undecided(tx: Tx, actor: Actor, itemId: string): Promise<Result<ItemRoom>> {
    const before = await this.meetings.item(tx, itemId);
    if (before === undefined) return notFound('item');
    await this.meetings.lock(tx, before.meetingId);
    const room = await this.rooms.read(tx, actor, itemId);
    if (!room.ok) return room;
    const { item } = room.value;
    return item.decidedAt !== null || item.removedAt !== null ? problem('item.ended') : room;
  }
}
