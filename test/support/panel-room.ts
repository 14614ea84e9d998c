import { addDays, type Actor, dateOnly, newId, type Role, ROLE_PERMISSIONS, valueOf } from '../../src/kernel/index.js';
import {
  ConductItem,
  DecideItems,
  ManageBody,
  Meetings,
  type NewSeat,
  ViewMeetings,
} from '../../src/modules/panels/index.js';
import { PanelQueue } from '../../src/modules/placements/index.js';
import { defaultPolicy, type PolicyDocument } from '../../src/modules/policies/index.js';
import { aSeat } from './board.js';
import { runMatching } from './matching-world.js';
import type { PlacementWorld } from './placement-world.js';
import { known } from './supply-world.js';
import { aPerson } from './unit-of-work.js';
import { WORKPLACES } from './workplaces.js';

/** A policy that shows options to schools with the panel's papers. */
export const withPack: PolicyDocument = {
  ...defaultPolicy,
  matching: { ...defaultPolicy.matching, optionsShownToSchools: 'WITH_PANEL_PACK' },
};

/** A placement panel of the authority: a chair and vice-chair, the head of the first school, and a head of none of them. */
export async function aPanel(world: PlacementWorld) {
  const { app, coordinator } = world;
  const person = (role: Role): Promise<Actor> =>
    known(world, aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] }));
  const people = {
    chair: await person('PANEL_CHAIR'),
    vice: await person('PANEL_MEMBER'),
    head: await person('PANEL_MEMBER'),
    otherHead: await person('PANEL_MEMBER'),
  };
  const bodies = app.get(ManageBody);
  const bodyId = valueOf(
    await bodies.found(coordinator, {
      kind: 'PANEL',
      name: `Placement panel ${newId().slice(-6)}`,
      power: 'Decides on placements for the authority, by its terms of reference.',
      constituencies: [
        { code: 'SCHOOL', name: 'School leaders', votes: true },
        { code: 'AUTHORITY', name: 'The authority', votes: true },
      ],
      rule: { leastCounting: 2, parts: [], mostPercentOfOneTrust: null },
      ruleFrom: dateOnly('2026-01-01'),
    }),
  );
  const seats: Record<string, string> = {};
  const appoint = async (key: keyof typeof people, over: Partial<NewSeat>) => {
    seats[key] = valueOf(await bodies.appoint(coordinator, bodyId, aSeat(people[key].userId ?? '', over)));
  };
  await appoint('chair', { office: 'CHAIR', constituency: 'AUTHORITY' });
  await appoint('vice', { office: 'VICE_CHAIR', constituency: 'AUTHORITY' });
  await appoint('head', { organisationId: WORKPLACES['school-one'].organisationId });
  await appoint('otherHead', {});
  const meetings = app.get(Meetings);
  const [conduct, decide, view] = [app.get(ConductItem), app.get(DecideItems), app.get(ViewMeetings)];
  let day = dateOnly('2026-06-01');
  return {
    people,
    bodyId,
    seats,
    meetings,
    conduct,
    decide,
    view,
    queue: app.get(PanelQueue),
    /** Another meeting, on the day or on one of its own. */
    async plan(on?: string): Promise<string> {
      day = addDays(day, 1);
      const details = { heldOn: on === undefined ? day : dateOnly(on), startsAt: '14:00', place: 'Town hall' };
      return valueOf(await meetings.plan(coordinator, bodyId, details));
    },
    async open(meetingId: string, present: readonly string[] = Object.keys(people)): Promise<void> {
      valueOf(await meetings.open(coordinator, meetingId));
      for (const key of present) valueOf(await meetings.arrive(coordinator, meetingId, seats[key] ?? ''));
    },
    async items(meetingId: string) {
      return valueOf(await view.one(coordinator, meetingId, { offset: 0, limit: 100 })).items;
    },
    /** The request before a meeting that is open. */
    async before(referralId: string) {
      const meetingId = await this.plan();
      valueOf(await this.queue.putOn(coordinator, meetingId, { referralIds: [referralId] }));
      valueOf(await meetings.sendPapers(coordinator, meetingId));
      await this.open(meetingId);
      const [item] = await this.items(meetingId);
      return { meetingId, itemId: item?.id ?? '' };
    },
    /** Looks at everybody who waits, and says what it proposes. */
    async match(): Promise<void> {
      valueOf(await runMatching(app));
    },
  };
}
export type Panel = Awaited<ReturnType<typeof aPanel>>;
