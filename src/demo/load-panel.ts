import { type Actor, addDays, type DateOnly, valueOf } from '../kernel/index.js';
import type { ManageBody, Meetings } from '../modules/panels/index.js';
import { required } from './world.js';

/** A placement panel with a chair and members, and its next meeting: its agenda is for whoever looks around to build. */
export async function loadPanel(
  { bodies, meetings }: { readonly bodies: ManageBody; readonly meetings: Meetings },
  coordinator: Actor,
  members: readonly Actor[],
  today: DateOnly,
): Promise<void> {
  const bodyId = valueOf(
    await bodies.found(coordinator, {
      kind: 'PANEL',
      name: 'Placement panel',
      power: 'Decides which pupils are placed where, by its terms of reference.',
      constituencies: [
        { code: 'SCHOOL', name: 'School leaders', votes: true },
        { code: 'AUTHORITY', name: 'The authority', votes: true },
      ],
      rule: { leastCounting: members.length, parts: [], mostPercentOfOneTrust: null },
      ruleFrom: today,
    }),
  );
  const term = { fromDate: today, toDate: addDays(today, 730), organisationId: null, trustId: null, deputyFor: null };
  for (const [index, { userId }] of members.entries()) {
    const seat =
      index === 0
        ? ({ constituency: 'AUTHORITY', office: 'CHAIR' } as const)
        : ({ constituency: 'SCHOOL', office: 'MEMBER' } as const);
    valueOf(await bodies.appoint(coordinator, bodyId, { userId: required(userId), ...seat, ...term }));
  }
  const next = { heldOn: addDays(today, 7), startsAt: '14:00', place: 'Town hall' };
  valueOf(await meetings.plan(coordinator, bodyId, next));
}
