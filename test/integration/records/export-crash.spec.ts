import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE_PERMISSIONS, valueOf } from '../../../src/kernel/index.js';
import { GATHER_EXPORT } from '../../../src/modules/records/application/exports.js';
import { Exports } from '../../../src/modules/records/index.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { endProcesses } from '../../support/processes.js';
import { aPerson } from '../../support/unit-of-work.js';
import { WORKPLACES } from '../../support/workplaces.js';

describe('a worker killed -9 while it gathers what is held on a child', () => {
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

  it('leaves no half of a file, and whoever takes over makes both once', async () => {
    const workers = workersOf(world);
    const files = () => workers.count('FROM subject_export_file');
    const finished = () => workers.count(`FROM subject_export WHERE status = 'FINISHED'`);
    const child = await world.one<{ reference: string }>('SELECT reference FROM pupil');
    const user = await world.one<{ id: string }>('SELECT id FROM app_user ORDER BY id LIMIT 1');
    const commissioner = {
      ...aPerson({ role: 'COMMISSIONER', ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS.COMMISSIONER }),
      userId: user?.id ?? null,
    };
    const worker = await workers.killedAt(
      { table: 'subject_export_file' },
      async () => {
        valueOf(await world.app.get(Exports).ask(commissioner, { reference: child?.reference, reason: 'Asked.' }));
      },
      async () => {
        expect([await files(), await finished()]).toEqual([0, 0]);
      },
    );
    const open = () => workers.count(`FROM outbox WHERE job = '${GATHER_EXPORT}' AND done_at IS NULL`);
    await eventually(async () => expect(await open()).toBe(0), 30_000);
    expect([await files(), await finished()]).toEqual([2, 1]);
    expect(await workers.count(`FROM audit_entry WHERE action = 'record.exported'`)).toBe(1);
    await worker.stop('SIGKILL');
  }, 150_000);
});
