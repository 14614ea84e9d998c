import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, serviceActor } from '../../../src/kernel/index.js';
import { WATCH_SUPPORT } from '../../../src/modules/support/application/watch-support.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { endProcesses } from '../../support/processes.js';
import { supported } from '../../support/supported.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

describe('a worker killed -9 while it tells of late answers', () => {
  let world: PlacementWorld;
  beforeAll(async () => {
    world = await placementWorld();
    const support = await supported(world);
    await support.ask();
    await support.ask();
    await world.admin.query('UPDATE outbox SET done_at = now() WHERE done_at IS NULL');
    await world.admin.query(`UPDATE support_request SET due_on = '2026-10-02'`);
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await world.close();
  });

  it('has the authority told once of each, whoever finishes', async () => {
    const workers = workersOf(world);
    const told = () => workers.count(`FROM outbox WHERE payload ->> 'kind' = 'support.overdue'`);
    const noted = () => workers.count('FROM support_request WHERE overdue_told_at IS NOT NULL');
    const worker = await workers.killedAt(
      { table: 'support_request' },
      () =>
        world.work.inTransaction(serviceActor('support-clock', AUTHORITY_ID, []), async (tx) => {
          const key = { debounceKey: `${WATCH_SUPPORT}:${AUTHORITY_ID}` };
          await tx.outbox(WATCH_SUPPORT, { authorityId: AUTHORITY_ID }, key);
          return ok();
        }),
      async () => {
        expect([await noted(), await told()]).toEqual([0, 0]);
      },
    );
    await eventually(
      async () => expect(await workers.count(`FROM outbox WHERE job = '${WATCH_SUPPORT}' AND done_at IS NULL`)).toBe(0),
      30_000,
    );
    expect([await noted(), await told()]).toEqual([2, 2]);
    await worker.stop('SIGKILL');
  }, 150_000);
});
