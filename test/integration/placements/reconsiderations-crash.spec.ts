import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, valueOf } from '../../../src/kernel/index.js';
import {
  REMIND_RECONSIDERATION,
  Reconsiderations,
} from '../../../src/modules/placements/application/reconsiderations.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { A_QUESTION, decidedBy } from '../../support/panel-decided.js';
import { aPanel } from '../../support/panel-room.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { endProcesses } from '../../support/processes.js';

describe('a worker killed -9 while it reminds of a question about a decision', () => {
  let world: PlacementWorld;
  let id: string;
  beforeAll(async () => {
    world = await placementWorld();
    const by = decidedBy(world, await aPanel(world), await world.supply());
    const { decisionId } = await by.decided();
    const letterId = await by.letterOf(decisionId, 'SCHOOL');
    id = valueOf(await world.app.get(Reconsiderations).ask(world.lead, letterId, A_QUESTION));
    await world.admin.query('UPDATE outbox SET done_at = now() WHERE done_at IS NULL');
    await world.admin.query(`UPDATE reconsideration SET remind_on = '2026-11-02' WHERE id = $1`, [id]);
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await world.close();
  });

  // The worker's clock is the machine's: the question's day has long passed.
  it('has everybody told once, whoever finishes', async () => {
    const workers = workersOf(world);
    const told = () => workers.count(`FROM outbox WHERE payload ->> 'kind' = 'reconsideration.overdue'`);
    const noted = () => workers.count('FROM reconsideration WHERE overdue_told_at IS NOT NULL');
    const worker = await workers.killedAt(
      { table: 'reconsideration' },
      () =>
        world.work.inTransaction(world.coordinator, async (tx) => {
          await tx.outbox(REMIND_RECONSIDERATION, { reconsiderationId: id });
          return ok();
        }),
      async () => {
        expect([await noted(), await told()]).toEqual([0, 0]);
      },
    );
    await eventually(
      async () =>
        expect(await workers.count(`FROM outbox WHERE job = '${REMIND_RECONSIDERATION}' AND done_at IS NULL`)).toBe(0),
      30_000,
    );
    expect([await noted(), await told()]).toEqual([1, 1]);
    await worker.stop('SIGKILL');
  }, 150_000);
});
