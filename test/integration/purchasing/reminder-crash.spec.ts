import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { RemindUnused } from '../../../src/modules/purchasing/application/remind-unused.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { endProcesses } from '../../support/processes.js';
import { purchasingWorld, type PurchasingWorld, SCHOOL_ONE, SCHOOL_TWO } from '../../support/purchasing.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

const day = dateOnly;

describe('the reminder of what is unused', () => {
  let world: PurchasingWorld;
  let workers: ReturnType<typeof workersOf>;
  beforeAll(async () => {
    world = await purchasingWorld();
    workers = workersOf(world);
  });
  afterAll(async () => {
    await endProcesses();
    await world.close();
  });

  const service = serviceActor('purchasing', AUTHORITY_ID, ['purchase.read', 'policy.read']);
  const remind = (blockId: string, week: string) =>
    world.app.get(RemindUnused).run(service, { blockId, week: day(week) }, () => Promise.resolve());
  const next = (blockId: string) =>
    world.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM outbox WHERE job = 'purchasing.remind-unused' AND done_at IS NULL AND payload ->> 'blockId' = $1`,
      [blockId],
    );

  it('goes to every holder with something unused, each Monday until the block is over', async () => {
    const { people } = world;
    const id = await world.aBlock(await world.supply(), { unitsPerWeek: 2 });
    expect((await next(id))?.n).toBe(1);
    const offer = {
      blockId: id,
      borrowerId: SCHOOL_TWO,
      units: 1,
      firstDay: day('2026-11-09'),
      lastDay: day('2026-11-13'),
    };
    const loanId = valueOf(await world.lend.propose(people.lead, { ...offer, unitPence: 0 as never }));
    valueOf(await world.lend.answer(people.otherHead, { loanId, agree: true, orderReference: null, fund: null }));
    expect(valueOf(await remind(id, '2026-11-16'))).toBe(2);
    expect(await world.messages('block.unused')).toEqual([SCHOOL_ONE, SCHOOL_TWO].toSorted());
    const period = { firstDay: day('2026-11-16'), lastDay: day('2026-12-18') };
    valueOf(
      await world.use.use(people.lead, {
        blockId: id,
        units: 2,
        ...period,
        pupilReference: 'S',
        schoolId: null,
        note: null,
      }),
    );
    // All of what is still to come is used: nobody is told again.
    expect(valueOf(await remind(id, '2026-11-23'))).toBe(0);
    expect(valueOf(await remind(id, '2026-12-21'))).toBe(0);
  });

  it('is sent once by a worker that is killed in the middle and another that takes over', async () => {
    const id = await world.aBlock(await world.supply());
    await world.admin.query(
      `UPDATE outbox SET run_at = now() - interval '1 minute' WHERE job = 'purchasing.remind-unused' AND payload ->> 'blockId' = $1`,
      [id],
    );
    const told = () =>
      workers.count(`FROM outbox WHERE payload ->> 'kind' = 'block.unused' AND payload ->> 'subjectId' = '${id}'`);
    await workers.killedAt(
      { table: 'block_week', mode: 'ACCESS EXCLUSIVE' },
      () => Promise.resolve(),
      async () => {
        expect(await told()).toBe(0);
      },
    );
    await eventually(async () => expect(await told()).toBe(1), 60_000);
    expect((await next(id))?.n).toBe(1);
  }, 240_000);
});
