import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { londonDate, newId } from '../../../src/kernel/index.js';
import { OpeningDay } from '../../../src/modules/capacity/jobs/opening-day.js';
import { startApp, type TestApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { endProcesses } from '../../support/processes.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

describe('a worker killed -9 while it looks at the clocks of openings', () => {
  let service: TestApp;
  let workers: ReturnType<typeof workersOf>;

  beforeAll(async () => {
    service = await startApp({ clock: 'real' });
    workers = workersOf(service);
    const provider = WORKPLACES.provider.organisationId;
    const [site, programme] = [newId(), newId()];
    await service.admin.query(
      `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'MAINTAINED_AP', now(), now())`,
      [provider],
    );
    await service.admin.query(`INSERT INTO authority_supply VALUES ($1, $2, '2026-01-01')`, [AUTHORITY_ID, provider]);
    await service.admin.query(
      `INSERT INTO site (id, provider_organisation_id, name, address, postcode, created_at, updated_at)
       VALUES ($1, $2, 'Main site', '1 Example Street', 'M1 1AA', now(), now())`,
      [site, provider],
    );
    await service.admin.query(
      `INSERT INTO programme (id, site_id, provider_organisation_id, name, component_kind, year_from, year_to, am_starts,
         am_ends, pm_starts, pm_ends, created_at, updated_at)
       VALUES ($1, $2, $3, 'Core', 'AP', 10, 11, '09:00', '12:00', '12:30', '14:30', now(), now())`,
      [programme, site, provider],
    );
    for (let n = 0; n < 3; n++) {
      await service.admin.query(
        `INSERT INTO opening (id, provider_organisation_id, site_id, programme_id, places, valid_from, valid_to,
           confirmed_on, status, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 5, current_date - 300, current_date + 300, current_date - 200, 'OPEN', now(), now())`,
        [newId(), provider, site, programme],
      );
    }
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await service.close();
  });

  const count = (sql: string): Promise<number> => workers.count(sql);
  const closed = () => count(`FROM opening WHERE status = 'UNCONFIRMED'`);
  const messages = () =>
    count(`FROM outbox WHERE job = 'notifications.deliver' AND payload ->> 'kind' LIKE 'openings.%'`);

  it('leaves nothing half done, and another closes them and tells of it once', async () => {
    await workers.killedAt(
      { table: 'opening_reminder' },
      () => service.app.get(OpeningDay).look(),
      async () => {
        expect([await closed(), await messages()]).toEqual([0, 0]);
      },
    );
    const watched = `FROM opening_watch WHERE watched_on = '${londonDate(new Date())}'`;
    await eventually(async () => expect(await count(watched)).toBe(1), 30_000);
    expect([await closed(), await messages()]).toEqual([3, 1]);
    // Looked at today: nobody asks again before tomorrow.
    await service.app.get(OpeningDay).look();
    expect(await count(`FROM outbox WHERE job = 'openings.watch' AND done_at IS NULL`)).toBe(0);
  }, 150_000);
});
