import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueOf } from '../../../src/kernel/index.js';
import { ViewDemand } from '../../../src/modules/demand/application/view-demand.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

let world: PlacementWorld;
let centre: SupplyPoint;
let other: SupplyPoint;

beforeAll(async () => {
  world = await placementWorld();
  centre = await world.supply({ places: 8 });
  other = await world.supply({ places: 5 });
  const referrals = await Promise.all(Array.from({ length: 6 }, () => world.referral()));
  for (const referralId of referrals.slice(0, 1)) {
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)),
    );
    valueOf(await world.answer.accept(centre.manager, placementId));
  }
});
afterAll(() => world.close());

const demandFor = async (actor: Parameters<ViewDemand['run']>[0]) => {
  const demand = await world.app.get(ViewDemand).run(actor);
  if (demand === undefined) throw new Error('No demand for somebody of an authority');
  return demand;
};

describe('what is needed', () => {
  it('counts places offered and free, and withholds what one placed child would give away', async () => {
    const { phases } = await demandFor(world.coordinator);
    // Six asked, five wait, one is placed: the one could be found, so nothing is told of children.
    expect(phases.map(({ waiting, asked, placed }) => [waiting, asked, placed])).toEqual([
      [null, null, null],
      [0, 0, 0],
    ]);
    expect(phases.map(({ places, free }) => [places, free])).toEqual([
      [13, 12],
      [13, 12],
    ]);
  });

  it('tells who waits once no group is small', async () => {
    const more = await Promise.all(Array.from({ length: 5 }, () => world.referral()));
    for (const [index, referralId] of more.slice(0, 4).entries()) {
      const place = index % 2 === 0 ? centre : other;
      const { placementId } = valueOf(
        await world.approve.run(world.coordinator, world.command(referralId, place.patternId)),
      );
      valueOf(await world.answer.accept(place.manager, placementId));
    }
    const { phases, needs, areas } = await demandFor(world.finance);
    const told = { waiting: 6, asked: 11, placed: 5, places: 13, free: 8, likely: 0, short: 0 };
    expect(phases[0]).toMatchObject(told);
    expect(needs.filter(({ asked }) => asked === 11)).toHaveLength(1);
    expect(areas.find(({ label }) => label === 'M14')).toMatchObject({ asked: 11, places: 0, short: 6 });
  });

  it('shows a provider its own empty places and nobody else’s', async () => {
    const ids = async (actor: Parameters<ViewDemand['run']>[0]) =>
      (await demandFor(actor)).empty.map(({ providerId }) => providerId);
    expect((await ids(world.coordinator)).toSorted()).toEqual([centre.providerId, other.providerId].toSorted());
    expect(await ids(other.manager)).toEqual([other.providerId]);
  });
});
