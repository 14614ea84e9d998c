import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, valueOf } from '../../../src/kernel/index.js';
import { ProviderChanges } from '../../../src/modules/assurance/application/provider-changes.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { codeOf } from '../../support/results.js';
import { inRole, known } from '../../support/supply-world.js';
import { WORKPLACES } from '../../support/workplaces.js';

describe('placements at a site that closes', () => {
  let world: PlacementWorld;
  let commissioner: Actor;
  beforeAll(async () => {
    world = await placementWorld();
    commissioner = await known(world, inRole('COMMISSIONER', WORKPLACES.authority));
  });
  afterAll(() => world.close());

  it('go on and are a task until another place is found; nobody new is placed so long', async () => {
    const changes = world.app.get(ProviderChanges);
    const place = await world.supply({ places: 5 });
    const decide = async (plannedEnd: string) => {
      const referralId = await world.referral();
      const command = world.command(referralId, place.patternId, { plannedEnd: dateOnly(plannedEnd) });
      return world.approve.run(world.coordinator, command);
    };
    const { placementId } = valueOf(await decide('2027-03-25'));
    const manager = await known(world, place.manager);
    const id = valueOf(
      await changes.announce(manager, {
        proposed: { kind: 'CLOSE_SITE', siteId: place.siteId },
        why: 'The lease ends.',
        fromDate: dateOnly('2027-01-05'),
      }),
    );
    const tasks = async () =>
      (await changes.tasksFor(commissioner)).filter(({ href }) => href === `/provider-changes/${id}`);
    expect((await tasks()).map(({ title }) => title)).toEqual([
      expect.stringContaining('announces a change: approve or refuse it'),
    ]);
    valueOf(await changes.approve(commissioner, id, 'Its pupils can be taught elsewhere.'));
    expect(await tasks()).toMatchObject([
      { title: 'Find other places: 1 placement goes on after Main site closes', dueOn: '2027-01-05' },
    ]);
    expect(valueOf(await changes.one(commissioner, id)).goingOn).toMatchObject([
      { id: placementId, plannedEnd: '2027-03-25' },
    ]);
    expect((await decide('2027-03-25')).ok).toBe(false);
    // In the week in which it closes, a day too long: what the rules of whole weeks let through the database does not.
    expect(codeOf(await decide('2027-01-05'))).toBe('placement.site-closes');
    expect(codeOf(await decide('2026-12-18'))).toBe('done');
    expect((await tasks())[0]?.title).toContain('1 placement goes on');

    await world.answer.decline(place.manager, placementId, { reason: 'NO_STAFF', note: 'The site closes.' });
    expect(await tasks()).toEqual([]);
    expect(valueOf(await changes.one(commissioner, id)).goingOn).toEqual([]);
  });
});
