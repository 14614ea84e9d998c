import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE_PERMISSIONS, valueOf } from '../../../src/kernel/index.js';
import { DueDiligence } from '../../../src/modules/procurement/index.js';
import { UnitOfWork } from '../../../src/platform/index.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { known } from '../../support/supply-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

describe('due diligence', () => {
  let world: PlacementWorld;
  beforeAll(async () => {
    world = await placementWorld();
  });
  afterAll(() => world.close());

  it('is looked into by more at once than there are connections, with what is counted of bookings', async () => {
    const { providerId } = await world.supply();
    const role = 'COMMISSIONER';
    const officer = await known(world, aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] }));
    const diligence = world.app.get(DueDiligence);
    const look = () => world.app.get(UnitOfWork).read(officer, (tx) => diligence.forProvider(tx, providerId));
    const records = await Promise.all(Array.from({ length: 15 }, look));
    for (const one of records) expect(valueOf(one).lines.length).toBeGreaterThan(5);
  });
});
