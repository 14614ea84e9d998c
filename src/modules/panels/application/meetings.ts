import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  move,
  newId,
  notFound,
  ok,
  parseTime,
  problem,
  type Result,
  type StateTable,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { type AgendaSubject, AgendaSubjects, type ItemOfSubject } from './agenda-subjects.js';
import { BodyStore } from '../persistence/body.store.js';
import { type Meeting, MeetingStore, type NewItem, type SeatInRoom } from '../persistence/meeting.store.js';
import { MotionStore } from '../persistence/motion.store.js';
import { panelsPolicy } from '../panels.policy.js';

explainConstraint('meeting_once_a_day', 'meeting.that-day');
explainConstraint('agenda_item_subject_once', 'item.on-an-agenda');
explainConstraint('agenda_paper_kept', 'meeting.papers-sent');
explainConstraint('attendance_once', 'meeting.present-already');
explainConstraint('agenda_item_kept', 'item.ended');

/** Every move a meeting may make. */
export const meetingMoves = {
  PLANNED: { open: 'OPEN', cancel: 'CANCELLED' },
  OPEN: { close: 'CLOSED' },
  CLOSED: {},
  CANCELLED: {},
} as const satisfies StateTable;

/** Plans meetings, builds their agendas, opens and closes them, and keeps who is in the room. */
@Injectable()
export class Meetings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly bodies: BodyStore,
    private readonly store: MeetingStore,
    private readonly motions: MotionStore,
    private readonly subjects: AgendaSubjects,
  ) {}

  /** A meeting held before it is recorded is as good as one to come. Problem: `meeting.that-day`. */
  plan(
    actor: Actor,
    bodyId: string,
    details: { readonly heldOn: DateOnly; readonly startsAt: string; readonly place: string },
  ): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const body = await this.bodies.byId(tx, bodyId);
      if (body === undefined) return notFound('body');
      if (!panelsPolicy.canManage(actor, body)) return forbidden('body.manage');
      const place = cleanText(details.place, { field: 'place', max: 200, required: true });
      if (!place.ok) return place;
      const time = parseTime(details.startsAt);
      if (!time.ok) return invalid('startsAt', 'time');
      const id = newId();
      await this.store.add(tx, body, { id, heldOn: details.heldOn, startsAt: time.value, place: place.value });
      await tx.audit('meeting.planned', { type: 'meeting', id }, { heldOn: details.heldOn });
      const meeting = await this.store.byId(tx, id);
      if (meeting !== undefined) await this.gather(tx, meeting);
      return ok(id);
    });
  }

  /**
   * Puts subjects on an agenda with their papers, for the module whose they are. Members who sit for a party are
   * withdrawn from the start and never see its paper. Problems: `item.on-an-agenda`, `state.not-allowed`.
   */
  async putOn(tx: Tx, meetingId: string, items: readonly Omit<NewItem, 'id'>[]): Promise<Result<readonly string[]>> {
    const entered = await this.toPutOn(tx, meetingId);
    if (!entered.ok) return entered;
    return ok(await this.put(tx, entered.value, items));
  }

  private async put(tx: Tx, meeting: Meeting, items: readonly Omit<NewItem, 'id'>[]): Promise<readonly string[]> {
    const added = items.map((item) => ({ id: newId(), ...item }));
    await this.store.addItems(tx, meeting, added);
    await this.withdrawParties(tx, meeting, added);
    await tx.audit('meeting.items-added', { type: 'meeting', id: meeting.id }, { items: items.length });
    for (const [subject, own] of this.bySubject(added)) await subject.added?.(tx, meeting, own);
    return added.map(({ id }) => id);
  }

  /** A meeting that may still take something, under its lock: the first lock of whoever puts something on. */
  async toPutOn(tx: Tx, meetingId: string): Promise<Result<Meeting>> {
    const meeting = await this.store.lock(tx, meetingId);
    if (meeting === undefined) return notFound('meeting');
    if (!panelsPolicy.canManage(tx.actor, meeting)) return forbidden('body.manage');
    const { status } = meeting;
    return status === 'PLANNED' || status === 'OPEN' ? ok(meeting) : problem('meeting.not-open', { status });
  }

  takeOff(actor: Actor, itemId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const item = await this.store.item(tx, itemId);
      if (item === undefined) return notFound('item');
      await this.store.lock(tx, item.meetingId);
      if (!panelsPolicy.canManage(actor, item)) return forbidden('body.manage');
      await tx.audit('meeting.item-removed', { type: 'agenda-item', id: itemId });
      return this.drop(tx, { meetingId: item.meetingId, itemId });
    });
  }

  /** From here on the papers stand as they are. */
  sendPapers(actor: Actor, meetingId: string): Promise<Result<undefined>> {
    return this.prepare(actor, meetingId, async (tx, meeting) => {
      if (meeting.status !== 'PLANNED' || meeting.papersSentAt !== null) return problem('meeting.papers-sent');
      await this.gather(tx, meeting);
      await this.store.sendPapers(tx, meetingId);
      await this.tellFrozen(tx, meeting);
      await tx.audit('meeting.papers-sent', { type: 'meeting', id: meetingId });
      return ok();
    });
  }

  open(actor: Actor, meetingId: string): Promise<Result<undefined>> {
    return this.prepare(actor, meetingId, async (tx, meeting) => {
      if (meeting.heldOn > tx.today) return problem('meeting.not-yet', { heldOn: meeting.heldOn });
      if (meeting.status === 'PLANNED') await this.gather(tx, meeting);
      const opened = await this.moveTo(tx, meeting, 'open');
      if (opened.ok && meeting.papersSentAt === null) await this.tellFrozen(tx, meeting);
      return opened;
    });
  }

  /** What was not reached leaves the agenda and may go on another. */
  close(actor: Actor, meetingId: string): Promise<Result<undefined>> {
    return this.run(actor, meetingId, async (tx, meeting) => {
      const closed = await this.moveTo(tx, meeting, 'close');
      if (!closed.ok) return closed;
      await this.store.leave(tx, meetingId, null);
      return this.drop(tx, { meetingId, itemId: null });
    });
  }

  cancel(actor: Actor, meetingId: string): Promise<Result<undefined>> {
    return this.run(actor, meetingId, async (tx, meeting) => {
      const cancelled = await this.moveTo(tx, meeting, 'cancel');
      return cancelled.ok ? this.drop(tx, { meetingId, itemId: null }) : cancelled;
    });
  }

  agreeMinutes(actor: Actor, meetingId: string): Promise<Result<undefined>> {
    return this.run(actor, meetingId, async (tx, meeting) => {
      if (meeting.status !== 'CLOSED' || meeting.minutesAgreedAt !== null) return problem('meeting.minutes-not-open');
      await this.store.agreeMinutes(tx, meetingId);
      await tx.audit('meeting.minutes-agreed', { type: 'meeting', id: meetingId });
      return ok();
    });
  }

  /** A member comes in: said by themselves or by who keeps the record. Problem: `meeting.present-already`. */
  arrive(actor: Actor, meetingId: string, memberId: string): Promise<Result<undefined>> {
    return this.inRoom(actor, meetingId, memberId, async (tx, meeting) => {
      await this.store.arrive(tx, meeting, newId(), memberId);
      await tx.audit('meeting.member-arrived', { type: 'meeting', id: meetingId }, { member: memberId });
      return ok();
    });
  }

  leave(actor: Actor, meetingId: string, memberId: string): Promise<Result<undefined>> {
    return this.inRoom(actor, meetingId, memberId, async (tx) => {
      if ((await this.store.leave(tx, meetingId, memberId)) === 0) return problem('meeting.not-present');
      await tx.audit('meeting.member-left', { type: 'meeting', id: meetingId }, { member: memberId });
      return ok();
    });
  }

  private async withdrawParties(tx: Tx, meeting: Meeting, items: readonly NewItem[]): Promise<void> {
    const seats = await this.store.seats(tx, meeting);
    const number = { ...meeting, meetingId: meeting.id, number: 0, decidedAt: null, removedAt: null };
    const ties = items.flatMap((item) =>
      seats
        .filter((seat) => [seat.organisationId, seat.trustId].some((id) => id !== null && item.parties.includes(id)))
        .map(({ memberId }) => ({ item: { ...number, ...item }, memberId })),
    );
    const tie = { nature: 'EMPLOYMENT' as const, detail: 'Sits for an organisation that the item is about' };
    const declared = ties.map((one) => ({
      id: newId(),
      ...one,
      ...tie,
      conflicts: true,
      facts: null,
      withdrewAt: null,
    }));
    await this.motions.declare(tx, declared);
    await this.store.oneByOne(
      tx,
      ties.map(({ item }) => item.id),
    );
  }

  /** What comes by itself, to a meeting that is to come: one that was held already is recorded as it was. */
  private async gather(tx: Tx, meeting: Meeting): Promise<void> {
    if (meeting.heldOn < tx.today) return;
    for (const subject of this.subjects.all()) {
      const items = (await subject.gathers?.(tx, meeting)) ?? [];
      if (items.length > 0) await this.put(tx, meeting, items);
    }
  }

  /** Papers stand once they are sent, or once the meeting that they were written for begins. */
  private async tellFrozen(tx: Tx, meeting: Meeting): Promise<void> {
    const items = await this.store.undecided(tx, meeting.id);
    for (const [subject, own] of this.bySubject(items)) await subject.papersSent?.(tx, meeting, own);
  }

  private bySubject(
    items: readonly { readonly id: string; readonly subjectType: string; readonly subjectId: string }[],
  ): readonly [AgendaSubject, ItemOfSubject[]][] {
    return [...new Set(items.map(({ subjectType }) => subjectType))].map((type) => [
      this.subjects.of(type),
      items.filter(({ subjectType }) => subjectType === type).map(({ id, subjectId }) => ({ itemId: id, subjectId })),
    ]);
  }

  private async drop(
    tx: Tx,
    of: { readonly meetingId: string; readonly itemId: string | null },
  ): Promise<Result<undefined>> {
    const dropped = await this.store.remove(tx, of);
    for (const type of new Set(dropped.map(({ subjectType }) => subjectType))) {
      const ids = dropped.filter(({ subjectType }) => subjectType === type).map(({ subjectId }) => subjectId);
      const told = await this.subjects.of(type).dropped(tx, ids);
      if (!told.ok) return told;
    }
    return ok();
  }

  private async moveTo(tx: Tx, meeting: Meeting, event: 'open' | 'close' | 'cancel'): Promise<Result<undefined>> {
    const next = move(meetingMoves, meeting.status, event);
    if (!next.ok) return next;
    await this.store.setStatus(tx, meeting.id, next.value);
    await tx.audit('meeting.moved', { type: 'meeting', id: meeting.id }, { to: next.value });
    return ok();
  }

  /** As `run`; whoever in office does it puts on what comes by itself, which otherwise who prepares the meeting does. */
  private async prepare(
    actor: Actor,
    meetingId: string,
    work: (tx: Tx, meeting: Meeting) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    const seen = await this.work.read(actor, (tx) => this.store.byId(tx, meetingId));
    if (seen === undefined) return notFound('meeting');
    return this.run(actor, meetingId, work, panelsPolicy.asWhoPrepares(actor, seen));
  }

  /** For who prepares meetings, and for the chair and vice-chair. */
  private run(
    actor: Actor,
    meetingId: string,
    work: (tx: Tx, meeting: Meeting) => Promise<Result<undefined>>,
    as: Actor = actor,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(as, async (tx) => {
      const meeting = await this.store.lock(tx, meetingId);
      if (meeting === undefined) return notFound('meeting');
      const seats = await this.store.seats(tx, meeting);
      return mayRun(actor, meeting, seats) ? work(tx, meeting) : forbidden('meeting.run');
    });
  }

  private inRoom(
    actor: Actor,
    meetingId: string,
    memberId: string,
    work: (tx: Tx, meeting: Meeting) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const meeting = await this.store.lock(tx, meetingId);
      if (meeting === undefined) return notFound('meeting');
      const seat = (await this.store.seats(tx, meeting)).find((one) => one.memberId === memberId);
      if (seat === undefined) return notFound('member');
      if (!panelsPolicy.canManage(actor, meeting) && seat.userId !== actor.userId) return forbidden('body.manage');
      if (meeting.status !== 'OPEN') return problem('meeting.not-open', { status: meeting.status });
      return work(tx, meeting);
    });
  }
}

/** Who prepares the meetings, and those in office. */
export const mayRun = (actor: Actor, meeting: Meeting, seats: readonly SeatInRoom[]): boolean =>
  panelsPolicy.canManage(actor, meeting) ||
  (panelsPolicy.canSit(actor, meeting) &&
    seats.some(({ userId, office }) => userId === actor.userId && office !== 'MEMBER'));
