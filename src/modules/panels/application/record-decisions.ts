import { Injectable } from '@nestjs/common';
import { notFound, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Named } from '../domain/body.js';
import { BodyStore } from '../persistence/body.store.js';
import { type AgendaItem, type Meeting, MeetingStore, type SeatInRoom } from '../persistence/meeting.store.js';
import type { Vote } from '../persistence/motion.store.js';
import { type AgendaSubject, AgendaSubjects } from './agenda-subjects.js';
import { type DeciderPart, Decisions, type NewDecision } from './decisions.js';
import type { ItemRoom } from './item-room.js';

/** A motion as it was carried on its item. */
export interface Carried {
  readonly item: AgendaItem;
  readonly outcome: string;
  readonly reasons: string;
  readonly conditions: string | null;
  readonly named: Named | null;
}

/** What was carried, with the room it was carried in. */
interface Taken extends Carried {
  readonly room: ItemRoom;
  readonly votes: readonly Vote[];
}

/** Writes what was carried as decisions, ends their items, and lets each subject's own module act, in this transaction. */
@Injectable()
export class RecordDecisions {
  constructor(
    private readonly bodies: BodyStore,
    private readonly meetings: MeetingStore,
    private readonly subjects: AgendaSubjects,
    private readonly decisions: Decisions,
  ) {}

  async run(tx: Tx, meeting: Meeting, taken: readonly Taken[]): Promise<Result<undefined>> {
    const body = await this.bodies.byId(tx, meeting.bodyId);
    if (body === undefined) return notFound('body');
    for (const type of new Set(taken.map(({ item }) => item.subjectType))) {
      const acted = await this.ofType(
        tx,
        { meeting, power: body.power, subject: this.subjects.of(type) },
        taken.filter(({ item }) => item.subjectType === type),
      );
      if (!acted.ok) return acted;
    }
    return ok();
  }

  private async ofType(
    tx: Tx,
    of: { readonly meeting: Meeting; readonly power: string; readonly subject: AgendaSubject },
    taken: readonly Taken[],
  ): Promise<Result<undefined>> {
    const { meeting, subject } = of;
    const carried = taken.map(({ item, outcome, named }) => ({
      subjectId: item.subjectId,
      outcome,
      named: named?.facts ?? null,
    }));
    const about = (await subject.about?.(tx, carried)) ?? new Map<string, Partial<NewDecision>>();
    const decisionIds = await this.decisions.recordAll(
      tx,
      taken.map(({ item, outcome, reasons, conditions, named, room, votes }) => ({
        authorityId: meeting.authorityId,
        kind: subject.decisionKind,
        outcome,
        reasons,
        policyId: null,
        delegatedPower: of.power,
        deciders: partsOf(room, votes),
        meetingItemId: item.id,
        ...about.get(item.subjectId),
        conditions: {
          ...named?.facts,
          ...about.get(item.subjectId)?.conditions,
          conditions,
          subject: subject.type,
          subjectId: item.subjectId,
        },
      })),
    );
    await this.meetings.markDecided(
      tx,
      taken.map(({ item }) => item.id),
    );
    return subject.decided(
      tx,
      meeting,
      taken.map(({ item, outcome, reasons, conditions, named }, at) => ({
        itemId: item.id,
        subjectId: item.subjectId,
        decisionId: decisionIds[at] ?? '',
        outcome,
        reasons,
        conditions,
        named: named?.facts ?? null,
      })),
    );
  }
}

/** How each member in the room took part: who presided, agreed, dissented, advised without a vote, or withdrew. */
function partsOf({ seats, counting, presiding, interests }: ItemRoom, votes: readonly Vote[]): NewDecision['deciders'] {
  const dissent = new Set(votes.filter(({ choice }) => choice === 'AGAINST').map(({ memberId }) => memberId));
  const withdrew = new Set(interests.filter(({ conflicts }) => conflicts).map(({ memberId }) => memberId));
  const partOf = (seat: SeatInRoom): DeciderPart => {
    if (withdrew.has(seat.memberId)) return 'WITHDREW';
    if (!counting.includes(seat)) return 'ADVISED';
    if (seat.memberId === presiding?.memberId) return 'CHAIRED';
    return dissent.has(seat.memberId) ? 'DISSENTED' : 'VOTED';
  };
  return seats.filter(({ present }) => present).map((seat) => ({ userId: seat.userId, part: partOf(seat) }));
}
