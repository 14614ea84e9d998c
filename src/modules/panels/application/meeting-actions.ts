import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  isCode,
  newId,
  notFound,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { type Room, ROOMS } from '../domain/rooms.js';
import { panelsPolicy } from '../panels.policy.js';
import { type ActionOutcome, ActionStore, type MeetingAction } from '../persistence/action.store.js';
import { type Meeting, MeetingStore, type SeatInRoom } from '../persistence/meeting.store.js';
import { mayRun } from './meetings.js';

export const ACTION_OUTCOMES = {
  DONE: 'Done',
  NOT_DONE: 'Not done, and not to be done any more',
} as const satisfies Readonly<Record<ActionOutcome, string>>;

export interface ActionCommand {
  readonly itemId: string | null;
  readonly what: string;
  /** A member, or somebody else by name or office. */
  readonly memberId: string | null;
  readonly ownerName: string;
  readonly dueOn: DateOnly;
}

export interface ActionsView {
  readonly meeting: Meeting;
  readonly seats: readonly SeatInRoom[];
  readonly actions: readonly MeetingAction[];
  readonly mayAgree: boolean;
}

/** What a meeting agrees that somebody does: written down, shown until it is done, and settled once. */
@Injectable()
export class MeetingActions implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: ActionStore,
    private readonly meetings: MeetingStore,
  ) {}

  /** Of the meeting, with what is still open from those before. */
  of(actor: Actor, meetingId: string): Promise<Result<ActionsView>> {
    return this.work.read(actor, async (tx) => {
      const meeting = await this.meetings.byId(tx, meetingId);
      if (meeting === undefined) return notFound('meeting');
      const seats = await this.meetings.seats(tx, meeting);
      const begun = meeting.status === 'OPEN' || meeting.status === 'CLOSED';
      const actions = await this.store.ofMeeting(tx, meeting);
      return ok({ meeting, seats, actions, mayAgree: begun && mayRun(actor, meeting, seats) });
    });
  }

  /** By whoever runs the meeting, during or after it. Problems: `meeting.not-open`, `item.not-found`, `member.not-found`. */
  agree(actor: Actor, meetingId: string, command: ActionCommand): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const meeting = await this.meetings.lock(tx, meetingId);
      if (meeting === undefined) return notFound('meeting');
      const seats = await this.meetings.seats(tx, meeting);
      if (!mayRun(actor, meeting, seats)) return forbidden('meeting.run');
      const what = cleanText(command.what, { field: 'what', max: 500, required: true });
      if (!what.ok) return what;
      const { memberId } = command;
      if (memberId !== null && !seats.some((seat) => seat.memberId === memberId)) return notFound('member');
      const owner = cleanText(command.ownerName, { field: 'ownerName', max: 120, required: memberId === null });
      if (!owner.ok) return owner;
      if (memberId !== null && owner.value !== '') return invalid('ownerName', 'one-owner');
      if (command.dueOn < meeting.heldOn) return invalid('dueOn', 'before-meeting');
      const id = newId();
      const { itemId, dueOn } = command;
      const ownerName = memberId === null ? owner.value : null;
      await this.store.add(tx, meeting, { id, itemId, what: what.value, memberId, ownerName, dueOn });
      await tx.audit('meeting.action-agreed', { type: 'meeting', id: meetingId }, { action: id, dueOn });
      return ok(id);
    });
  }

  one(actor: Actor, id: string): Promise<Result<{ readonly action: MeetingAction; readonly maySettle: boolean }>> {
    return this.work.read(actor, async (tx) => {
      const action = await this.store.byId(tx, id);
      if (action === undefined) return notFound('action');
      return ok({ action, maySettle: action.outcome === null && maySettle(actor, action) });
    });
  }

  /** By whoever was to do it, and who prepares the meetings. Problem: `action.settled`. */
  settle(
    actor: Actor,
    id: string,
    command: { readonly outcome: ActionOutcome; readonly note: string },
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const action = await this.store.byId(tx, id);
      if (action === undefined) return notFound('action');
      if (!maySettle(actor, action)) return forbidden('action.settle');
      if (!isCode(ACTION_OUTCOMES, command.outcome)) return invalid('outcome', 'choice');
      const note = cleanText(command.note, { field: 'note', max: 2000, multiline: true, required: true });
      if (!note.ok) return note;
      await this.store.settle(tx, id, { outcome: command.outcome, note: note.value });
      await tx.audit(
        'meeting.action-settled',
        { type: 'meeting', id: action.meetingId },
        { action: id, outcome: command.outcome },
      );
      return ok();
    });
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const tasks: Task[] = [];
    for (const room of Object.values(ROOMS)) tasks.push(...(await this.tasksIn(actor, room)));
    return tasks;
  }

  private async tasksIn(actor: Actor, { kind, path, noun }: Room): Promise<readonly Task[]> {
    if (!panelsPolicy.canEnter(actor, kind)) return [];
    const everybodys = panelsPolicy.canFound(actor, kind) ? 'YES' : 'NO';
    const open = await this.work.read(actor, (tx) => this.store.open(tx, { kind, everybodys }));
    return open.map(({ id, what, owner, ownerUserId, dueOn, bodyName }) => ({
      title: ownerUserId === actor.userId ? what : `${what} (${owner})`,
      href: `${path}/actions/${id}`,
      kind: `The ${noun}`,
      dueOn,
      detail: `Agreed at ${bodyName}`,
    }));
  }
}

const maySettle = (actor: Actor, action: MeetingAction): boolean =>
  panelsPolicy.canManage(actor, action) || (action.ownerUserId !== null && action.ownerUserId === actor.userId);
