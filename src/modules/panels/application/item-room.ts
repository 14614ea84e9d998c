import { Injectable } from '@nestjs/common';
import { type Actor, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { presiding, quorumLacks, type QuorumLack, whoCounts } from '../domain/body.js';
import { BodyStore } from '../persistence/body.store.js';
import { type AgendaItem, type Meeting, MeetingStore, type SeatInRoom } from '../persistence/meeting.store.js';
import { type Interest, type Motion, MotionStore } from '../persistence/motion.store.js';

/** One item as the room stands at this moment. */
export interface ItemRoom {
  readonly meeting: Meeting;
  readonly item: AgendaItem;
  readonly seats: readonly SeatInRoom[];
  readonly interests: readonly Interest[];
  /** Who counts on the item: there, voting, without a conflict, for no party. */
  readonly counting: readonly SeatInRoom[];
  readonly presiding: SeatInRoom | undefined;
  readonly lacks: readonly QuorumLack[];
  /** Members with a conflict who are still in the room. */
  readonly notWithdrawn: readonly SeatInRoom[];
  /** The actor's own seat. */
  readonly own: SeatInRoom | undefined;
}

/** Reads an item with the room around it; under the meeting's lock for whoever is about to act. */
@Injectable()
export class ItemRooms {
  constructor(
    private readonly bodies: BodyStore,
    private readonly meetings: MeetingStore,
    private readonly motions: MotionStore,
  ) {}

  async read(tx: Tx, actor: Actor, itemId: string): Promise<Result<ItemRoom>> {
    const item = await this.meetings.item(tx, itemId);
    const meeting = item && (await this.meetings.byId(tx, item.meetingId));
    if (item === undefined || meeting === undefined) return notFound('item');
    const seats = await this.meetings.seats(tx, meeting);
    return ok(await this.roomOf(tx, actor, { meeting, item, seats }));
  }

  /** Under lock, while the meeting is open and the item is not decided. Problems: `meeting.not-open`, `item.ended`. */
  async enter(tx: Tx, actor: Actor, itemId: string): Promise<Result<ItemRoom>> {
    const before = await this.meetings.item(tx, itemId);
    if (before === undefined) return notFound('item');
    await this.meetings.lock(tx, before.meetingId);
    const room = await this.read(tx, actor, itemId);
    if (!room.ok) return room;
    const { meeting, item } = room.value;
    if (item.decidedAt !== null || item.removedAt !== null) return problem('item.ended');
    return meeting.status === 'OPEN' ? room : problem('meeting.not-open', { status: meeting.status });
  }

  /** The room of an open motion, under lock. Problems: those of `enter`, and `motion.settled`. */
  async enterMotion(
    tx: Tx,
    actor: Actor,
    motionId: string,
  ): Promise<Result<{ readonly motion: Motion; readonly room: ItemRoom }>> {
    const before = await this.motions.motion(tx, motionId);
    if (before === undefined) return notFound('motion');
    const entered = await this.enter(tx, actor, before.itemId);
    if (!entered.ok) return entered;
    const motion = await this.motions.motion(tx, motionId);
    if (motion === undefined) return notFound('motion');
    return motion.status === 'OPEN' ? ok({ motion, room: entered.value }) : problem('motion.settled');
  }

  async roomOf(
    tx: Tx,
    actor: Actor,
    at: { readonly meeting: Meeting; readonly item: AgendaItem; readonly seats: readonly SeatInRoom[] },
  ): Promise<ItemRoom> {
    const { meeting, item, seats } = at;
    const interests = await this.motions.interests(tx, item.id);
    const conflicts = interests.filter((one) => one.conflicts);
    const conflicted = new Set(conflicts.map(({ memberId }) => memberId));
    const parties = await this.meetings.parties(tx, item.id);
    const rule = await this.bodies.ruleAt(tx, meeting.bodyId, meeting.heldOn);
    const ids = new Set(whoCounts(seats, { conflicted, parties }).map(({ memberId }) => memberId));
    const counting = seats.filter(({ memberId }) => ids.has(memberId));
    const chair = presiding(counting, seats)?.memberId;
    const stayed = new Set(conflicts.filter((one) => one.withdrewAt === null).map(({ memberId }) => memberId));
    return {
      meeting,
      item,
      seats,
      interests,
      counting,
      presiding: counting.find(({ memberId }) => memberId === chair),
      lacks: rule === undefined ? [{ of: 'MEMBERS', least: 1, have: 0 }] : quorumLacks(rule, counting, seats),
      notWithdrawn: seats.filter((seat) => seat.present && stayed.has(seat.memberId)),
      own: seats.find(({ userId }) => userId === actor.userId),
    };
  }
}
