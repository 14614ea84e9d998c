import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, londonDate, newId, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { AssuranceDay } from '../../../src/modules/assurance/jobs/assurance-day.js';
import { LoadRegister } from '../../../src/modules/organisations/index.js';
import { ManageFramework } from '../../../src/modules/procurement/index.js';
import { boardServicesOf } from '../../support/board-services.js';
import { boardAdmits, chairBeside } from '../../support/governance.js';
import { startApp, type TestApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';
import { workersOf } from '../../support/killed-worker.js';
import { endProcesses } from '../../support/processes.js';
import { FRAMEWORK } from '../../support/rounds.js';
import { inRole } from '../../support/supply-world.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

describe('a worker killed -9 while it looks after providers', () => {
  let service: TestApp;
  let workers: ReturnType<typeof workersOf>;
  const today = londonDate(new Date());
  const provider = WORKPLACES.provider.organisationId;

  beforeAll(async () => {
    service = await startApp({ clock: 'real' });
    workers = workersOf(service);
    const visit = newId();
    await service.admin.query(
      `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
      [provider],
    );
    await service.admin.query(`INSERT INTO authority_supply VALUES ($1, $2, '2026-01-01')`, [AUTHORITY_ID, provider]);
    await service.admin.query(
      `INSERT INTO quality_visit (id, authority_id, provider_organisation_id, announced, visit_on, purpose, status,
         carried_out_on, met, judgement, summary, sent_at, reply_by, planned_at)
       VALUES ($1, $2, $3, true, $4, 'All.', 'DRAFT_REPORT', $4, 'All.', 'MEETS', 'Calm.', now(), $4, now())`,
      [visit, AUTHORITY_ID, provider, addDays(today, -40)],
    );
    await service.admin.query(
      `INSERT INTO visit_action (id, visit_id, authority_id, provider_organisation_id, area, what, owner, owner_name, due_on,
         agreed_at)
       SELECT gen_random_uuid(), $1, $2, $3, 'EDUCATION', 'Plan reading.', 'PROVIDER', 'The head', $4, now()
         FROM generate_series(1, 3)`,
      [visit, AUTHORITY_ID, provider, addDays(today, -2)],
    );
  }, 120_000);
  afterAll(async () => {
    await endProcesses();
    await service.close();
  });

  const count = (sql: string): Promise<number> => workers.count(sql);
  it('escalates what is late once, whoever finishes', async () => {
    const escalated = () => count('FROM visit_action WHERE escalated_on IS NOT NULL');
    const messages = () => count(`FROM outbox WHERE payload ->> 'kind' LIKE 'visit-action.late%'`);
    const day = service.app.get(AssuranceDay);
    const worker = await workers.killedAt(
      { table: 'visit_action' },
      () => day.look(),
      async () => {
        expect([await escalated(), await messages()]).toEqual([0, 0]);
      },
    );
    const watched = `FROM assurance_watch WHERE watched_on = '${today}' AND authority_id = '${AUTHORITY_ID}'`;
    await eventually(async () => expect(await count(watched)).toBe(1), 30_000);
    expect([await escalated(), await messages()]).toEqual([3, 6]);
    // Looked at today: nobody asks again before tomorrow.
    await eventually(
      async () => expect(await count(`FROM outbox WHERE job = 'assurance.watch' AND done_at IS NULL`)).toBe(0),
      30_000,
    );
    await day.look();
    expect(await count(`FROM outbox WHERE job = 'assurance.watch' AND done_at IS NULL`)).toBe(0);
    await worker.stop('SIGKILL');
  }, 150_000);

  it('raises what the register says once for each import, whoever finishes', async () => {
    const commissioner = {
      ...inRole('COMMISSIONER', WORKPLACES.authority),
      userId: (await service.agent('commissioner')).userId,
    };
    const chair = chairBeside(commissioner, (await service.agent('board-chair')).userId);
    const dates = { startsOn: addDays(today, -100), endsOn: addDays(today, 300) };
    const framework = valueOf(
      await service.app.get(ManageFramework).create(commissioner, { ...FRAMEWORK, ...dates, reference: 'T1' }),
    );
    const asked = { frameworkId: framework.id, providerId: provider, lotId: framework.lotIds[0] ?? '' };
    const dated = { fromDate: addDays(today, -50), toDate: addDays(today, 100) };
    await boardAdmits(boardServicesOf(service.app), { clerk: commissioner, chair }, { ...asked, ...dated });
    await service.admin.query(
      `WITH s AS (INSERT INTO site (id, provider_organisation_id, name, created_at, updated_at)
         VALUES (gen_random_uuid(), $1, 'Yard', now(), now()) RETURNING id)
       INSERT INTO site_registration (id, site_id, kind, urn, registered_places, lowest_age, highest_age, from_date, recorded_at)
       SELECT gen_random_uuid(), id, 'REGISTERED_SCHOOL', '136743', 20, 11, 16, '2026-01-01', now() FROM s`,
      [provider],
    );
    const load = async (capacity: number) => {
      const file = `URN,LA (code),EstablishmentName,EstablishmentStatus (name),SchoolCapacity\r\n136743,352,Made-up School,Open,${capacity}\r\n`;
      const registrar = serviceActor('demonstration', null, ['register.import']);
      valueOf(
        await service.app.get(LoadRegister).run(registrar, 'extract.csv', async function* () {
          yield await Promise.resolve(Buffer.from(file, 'utf8'));
        }),
      );
    };
    await load(20);
    await workers.killedAt(
      { table: 'register_task' },
      () => load(12),
      async () => {
        expect(await count('FROM register_task')).toBe(0);
      },
    );
    const open = `FROM outbox WHERE job IN ('register.applied', 'assurance.recheck-register') AND done_at IS NULL`;
    await eventually(
      async () => expect([await count('FROM register_task'), await count(open)]).toEqual([1, 0]),
      60_000,
    );
    expect(await count(`FROM outbox WHERE payload ->> 'kind' = 'register.says-otherwise'`)).toBe(1);
  }, 240_000);
});
