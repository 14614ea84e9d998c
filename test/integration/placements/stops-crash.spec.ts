import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, valueOf } from '../../../src/kernel/index.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { endProcesses } from '../../support/processes.js';

describe('a worker killed -9 while it tells schools that a site closes', () => {
  let world: PlacementWorld;
  let place: SupplyPoint;
  beforeAll(async () => {
    world = await placementWorld();
    place = await world.supply();
    for (let n = 0; n < 2; n++) {
      const command = world.command(await world.referral(), place.patternId);
      valueOf(await world.approve.run(world.coordinator, command));
    }
    await world.admin.query('UPDATE outbox SET done_at = now() WHERE done_at IS NULL');
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await world.close();
  });

  it('has each told once, whoever finishes', async () => {
    const workers = workersOf(world);
    const told = () =>
      workers.count(`FROM outbox WHERE payload ->> 'kind' IN ('placement.site-closes', 'placement.needs-another')`);
    const noted = () => workers.count('FROM placement_notice');
    await world.admin.query('SET session_replication_role = replica');
    await world.admin.query(`UPDATE site SET closed_on = '2026-12-01' WHERE id = $1`, [place.siteId]);
    await world.admin.query('SET session_replication_role = DEFAULT');
    const worker = await workers.killedAt(
      { table: 'placement_notice' },
      () =>
        world.work.inTransaction(world.coordinator, async (tx) => {
          await tx.outbox('provision.stops', { what: 'SITE_CLOSES', siteId: place.siteId, onDate: '2026-12-01' });
          return ok();
        }),
      async () => {
        expect([await noted(), await told()]).toEqual([0, 0]);
      },
    );
    await eventually(
      async () => expect(await workers.count(`FROM outbox WHERE job = 'provision.stops' AND done_at IS NULL`)).toBe(0),
      30_000,
    );
    expect([await noted(), await told()]).toEqual([2, 4]);
    await worker.stop('SIGKILL');
  }, 150_000);
});
