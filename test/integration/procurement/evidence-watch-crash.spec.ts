import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dateOnly, londonDate, newId, valueOf } from '../../../src/kernel/index.js';
import { ManageFramework } from '../../../src/modules/procurement/index.js';
import { EvidenceDay } from '../../../src/modules/procurement/jobs/evidence-day.js';
import { boardServicesOf } from '../../support/board-services.js';
import { boardAdmits, chairBeside } from '../../support/governance.js';
import { startApp, type TestApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { endProcesses } from '../../support/processes.js';
import { FRAMEWORK } from '../../support/rounds.js';
import { inRole } from '../../support/supply-world.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

describe('a worker killed -9 while it looks at documents that ran out', () => {
  let service: TestApp;
  let workers: ReturnType<typeof workersOf>;
  const today = londonDate(new Date());

  beforeAll(async () => {
    service = await startApp({ clock: 'real' });
    workers = workersOf(service);
    const provider = WORKPLACES.provider.organisationId;
    await service.admin.query(
      `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
      [provider],
    );
    await service.admin.query(`INSERT INTO authority_supply VALUES ($1, $2, '2026-01-01')`, [AUTHORITY_ID, provider]);
    const userId = (await service.agent('commissioner')).userId;
    const commissioner = { ...inRole('COMMISSIONER', WORKPLACES.authority), userId };
    const chair = chairBeside(commissioner, (await service.agent('board-chair')).userId);
    const dates = { startsOn: addDays(today, -100), endsOn: addDays(today, 300) };
    const framework = valueOf(
      await service.app.get(ManageFramework).create(commissioner, { ...FRAMEWORK, ...dates, reference: 'T1' }),
    );
    for (const lotId of framework.lotIds.slice(0, 3)) {
      const dated = { fromDate: addDays(today, -50), toDate: addDays(today, 100) };
      const asked = { frameworkId: framework.id, providerId: provider, lotId, ...dated };
      await boardAdmits(boardServicesOf(service.app), { clerk: commissioner, chair }, asked);
    }
    await service.admin.query(
      `INSERT INTO evidence (id, provider_organisation_id, kind, statement, status, passed_by, decided_at, kept_at, valid_to)
       VALUES ($1, $2, 'SAFEGUARDING_CONFIRMATION', 'x', 'CLEAN', 'STATEMENT', now(), now(), $3)`,
      [newId(), provider, addDays(today, -1)],
    );
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await service.close();
  });

  const count = (sql: string): Promise<number> => workers.count(sql);
  const lapses = () => count('FROM admission_lapse');
  const messages = () =>
    count(`FROM outbox WHERE job = 'notifications.deliver' AND payload ->> 'kind' LIKE 'evidence.%'`);

  it('leaves nothing half done, and another does all of it once', async () => {
    await workers.killedAt(
      { table: 'admission_lapse' },
      () => service.app.get(EvidenceDay).look(),
      async () => {
        expect([await lapses(), await messages()]).toEqual([0, 0]);
      },
    );
    const watched = `FROM evidence_watch WHERE watched_on = '${dateOnly(today)}'`;
    await eventually(async () => expect(await count(watched)).toBe(1), 30_000);
    expect([await lapses(), await messages()]).toEqual([3, 2]);
    // Looked at today: nobody asks again before tomorrow.
    await service.app.get(EvidenceDay).look();
    expect(await count(`FROM outbox WHERE job = 'evidence.watch' AND done_at IS NULL`)).toBe(0);
  }, 150_000);
});
