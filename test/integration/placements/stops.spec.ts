import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, newId, ok, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { ProviderChanges } from '../../../src/modules/assurance/application/provider-changes.js';
import { ProvisionStopsJob } from '../../../src/modules/placements/jobs/provision-stops.job.js';
import { AdmitProvider, ManageFramework, MANCHESTER_LOTS } from '../../../src/modules/procurement/index.js';
import { boardServicesOf } from '../../support/board-services.js';
import { boardAdmits, chairBeside } from '../../support/governance.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';
import { FRAMEWORK } from '../../support/rounds.js';
import { inRole, known } from '../../support/supply-world.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const SCHOOL = WORKPLACES['school-one'].organisationId;
const AUTHORITY = WORKPLACES.authority.organisationId;

describe('where a pupil is taught', () => {
  let world: PlacementWorld;
  let commissioner: Actor;
  let admissionId = '';
  beforeAll(async () => {
    world = await placementWorld();
    commissioner = await known(world, inRole('COMMISSIONER', WORKPLACES.authority));
  });
  afterAll(() => world.close());

  const placed = async (place: SupplyPoint, plannedEnd = '2027-03-25') => {
    const command = world.command(await world.referral(), place.patternId, { plannedEnd: dateOnly(plannedEnd) });
    return valueOf(await world.approve.run(world.coordinator, command)).placementId;
  };
  /** Runs what was asked for since, as the queue does; every event twice, as after a worker that died. */
  const runStops = async () => {
    const { rows } = await world.admin.query<{ id: string; payload: object }>(
      `UPDATE outbox SET done_at = now() WHERE job = 'provision.stops' AND done_at IS NULL RETURNING id, payload`,
    );
    const actor = serviceActor('offers', null, []);
    for (const { id, payload } of [...rows, ...rows]) {
      const job = {
        id,
        payload: { ...payload },
        initiator: null,
        attempt: 1,
        actor,
        complete: () => Promise.resolve(),
      };
      await world.app.get(ProvisionStopsJob).handle(job as never);
    }
    return rows.length;
  };
  const told = async (placementId: string) =>
    (
      await world.admin.query<{ kind: string; to: string }>(
        `SELECT payload ->> 'kind' AS kind, payload ->> 'organisationId' AS to FROM outbox
          WHERE job = 'notifications.deliver' AND payload ->> 'subjectId' = $1
            AND payload ->> 'kind' ~ 'site-|suspended|lifted|removed|needs-another' ORDER BY created_at, id`,
        [placementId],
      )
    ).rows.map(({ kind, to }) => `${kind} to ${to === SCHOOL ? 'school' : to === AUTHORITY ? 'authority' : to}`);
  const toldProvider = async (providerId: string) =>
    (
      await world.admin.query<{ told: string }>(
        `SELECT concat_ws(': ', payload ->> 'kind', payload ->> 'reference') AS told FROM outbox
          WHERE job = 'notifications.deliver' AND payload ->> 'organisationId' = $1
            AND payload ->> 'kind' LIKE 'admission.%ed' AND payload ->> 'kind' <> 'admission.decided'
          ORDER BY created_at, id`,
        [providerId],
      )
    ).rows.map((one) => one.told);
  const page = async (placementId: string, key: 'inclusion-lead' | 'other-lead' | 'coordinator') =>
    (await (await world.agent(key)).get(`/placements/${placementId}`)).text;

  it('closes: the school and whoever decides are told once, of placements that go on, and when it stays open as well', async () => {
    const changes = world.app.get(ProviderChanges);
    const place = await world.supply();
    const [goesOn, endsBefore] = [await placed(place), await placed(place, '2026-12-18')];
    const manager = await known(world, place.manager);
    const announce = (kind: 'CLOSE_SITE' | 'KEEP_SITE', day: string | null) =>
      changes.announce(manager, {
        proposed: { kind, siteId: place.siteId },
        why: 'The lease.',
        fromDate: day === null ? null : dateOnly(day),
      });
    valueOf(await changes.approve(commissioner, valueOf(await announce('CLOSE_SITE', '2027-01-05')), 'Agreed.'));
    expect(await runStops()).toBe(1);
    expect(await told(goesOn)).toEqual(['placement.site-closes to school', 'placement.needs-another to authority']);
    expect(await told(endsBefore)).toEqual([]);
    expect(await page(goesOn, 'inclusion-lead')).toContain('Main site closes on 5 January 2027');
    expect(await page(goesOn, 'other-lead')).not.toContain('Main site');

    valueOf(await changes.approve(commissioner, valueOf(await announce('KEEP_SITE', null)), 'Agreed.'));
    await runStops();
    expect((await told(goesOn)).slice(2)).toEqual([
      'placement.site-stays to school',
      'placement.site-stays-at to authority',
    ]);
    expect(await page(goesOn, 'inclusion-lead')).toContain('was to close on 5 January 2027, and stays open');
    expect(await told(endsBefore)).toEqual([]);
    // No message says anything of a child: a reference, and where to look.
    const { rows } = await world.admin.query(
      `SELECT FROM outbox WHERE payload ->> 'kind' = 'placement.site-closes' AND payload ->> 'reference' !~ '^PL-[0-9]{6}$'`,
    );
    expect(rows).toEqual([]);
  });

  it('is told of nothing that was withdrawn before anybody was told', async () => {
    const place = await world.supply();
    const placementId = await placed(place);
    const stop = { siteId: place.siteId, onDate: '2027-01-05' };
    await world.work.inTransaction(commissioner, async (tx) => {
      await tx.outbox('provision.stops', { what: 'SITE_CLOSES', ...stop });
      await tx.outbox('provision.stops', { what: 'SITE_STAYS', ...stop });
      return ok();
    });
    expect(await runStops()).toBe(2);
    expect(await told(placementId)).toEqual([]);
  });

  it('belongs to a provider that is suspended, and that leaves the framework', async () => {
    const place = await world.supply({
      route: 'FRAMEWORK',
      admit: async (providerId) => {
        const framework = { ...FRAMEWORK, reference: `F${newId().slice(-6)}`, lots: MANCHESTER_LOTS };
        const { id, lotIds } = valueOf(await world.app.get(ManageFramework).create(commissioner, framework));
        const dates = { fromDate: dateOnly('2026-09-01'), toDate: dateOnly('2028-10-27') };
        const people = { clerk: commissioner, chair: await known(world, chairBeside(commissioner)) };
        const asked = { frameworkId: id, providerId, lotId: lotIds[0] ?? '', ...dates };
        admissionId = await boardAdmits(boardServicesOf(world.app), people, asked);
        return admissionId;
      },
    });
    const placementId = await placed(place);
    const admissions = world.app.get(AdmitProvider);
    const suspension = { admissionId, reason: 'QUALITY' as const, fromDate: dateOnly('2026-11-02'), toDate: null };
    valueOf(await admissions.suspend(commissioner, suspension));
    await runStops();
    expect(await told(placementId)).toEqual(['placement.suspended to school', 'placement.suspended-at to authority']);
    expect(await page(placementId, 'inclusion-lead')).toContain('is suspended from 2 November 2026 on');
    expect(await toldProvider(place.providerId)).toEqual(['admission.suspended: Lot 1, from 2 November 2026']);
    valueOf(await admissions.lift(commissioner, { admissionId, from: dateOnly('2026-11-09') }));
    await runStops();
    expect((await told(placementId)).slice(2)).toEqual([
      'placement.lifted to school',
      'placement.lifted-at to authority',
    ]);
    expect(await page(placementId, 'inclusion-lead')).toContain('is not suspended any more from 9 November 2026 on');
    expect(await toldProvider(place.providerId)).toEqual([
      'admission.suspended: Lot 1, from 2 November 2026',
      'admission.lifted: Lot 1, from 9 November 2026',
    ]);
    // Lifted before anybody was told: the school hears of neither.
    valueOf(await admissions.suspend(commissioner, { ...suspension, fromDate: dateOnly('2026-11-16') }));
    valueOf(await admissions.lift(commissioner, { admissionId, from: dateOnly('2026-11-16') }));
    await runStops();
    expect(await told(placementId)).toHaveLength(4);
    await world.admin.query(
      `INSERT INTO admission_removal (id, authority_id, admission_id, provider_organisation_id, ground, reasons, last_day,
         reply_by, status, decision, noticed_at, noticed_by, decided_at, decided_by)
       VALUES ($1, $2, $3, $4, 'QUALITY', 'Weak.', '2026-12-31', '2026-11-01', 'REMOVED', 'Weak.', now(), $1, now(), $2)`,
      [newId(), AUTHORITY_ID, admissionId, place.providerId],
    );
    const ended = await world.work.inTransaction(commissioner, (tx) =>
      admissions.endIn(tx, { admissionId, lastDay: dateOnly('2026-12-31') }),
    );
    valueOf(ended);
    await runStops();
    expect((await told(placementId)).slice(4)).toEqual([
      'placement.removed to school',
      'placement.needs-another to authority',
    ]);
    expect(await page(placementId, 'coordinator')).toContain('leaves the framework on 1 January 2027');
  });

  it('is noted by the authority’s own service alone, and never rewritten', async () => {
    const write = (actor: Actor, sql: string) =>
      world.work.inTransaction(actor, async (tx) => {
        await tx.query(sql);
        return ok();
      });
    const copy = `INSERT INTO placement_notice SELECT id, gen_random_uuid(), authority_id, 'SUSPENDED', '2027-01-04', now()
      FROM placement_component LIMIT 1`;
    await expect(write(world.lead, copy)).rejects.toThrow(/row-level security/);
    for (const sql of ['UPDATE placement_notice SET told_at = now()', 'DELETE FROM placement_notice']) {
      await expect(write(world.coordinator, sql)).rejects.toThrow(/permission denied/);
    }
  });
});
