import {
  type Actor,
  addDays,
  type DateOnly,
  dateOnly,
  newId,
  ok,
  type Result,
  type Role,
  valueOf,
} from '../../src/kernel/index.js';
import {
  type AgendaSubject,
  type DecidedItem,
  type MotionCommand,
  type NewItem,
  type NewSeat,
  type QuorumRule,
} from '../../src/modules/panels/index.js';
import type { UnitOfWork } from '../../src/platform/index.js';
import { type PanelServices, panelServices } from './governance.js';
import { inRole, known, type Place, type SupplyWorld } from './supply-world.js';

export { type PanelServices, panelServices };

export const BOARD_CONSTITUENCIES = [
  { code: 'SCHOOL', name: 'School leaders', votes: true },
  { code: 'AUTHORITY', name: 'The authority', votes: true },
  { code: 'PROVIDER', name: 'Providers', votes: false },
];
export const BOARD_RULE: QuorumRule = {
  leastCounting: 3,
  parts: [{ constituency: 'SCHOOL', least: 2 }],
  mostPercentOfOneTrust: null,
};

export const aSeat = (userId: string, over: Partial<NewSeat> = {}): NewSeat => ({
  userId,
  constituency: 'SCHOOL',
  organisationId: null,
  trustId: null,
  office: 'MEMBER',
  deputyFor: null,
  fromDate: dateOnly('2026-01-01'),
  toDate: dateOnly('2027-12-31'),
  ...over,
});

/** A subject that remembers what was decided on it, and refuses when it is told to. */
export function aSubject(type = 'NOTE'): AgendaSubject & { readonly decisions: DecidedItem[]; refuse?: Result<never> } {
  const made: AgendaSubject & { readonly decisions: DecidedItem[]; refuse?: Result<never> } = {
    type,
    decisionKind: 'REINTEGRATION',
    decisions: [],
    outcomes: () =>
      Promise.resolve([
        { code: 'AGREED', words: 'Agree', conditional: false },
        { code: 'AGREED_WITH_CONDITIONS', words: 'Agree with conditions', conditional: true },
        { code: 'REFUSED', words: 'Refuse', conditional: false },
      ]),
    decided(_tx, _meeting, items) {
      if (made.refuse) return Promise.resolve(made.refuse);
      made.decisions.push(...items);
      return Promise.resolve(ok());
    },
    dropped: () => Promise.resolve(ok()),
    href: () => '/nowhere',
  };
  return made;
}

export const anItem = (over: Partial<NewItem> = {}): Omit<NewItem, 'id'> => ({
  subjectType: 'NOTE',
  subjectId: newId(),
  title: 'A made-up matter',
  enBloc: false,
  parties: [],
  paper: {
    content: { sections: [{ title: 'What it is about', words: ['Words that only those without a conflict read.'] }] },
    outcome: 'AGREED',
    reasons: 'It meets what was asked.',
    conditions: null,
  },
  ...over,
});

/** Founds a board with these seats and opens a meeting of it on the day. */
export async function anOpenMeeting(
  services: PanelServices,
  clerk: Actor,
  at: { readonly bodyId: string; readonly on: DateOnly; readonly items: readonly Omit<NewItem, 'id'>[] },
  work: UnitOfWork,
) {
  const details = { heldOn: at.on, startsAt: '14:00', place: 'Town hall' };
  const meetingId = valueOf(await services.meetings.plan(clerk, at.bodyId, details));
  const put = await work.inTransaction(clerk, (tx) => services.meetings.putOn(tx, meetingId, at.items));
  valueOf(await services.meetings.sendPapers(clerk, meetingId));
  valueOf(await services.meetings.open(clerk, meetingId));
  return { meetingId, itemIds: valueOf(put) };
}

/** A governance board of an authority with five people on it, and the clerk who prepares its meetings. */
export async function aBoard(services: PanelServices, world: SupplyWorld, at: Place) {
  const person = async (role: Role) => known(world, inRole(role, at));
  const clerk = await person('COMMISSIONER');
  const people = {
    chair: await person('BOARD_CHAIR'),
    vice: await person('BOARD_MEMBER'),
    head: await person('BOARD_MEMBER'),
    other: await person('BOARD_MEMBER'),
    provider: await person('BOARD_MEMBER'),
  };
  const bodyId = valueOf(
    await services.bodies.found(clerk, {
      kind: 'BOARD',
      name: `Governance board ${newId().slice(-6)}`,
      power: 'Decides on admissions and policy for the authority.',
      constituencies: BOARD_CONSTITUENCIES,
      rule: BOARD_RULE,
      ruleFrom: dateOnly('2026-01-01'),
    }),
  );
  const seats: Record<string, string> = {};
  const appoint = async (key: keyof typeof people, over: Partial<NewSeat> = {}) => {
    seats[key] = valueOf(await services.bodies.appoint(clerk, bodyId, aSeat(people[key].userId ?? '', over)));
  };
  await appoint('chair', { office: 'CHAIR', constituency: 'AUTHORITY' });
  await appoint('vice', { office: 'VICE_CHAIR' });
  await appoint('head');
  await appoint('other', { organisationId: world.northSchool.organisationId });
  await appoint('provider', { constituency: 'PROVIDER' });
  let day = dateOnly('2026-01-05');
  return {
    clerk,
    people,
    bodyId,
    seats,
    /** Another meeting of the board, on a day of its own. */
    async plan(): Promise<string> {
      day = addDays(day, 1);
      const details = { heldOn: day, startsAt: '14:00', place: 'Town hall' };
      return valueOf(await services.meetings.plan(clerk, bodyId, details));
    },
    /** Opens it, with these people in the room. */
    async open(meetingId: string, present: readonly string[] = Object.keys(people)): Promise<void> {
      valueOf(await services.meetings.open(clerk, meetingId));
      for (const key of present) valueOf(await services.meetings.arrive(clerk, meetingId, seats[key] ?? ''));
    },
    /** Puts a motion and declares it agreed by consensus. */
    async agree(itemId: string, motion: MotionCommand): Promise<Result<'CARRIED' | 'LOST'>> {
      const put = await services.conduct.putMotion(people.chair, itemId, motion);
      return put.ok ? services.decide.declare(people.chair, put.value, 'CONSENSUS') : put;
    },
  };
}
export type Board = Awaited<ReturnType<typeof aBoard>>;
