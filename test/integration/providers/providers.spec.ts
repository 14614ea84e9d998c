import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, newId, ROLES, valueOf } from '../../../src/kernel/index.js';
import { codeOf } from '../../support/results.js';
import { A_PROGRAMME, anOpening, aSite, inRole, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const NEW = {
  name: "O'Neill & Łukasz Learning",
  urn: null,
  supplyRoute: 'OFF_FRAMEWORK' as const,
  commissionerId: null,
  about: 'Small groups.',
  vatNumber: null,
};
const LIST = { text: null, supplyRoute: null, offset: 0, size: 200 };

describe('providers', () => {
  let world: SupplyWorld;
  let commissioner: Actor;
  beforeAll(async () => {
    world = await supplyWorld();
    commissioner = inRole('COMMISSIONER', world.north);
  });
  afterAll(() => world.close());

  it('are added to the authority that adds them, and keep their names as written', async () => {
    const id = valueOf(await world.manageProvider.add(commissioner, NEW));
    const found = valueOf(await world.findProviders.detail(commissioner, id));
    expect(found).toMatchObject({ name: "O'Neill & Łukasz Learning", supplyRoute: 'OFF_FRAMEWORK', mayEdit: true });
    const list = valueOf(await world.findProviders.list(inRole('HEAD_TEACHER', world.northSchool), LIST));
    expect(list.providers.map((provider) => provider.id)).toContain(id);
    expect(list.total).toBe(list.providers.length);
  });

  it('of the national register are found by URN, and one URN is one provider however often it is added', async () => {
    await world.admin.query(
      `INSERT INTO organisation (id, kind, name, urn, created_at, updated_at) VALUES ($1, 'SCHOOL', 'Example PRU', '136743', now(), now())`,
      [newId()],
    );
    const first = valueOf(await world.manageProvider.add(commissioner, { ...NEW, urn: '136743' }));
    const south = inRole('COMMISSIONER', world.south);
    expect(valueOf(await world.manageProvider.add(south, { ...NEW, urn: '136743' }))).toBe(first);
    expect(valueOf(await world.findProviders.detail(south, first)).name).toBe('Example PRU');
    expect(codeOf(await world.manageProvider.add(commissioner, { ...NEW, urn: '999999' }))).toBe(
      'input.invalid: urn urn-unknown',
    );
  });

  it('and their sites and programmes are edited by version: the slower of two is told', async () => {
    const { providerId, siteId, programmeId } = await anOpening(world);
    const manager = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: providerId });
    const site = { name: 'North site', address: '', postcode: 'm1 1aa', grid: null, accessFeatures: [] };
    valueOf(await world.manageSite.edit(manager, { ...site, siteId, version: 1 }));
    expect(codeOf(await world.manageSite.edit(manager, { ...site, siteId, version: 1 }))).toBe('record.changed');
    valueOf(await world.manageProgramme.edit(manager, { ...A_PROGRAMME, yearFrom: 9, programmeId, version: 1 }));
    const details = { ...NEW, name: 'Renamed', providerId };
    valueOf(await world.manageProvider.edit(manager, { ...details, version: 1 }));
    expect(codeOf(await world.manageProvider.edit(manager, { ...details, version: 1 }))).toBe('record.changed');
    const page = valueOf(await world.findProviders.detail(manager, providerId));
    expect(page).toMatchObject({
      name: 'Renamed',
      // A provider does not choose by which route it is bought from.
      supplyRoute: 'MAINTAINED_AP',
      sites: [{ name: 'North site', postcode: 'M1 1AA', programmes: [{ yearFrom: 9 }] }],
    });
  });

  it('have sites with names of their own', async () => {
    const { providerId } = await anOpening(world);
    const again = { providerId, name: 'Main site', address: '', postcode: '', grid: null, accessFeatures: [] };
    expect(codeOf(await world.manageSite.add(commissioner, again))).toBe('site.name-taken');
  });

  it('keep the history of a registration: a change ends the row before it and rewrites no earlier day', async () => {
    const { providerId } = await anOpening(world);
    const siteId = await aSite(world, commissioner, { providerId, places: 10, name: 'Second site' });
    const none = { kind: 'NOT_REGISTERED' as const, urn: null, registeredPlaces: null, singleSex: null };
    const ages = { lowestAge: 14, highestAge: 16 };
    const change = (from: string) =>
      world.manageSite.register(commissioner, { siteId, ...none, ...ages, fromDate: dateOnly(from) });
    expect(codeOf(await change('2025-09-01'))).toBe('input.invalid: fromDate too-early');
    valueOf(await change('2027-01-04'));
    const page = valueOf(await world.findProviders.detail(commissioner, providerId));
    const site = page.sites.find(({ id }) => id === siteId);
    expect(site?.registrations.map(({ kind, fromDate, toDate }) => [kind, fromDate, toDate])).toEqual([
      ['PRU', '2025-09-01', '2027-01-03'],
      ['NOT_REGISTERED', '2027-01-04', null],
    ]);
    await expect(
      world.admin.query(
        `INSERT INTO site_registration (id, site_id, kind, lowest_age, highest_age, from_date, recorded_at)
         VALUES (gen_random_uuid(), $1, 'NOT_REGISTERED', 11, 16, '2026-01-01', now())`,
        [siteId],
      ),
    ).rejects.toThrow(/site_registration_one_a_day/);
  });

  it('are seen by themselves, their commissioner, and the authorities with their schools that buy from them', async () => {
    const pru = await anOpening(world, { name: 'The unit' });
    const partner = valueOf(
      await world.manageProvider.add(commissioner, { ...NEW, name: 'The partner', commissionerId: pru.providerId }),
    );
    const at = (organisationId: string) => ({ ...world.north, organisationId });
    const sees = async (actor: Actor) => (await world.findProviders.detail(actor, partner)).ok;
    expect(await sees(inRole('PROVIDER_MANAGER', at(partner)))).toBe(true);
    expect(await sees(inRole('PROVIDER_MANAGER', at(pru.providerId)))).toBe(true);
    expect(await sees(inRole('PANEL_COORDINATOR', world.north))).toBe(true);
    expect(await sees(inRole('SCHOOL_INCLUSION_LEAD', world.northSchool))).toBe(true);
    const rival = await anOpening(world);
    expect(await sees(inRole('PROVIDER_MANAGER', at(rival.providerId)))).toBe(false);
    expect(await sees(inRole('PANEL_COORDINATOR', world.south))).toBe(false);
    expect(await sees(inRole('SCHOOL_INCLUSION_LEAD', world.southSchool))).toBe(false);
  });

  it('are added, edited and registered by exactly these roles', async () => {
    const { providerId, siteId } = await anOpening(world);
    const own = { ...world.north, organisationId: providerId };
    const site = { name: 'Main site', address: '', postcode: '', grid: null, accessFeatures: [] };
    const registration = {
      siteId,
      kind: 'PRU' as const,
      urn: '136743',
      registeredPlaces: 60,
      singleSex: null,
      lowestAge: 11,
      highestAge: 16,
    };
    const table: Record<string, string[]> = { add: [], edit: [], register: [] };
    let day = 1;
    for (const role of ROLES) {
      const actor = inRole(
        role,
        role.startsWith('PROVIDER') ? own : /SCHOOL|HEAD/.test(role) ? world.northSchool : world.north,
      );
      const { rows } = await world.admin.query<{ version: number }>(`SELECT version FROM site WHERE id = $1`, [siteId]);
      const version = rows[0]?.version ?? 0;
      day += 1;
      const fromDate = dateOnly(`2027-01-${String(day).padStart(2, '0')}`);
      if ((await world.manageProvider.add(actor, { ...NEW, name: `By ${role}` })).ok) table['add']?.push(role);
      if ((await world.manageSite.edit(actor, { ...site, siteId, version })).ok) table['edit']?.push(role);
      if ((await world.manageSite.register(actor, { ...registration, fromDate })).ok) table['register']?.push(role);
    }
    expect(table).toEqual({
      add: ['QUALITY_OFFICER', 'COMMISSIONER'],
      edit: ['PROVIDER_MANAGER', 'QUALITY_OFFICER', 'COMMISSIONER'],
      register: ['QUALITY_OFFICER', 'COMMISSIONER'],
    });
  });

  it('are refused by the database, too, to whom the code above refuses them', async () => {
    const { siteId, providerId } = await anOpening(world);
    const rival = await anOpening(world);
    const attempts = (actor: Actor) =>
      world.work.read(actor, async (tx) => [
        (await tx.query(`UPDATE site SET name = 'Taken over' WHERE id = $1 RETURNING id`, [siteId])).length,
        (await tx.query(`UPDATE programme SET name = 'Taken over' WHERE site_id = $1 RETURNING id`, [siteId])).length,
        (
          await tx.query(`UPDATE site_registration SET to_date = '2026-01-01' WHERE site_id = $1 RETURNING id`, [
            siteId,
          ])
        ).length,
        (await tx.query(`UPDATE opening SET places = 0 WHERE site_id = $1 RETURNING id`, [siteId])).length,
        (
          await tx.query(`UPDATE provider SET about = 'Taken over' WHERE organisation_id = $1 RETURNING about`, [
            providerId,
          ])
        ).length,
      ]);
    const none = [0, 0, 0, 0, 0];
    expect(await attempts(inRole('PROVIDER_MANAGER', { ...world.north, organisationId: rival.providerId }))).toEqual(
      none,
    );
    expect(await attempts(inRole('COMMISSIONER', world.south))).toEqual(none);
    expect(await attempts(inRole('HEAD_TEACHER', world.northSchool))).toEqual(none);
    expect(await attempts(inRole('PROVIDER_MANAGER', { ...world.north, organisationId: providerId }))).toEqual([
      1, 1, 0, 1, 1,
    ]);
  });
});
