import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, serviceActor } from '../../../src/kernel/index.js';
import { WATCH_DEADLINES } from '../../../src/modules/deadlines/application/chase-deadlines.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { endProcesses } from '../../support/processes.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

describe('a worker killed -9 while it tells of deadlines', () => {
  let world: PlacementWorld;
  beforeAll(async () => {
    world = await placementWorld();
    await world.referral();
    await world.admin.query('UPDATE outbox SET done_at = now() WHERE done_at IS NULL');
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await world.close();
  });

  it('has everybody told once of each, whoever finishes', async () => {
    const workers = workersOf(world);
    const told = () => workers.count(`FROM outbox WHERE payload ->> 'kind' LIKE 'deadline.%'`);
    const noted = () => workers.count('FROM deadline_told');
    const worker = await workers.killedAt(
      { table: 'deadline_told' },
      () =>
        world.work.inTransaction(serviceActor('deadlines-clock', AUTHORITY_ID, []), async (tx) => {
          const debounceKey = `${WATCH_DEADLINES}:${AUTHORITY_ID}`;
          await tx.outbox(WATCH_DEADLINES, { authorityId: AUTHORITY_ID }, { debounceKey });
          return ok();
        }),
      async () => {
        expect([await noted(), await told()]).toEqual([0, 0]);
      },
    );
    const open = () => workers.count(`FROM outbox WHERE job = '${WATCH_DEADLINES}' AND done_at IS NULL`);
    await eventually(async () => expect(await open()).toBe(0), 30_000);
    // The machine's own clock is past all three deadlines of the exclusion: each is told at each of three steps.
    expect([await noted(), await told()]).toEqual([9, 9]);
    await worker.stop('SIGKILL');
  }, 150_000);
});
