import { Injectable } from '@nestjs/common';
import { type Actor, actingFor, forbidden, newId, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { tallyOf } from '../domain/body.js';
import { type AgendaItem, MeetingStore } from '../persistence/meeting.store.js';
import { type Method, type Motion, MotionStore, type Vote } from '../persistence/motion.store.js';
import { AgendaSubjects } from './agenda-subjects.js';
import { type ItemRoom, ItemRooms } from './item-room.js';
import { type Carried, RecordDecisions } from './record-decisions.js';

explainConstraint('decision_one_an_item', 'item.ended');
explainConstraint('decision_item', 'item.not-found');
explainConstraint('decision_meeting_open', 'meeting.not-open');
explainConstraint('decision_presiding', 'item.not-presiding');
explainConstraint('decision_conflict_in_room', 'item.conflict-in-room');
explainConstraint('decision_quorum', 'item.no-quorum');
explainConstraint('decision_motion', 'motion.not-carried');
explainConstraint('motion_presiding', 'item.not-presiding');
explainConstraint('motion_majority', 'motion.not-carried');
explainConstraint('motion_majority_for', 'motion.carried');

/**
 * Who presides declares what was agreed. Result, decision and what it does happen in one transaction: when the subject
 * refuses, nothing was decided.
 */
@Injectable()
export class DecideItems {
  constructor(
    private readonly work: UnitOfWork,
    private readonly meetings: MeetingStore,
    private readonly motions: MotionStore,
    private readonly rooms: ItemRooms,
    private readonly record: RecordDecisions,
    private readonly subjects: AgendaSubjects,
  ) {}

  /**
   * By consensus, or by the votes cast. A lost motion leaves the item open for another. Problems: `item.no-quorum`,
   * `item.conflict-in-room`, `item.not-presiding`, `motion.tied`, `motion.opposed`, and those of the subject.
   */
  async declare(actor: Actor, motionId: string, method: Method): Promise<Result<'CARRIED' | 'LOST'>> {
    const types = await this.work.read(actor, (tx) => this.motions.subjectTypes(tx, { motionId }));
    return this.work.inTransaction(this.withConsequences(actor, types), async (tx) => {
      const entered = await this.rooms.enterMotion(tx, actor, motionId);
      if (!entered.ok) return entered;
      const { motion, room } = entered.value;
      const fit = mayDeclare(actor, room);
      if (!fit.ok) return fit;
      const votes = (await this.motions.votes(tx, room.item.id)).filter((vote) => vote.motionId === motion.id);
      const result = resultOf(method, votes, room);
      if (!result.ok) return result;
      await this.motions.settle(tx, motion.id, result.value, method);
      await tx.audit(
        'item.motion-settled',
        { type: 'agenda-item', id: room.item.id },
        { result: result.value, method },
      );
      if (result.value === 'LOST') return result;
      const decided = await this.record.run(tx, room.meeting, [{ ...carriedOf(motion, room.item), room, votes }]);
      return decided.ok ? result : decided;
    });
  }

  /**
   * Everything routine on the agenda, as recommended, in one act without dissent. An item on which a member has a
   * conflict is not among them. Problems: those of `declare`, and `meeting.nothing-routine`.
   */
  async enBloc(actor: Actor, meetingId: string): Promise<Result<number>> {
    const types = await this.work.read(actor, (tx) => this.motions.subjectTypes(tx, { meetingId }));
    return this.work.inTransaction(this.withConsequences(actor, types), async (tx) => {
      const meeting = await this.meetings.lock(tx, meetingId);
      if (meeting === undefined) return notFound('meeting');
      if (meeting.status !== 'OPEN') return problem('meeting.not-open', { status: meeting.status });
      const items = await this.meetings.routine(tx, meetingId);
      const [first] = items;
      if (first === undefined) return problem('meeting.nothing-routine');
      const seats = await this.meetings.seats(tx, meeting);
      // No party sits on the body and nobody has a conflict on a routine item, so the room is the same for all of them.
      const room = await this.rooms.roomOf(tx, actor, { meeting, item: first, seats });
      const fit = mayDeclare(actor, room);
      if (!fit.ok) return fit;
      const motions = items.map((item) => ({ id: newId(), ...carriedOf(item, item), status: 'CARRIED' as const }));
      await this.motions.put(tx, motions);
      const decided = await this.record.run(
        tx,
        meeting,
        items.map((item) => ({ ...carriedOf(item, item), room, votes: [] })),
      );
      return decided.ok ? ok(items.length) : decided;
    });
  }

  /**
   * Whoever presides acts with what the decision does besides: that they preside is checked first, under lock, and by
   * the database. Row security of the room goes by who they are.
   */
  private withConsequences(actor: Actor, types: readonly string[]): Actor {
    const { authorityId, organisationId } = actor;
    if (authorityId === null) return actor;
    const needed = types.flatMap((type) => this.subjects.of(type).consequences ?? []);
    return actingFor(actor, { authorityId, organisationId }, needed);
  }
}

const carriedOf = (what: Pick<Motion, 'outcome' | 'reasons' | 'conditions' | 'named'>, item: AgendaItem): Carried => ({
  item,
  outcome: what.outcome,
  reasons: what.reasons,
  conditions: what.conditions,
  named: what.named,
});

function mayDeclare(actor: Actor, { presiding, lacks, notWithdrawn }: ItemRoom): Result<undefined> {
  if (notWithdrawn.length > 0)
    return problem('item.conflict-in-room', { members: notWithdrawn.map(({ name }) => name) });
  if (lacks.length > 0) return problem('item.no-quorum');
  if (presiding === undefined || presiding.userId !== actor.userId) {
    return presiding === undefined
      ? forbidden('item.preside')
      : problem('item.not-presiding', { name: presiding.name });
  }
  return ok();
}

function resultOf(method: Method, votes: readonly Vote[], { counting }: ItemRoom): Result<'CARRIED' | 'LOST'> {
  const tally = tallyOf(votes, counting);
  if (method === 'CONSENSUS') return tally.against > 0 ? problem('motion.opposed') : ok('CARRIED');
  return tally.result === 'TIED' ? problem('motion.tied') : ok(tally.result);
}
