import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, serviceActor } from '../../../src/kernel/index.js';
import { WATCH_REVIEWS } from '../../../src/modules/reviews/application/watch-reviews.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { endProcesses } from '../../support/processes.js';
import { reviewedPlacements } from '../../support/reviewed.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

describe('a worker killed -9 while it tells of late reviews', () => {
  let world: PlacementWorld;
  beforeAll(async () => {
    world = await placementWorld();
    const placed = reviewedPlacements(world);
    await placed.underWay();
    await placed.underWay();
    await world.admin.query('UPDATE outbox SET done_at = now() WHERE done_at IS NULL');
    await world.admin.query(`UPDATE placement_review SET due_on = '2026-10-02'`);
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await world.close();
  });

  it('has the authority told once of each, whoever finishes', async () => {
    const workers = workersOf(world);
    const told = () => workers.count(`FROM outbox WHERE payload ->> 'kind' = 'review.late'`);
    const noted = () => workers.count('FROM placement_review WHERE escalated_at IS NOT NULL');
    const worker = await workers.killedAt(
      { table: 'placement_review' },
      () =>
        world.work.inTransaction(serviceActor('reviews-clock', AUTHORITY_ID, []), async (tx) => {
          await tx.outbox(
            WATCH_REVIEWS,
            { authorityId: AUTHORITY_ID },
            { debounceKey: `${WATCH_REVIEWS}:${AUTHORITY_ID}` },
          );
          return ok();
        }),
      async () => {
        expect([await noted(), await told()]).toEqual([0, 0]);
      },
    );
    await eventually(
      async () => expect(await workers.count(`FROM outbox WHERE job = '${WATCH_REVIEWS}' AND done_at IS NULL`)).toBe(0),
      30_000,
    );
    expect([await noted(), await told()]).toEqual([2, 2]);
    await worker.stop('SIGKILL');
  }, 150_000);
});
