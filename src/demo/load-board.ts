import { type Actor, type DateOnly, formatDate, ok, valueOf } from '../kernel/index.js';
import type { PrepareAdmissions } from '../modules/governance/index.js';
import type { ConductItem, DecideItems, ManageBody, Meetings } from '../modules/panels/index.js';
import type { Procurement } from '../modules/procurement/index.js';
import type { UnitOfWork } from '../platform/index.js';
import { required } from './world.js';

export interface BoardServices {
  readonly work: UnitOfWork;
  readonly bodies: ManageBody;
  readonly meetings: Meetings;
  readonly conduct: ConductItem;
  readonly decide: DecideItems;
  readonly prepare: PrepareAdmissions;
  readonly procurement: Procurement;
}

export interface BoardPeople {
  /** Prepares the meeting and keeps its record. */
  readonly clerk: Actor;
  /** The first presides. */
  readonly members: readonly Actor[];
}

export interface Admitted {
  readonly frameworkId: string;
  readonly lotId: string;
  readonly providerId: string;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
}

/** A board that sits on a day and admits whoever is put to it. The same acts as people's, one after the other. */
export async function boardInSession(
  services: BoardServices,
  { clerk, members }: BoardPeople,
  at: { readonly on: DateOnly; readonly name: string; readonly termEnds: DateOnly },
) {
  const { bodies, meetings, conduct, decide, prepare, procurement, work } = services;
  const bodyId = valueOf(
    await bodies.found(clerk, {
      kind: 'BOARD',
      name: at.name,
      power: 'Approves admissions to frameworks and changes of the policy, by its terms of reference.',
      constituencies: [
        { code: 'SCHOOL', name: 'School leaders', votes: true },
        { code: 'AUTHORITY', name: 'The authority', votes: true },
        { code: 'PARTNER', name: 'Pupil referral unit, parents and other partners', votes: true },
        { code: 'PROVIDER', name: 'Providers', votes: false },
      ],
      rule: { leastCounting: members.length, parts: [], mostPercentOfOneTrust: null },
      ruleFrom: at.on,
    }),
  );
  const seats: string[] = [];
  for (const [index, member] of members.entries()) {
    const seat = {
      userId: required(member.userId),
      constituency: index === 0 ? 'AUTHORITY' : 'SCHOOL',
      organisationId: null,
      trustId: null,
      office: index === 0 ? ('CHAIR' as const) : ('MEMBER' as const),
      deputyFor: null,
      fromDate: at.on,
      toDate: at.termEnds,
    };
    seats.push(valueOf(await bodies.appoint(clerk, bodyId, seat)));
  }
  const sitting = { heldOn: at.on, startsAt: '14:00', place: 'Town hall' };
  const meetingId = valueOf(await meetings.plan(clerk, bodyId, sitting));
  valueOf(await meetings.open(clerk, meetingId));
  for (const memberId of seats) valueOf(await meetings.arrive(clerk, meetingId, memberId));
  const chair = required(members[0]);
  return {
    bodyId,
    meetingId,
    /** The id of the admission. */
    async admit(asked: Admitted, reasons = 'Met every standard of the lot.'): Promise<string> {
      const evidence = `Papers seen on ${formatDate(at.on)}.`;
      const itemId = valueOf(await prepare.putDirect(clerk, { ...asked, reasons, evidence }, meetingId));
      const motion = { outcome: 'ADMIT', reasons, conditions: '' };
      const motionId = valueOf(await conduct.putMotion(chair, itemId, motion));
      valueOf(await decide.declare(chair, motionId, 'CONSENSUS'));
      const given = await work.inTransaction(clerk, async (tx) =>
        ok(await procurement.admissionFor(tx, asked.providerId, asked.lotId, asked.fromDate)),
      );
      return required(valueOf(given)?.id);
    },
    /** A round's paper: routine bids en bloc, each exception as it is recommended. Admissions, by the provider's id. */
    async decideRound(
      roundId: string,
      bids: readonly { readonly providerId: string; readonly lotId: string }[],
      from: DateOnly,
    ): Promise<ReadonlyMap<string, string>> {
      valueOf(await prepare.putRound(clerk, roundId, meetingId));
      const items = await work.read(clerk, (tx) =>
        tx.query<{ id: string; routine: boolean; outcome: string; reasons: string }>(
          `SELECT i.id, i.en_bloc AS routine, p.outcome, p.reasons FROM agenda_item i
             JOIN agenda_paper p ON p.item_id = i.id WHERE i.meeting_id = $1 ORDER BY i.number`,
          [meetingId],
        ),
      );
      for (const { id, outcome, reasons } of items.filter(({ routine }) => !routine)) {
        const motionId = valueOf(await conduct.putMotion(chair, id, { outcome, reasons, conditions: '' }));
        valueOf(await decide.declare(chair, motionId, 'CONSENSUS'));
      }
      if (items.some(({ routine }) => routine)) valueOf(await decide.enBloc(chair, meetingId));
      const given = await work.inTransaction(clerk, async (tx) => {
        const found: [string, string][] = [];
        for (const { providerId, lotId } of bids) {
          const admission = await procurement.admissionFor(tx, providerId, lotId, from);
          if (admission) found.push([providerId, admission.id]);
        }
        return ok(found);
      });
      return new Map(valueOf(given));
    },
    planAnother: async (heldOn: DateOnly): Promise<string> =>
      valueOf(await meetings.plan(clerk, bodyId, { ...sitting, heldOn })),
    async putOn(meeting: string, asked: Admitted): Promise<void> {
      const reasons = 'It asks to join outside a round.';
      valueOf(
        await prepare.putDirect(clerk, { ...asked, reasons, evidence: 'To be seen before the meeting.' }, meeting),
      );
    },
    async close(): Promise<void> {
      valueOf(await meetings.close(clerk, meetingId));
      valueOf(await meetings.agreeMinutes(clerk, meetingId));
    },
  };
}
export type BoardInSession = Awaited<ReturnType<typeof boardInSession>>;
