import { Injectable } from '@nestjs/common';
import { type Actor, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { type BodyKind, type PaperRow, type Tally, tallyOf } from '../domain/body.js';
import { panelsPolicy } from '../panels.policy.js';
import { ActionStore, type MeetingAction } from '../persistence/action.store.js';
import {
  type AgendaItem,
  type Meeting,
  MeetingStore,
  type Paper,
  type SeatInRoom,
} from '../persistence/meeting.store.js';
import { type Interest, type Motion, MotionStore, type Vote } from '../persistence/motion.store.js';
import { AgendaSubjects, type Outcome } from './agenda-subjects.js';
import { type Decision, type DeciderPart, Decisions } from './decisions.js';
import { type ItemRoom, ItemRooms } from './item-room.js';
import { mayRun } from './meetings.js';

export const ITEMS_A_PAGE = 100;

export interface MeetingView {
  readonly meeting: Meeting;
  readonly seats: readonly SeatInRoom[];
  readonly items: readonly AgendaItem[];
  readonly total: number;
  readonly interests: readonly Interest[];
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Who was there, from when to when. */
  readonly attended: readonly { readonly memberId: string; readonly arrivedAt: Date; readonly leftAt: Date | null }[];
  readonly mayManage: boolean;
  readonly mayRun: boolean;
  /** Agreed at this meeting, and what is still open from those before. */
  readonly actions: readonly MeetingAction[];
}

export interface ItemView extends ItemRoom {
  /** Null for whoever has declared a conflict: they see no more of the item. */
  readonly paper: Paper | null;
  readonly outcomes: readonly Outcome[];
  readonly motions: readonly Motion[];
  readonly votes: readonly Vote[];
  /** The count on the motion that is open. */
  readonly tally: Tally | null;
  readonly decision: Decision | null;
  readonly deciders: readonly { readonly name: string; readonly part: DeciderPart }[];
  readonly withdrawn: boolean;
  readonly mayManage: boolean;
  readonly subjectHref: string;
  /** How things stand now, while it is to be decided. */
  readonly beside: readonly PaperRow[];
}

/** Meetings and their items as whoever is in the room sees them. Row security decides what that is. */
@Injectable()
export class ViewMeetings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly meetings: MeetingStore,
    private readonly motions: MotionStore,
    private readonly rooms: ItemRooms,
    private readonly subjects: AgendaSubjects,
    private readonly decisions: Decisions,
    private readonly actions: ActionStore,
  ) {}

  /** Meetings to come or under way of bodies of the kind. */
  ahead(actor: Actor, kind: BodyKind): Promise<readonly Meeting[]> {
    return this.work.read(actor, (tx) => this.meetings.ahead(tx, kind));
  }

  ofBody(actor: Actor, bodyId: string): Promise<readonly Meeting[]> {
    return this.work.read(actor, (tx) => this.meetings.ofBody(tx, bodyId));
  }

  /** One page of the agenda, with who is in the room and what has been decided. */
  one(actor: Actor, meetingId: string, page: { offset: number; limit: number }): Promise<Result<MeetingView>> {
    return this.work.read(actor, async (tx) => {
      const meeting = await this.meetings.byId(tx, meetingId);
      if (meeting === undefined) return notFound('meeting');
      const seats = await this.meetings.seats(tx, meeting);
      const { items, total } = await this.meetings.items(tx, meetingId, page);
      return ok({
        meeting,
        seats,
        items,
        total,
        interests: await this.motions.interestsOfMeeting(tx, meetingId),
        decisions: await this.decisions.ofItems(
          tx,
          items.map(({ id }) => id),
        ),
        attended: await this.meetings.attended(tx, meetingId),
        mayManage: panelsPolicy.canManage(actor, meeting),
        mayRun: mayRun(actor, meeting, seats),
        actions: await this.actions.ofMeeting(tx, meeting),
      });
    });
  }

  item(actor: Actor, itemId: string): Promise<Result<ItemView>> {
    return this.work.read(actor, async (tx) => {
      const found = await this.rooms.read(tx, actor, itemId);
      if (!found.ok) return found;
      return ok(await this.viewOf(tx, actor, found.value));
    });
  }

  /** On which item a motion was put; not found for whoever has withdrawn from it. */
  itemOfMotion(actor: Actor, motionId: string): Promise<Result<string>> {
    return this.work.read(actor, async (tx) => {
      const motion = await this.motions.motion(tx, motionId);
      return motion === undefined ? notFound('motion') : ok(motion.itemId);
    });
  }

  private async viewOf(tx: Tx, actor: Actor, room: ItemRoom): Promise<ItemView> {
    const { item, meeting, own, interests, counting, seats } = room;
    const motions = await this.motions.motions(tx, item.id);
    const votes = await this.motions.votes(tx, item.id);
    const open = motions.find(({ status }) => status === 'OPEN');
    const ofOpen = votes.filter(({ motionId }) => motionId === open?.id);
    const decision = (await this.decisions.ofItems(tx, [item.id])).get(item.id) ?? null;
    const parts = decision === null ? [] : await this.decisions.deciders(tx, decision.id);
    const nameOf = new Map(seats.map(({ userId, name }) => [userId, name]));
    const subject = this.subjects.of(item.subjectType);
    const toDecide = item.decidedAt === null && item.removedAt === null && ['PLANNED', 'OPEN'].includes(meeting.status);
    const withdrawn = interests.some((one) => one.conflicts && one.memberId === own?.memberId);
    return {
      ...room,
      paper: (await this.meetings.paper(tx, item.id)) ?? null,
      outcomes: withdrawn ? [] : await subject.outcomes(tx, item.subjectId),
      motions,
      votes,
      tally: open === undefined ? null : tallyOf(ofOpen, counting),
      decision,
      deciders: parts.map(({ userId, part }) => ({ name: nameOf.get(userId) ?? '', part })),
      withdrawn,
      mayManage: panelsPolicy.canManage(actor, meeting),
      subjectHref: subject.href(item.subjectId),
      beside: withdrawn || !toDecide ? [] : ((await subject.beside?.(tx, meeting, item.subjectId)) ?? []),
    };
  }
}
