import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  dateOnly,
  FULL_WEEK,
  newId,
  ROLES,
  serviceActor,
  sessionSet,
  valueOf,
} from '../../../src/kernel/index.js';
import { AskForMatching } from '../../../src/modules/capacity/jobs/ask-for-matching.job.js';
import { weeksOf } from '../../../src/modules/capacity/index.js';
import { MANCHESTER_LOTS, NOTHING_ASKED } from '../../../src/modules/procurement/index.js';
import { codeOf } from '../../support/results.js';
import {
  anAdmittedProvider,
  anOpening,
  aPrice,
  FROM,
  inRole,
  type SupplyWorld,
  supplyWorld,
  UNTIL,
} from '../../support/supply-world.js';

const AUTUMN = weeksOf(dateOnly('2026-11-02'), dateOnly('2026-11-27'));

describe('openings', () => {
  let world: SupplyWorld;
  let coordinator: Actor;
  beforeAll(async () => {
    world = await supplyWorld();
    coordinator = inRole('PANEL_COORDINATOR', world.north);
  });
  afterAll(() => world.close());

  const holdOne = (patternId: string | undefined) =>
    world.work.inTransaction(coordinator, (tx) =>
      world.capacity.hold(tx, {
        authorityId: world.north.authorityId,
        subjectId: newId(),
        expiresAt: null,
        lines: [{ patternId: patternId ?? '', ...AUTUMN }],
      }),
    );
  const versionOf = async (openingId: string) =>
    (await world.admin.query<{ version: number }>(`SELECT version FROM opening WHERE id = $1`, [openingId])).rows[0]
      ?.version ?? 0;
  const asked = async (job: string) =>
    (await world.admin.query(`SELECT payload FROM outbox WHERE job = $1`, [job])).rows.length;

  it('may be made smaller down to what is held, and the weeks that stand against less are named', async () => {
    const { openingId, patternIds } = await anOpening(world, { places: 4 });
    valueOf(await holdOne(patternIds[0]));
    valueOf(await holdOne(patternIds[0]));
    const before = await asked('capacity.changed');
    valueOf(await world.changeOpening.places(coordinator, { openingId, version: 1, places: 2 }));
    expect(await asked('capacity.changed')).toBe(before + 1);
    const refused = await world.changeOpening.places(coordinator, { openingId, version: 2, places: 1 });
    expect(refused).toMatchObject({
      problem: {
        code: 'opening.below-used',
        facts: { most: 2, weeks: ['2 November 2026', '9 November 2026', '16 November 2026', '23 November 2026'] },
      },
    });
    const stale = await world.changeOpening.places(coordinator, { openingId, version: 1, places: 3 });
    expect(stale).toMatchObject({ problem: { code: 'record.changed' } });
    expect(await versionOf(openingId)).toBe(2);
  });

  it('are confirmed as still true in one step, and no others are', async () => {
    const mine = await anOpening(world);
    const other = await anOpening(world);
    world.setNow(new Date('2026-11-09T09:00:00Z'));
    const manager = inRole('PROVIDER_STAFF', { ...world.north, organisationId: mine.providerId });
    const confirmed = await world.confirmOpenings.run(manager, { providerId: mine.providerId, openingIds: null });
    world.setNow(new Date('2026-11-02T09:00:00Z'));
    expect(confirmed).toEqual({ ok: true, value: 1 });
    const { rows } = await world.admin.query<{ id: string; on: string }>(
      `SELECT id, confirmed_on::text AS on FROM opening WHERE id IN ($1, $2)`,
      [mine.openingId, other.openingId],
    );
    expect(Object.fromEntries(rows.map((row) => [row.id, row.on]))).toEqual({
      [mine.openingId]: '2026-11-09',
      [other.openingId]: '2026-11-02',
    });
  });

  it('of a framework provider stand on an admission, and on an approved price of their own', async () => {
    const admitted = await anAdmittedProvider(world, world.north);
    const other = await anAdmittedProvider(world, world.north);
    const tariffLineId = await aPrice(world, world.north, admitted.providerId);
    const othersPrice = await aPrice(world, world.north, other.providerId);
    const details = {
      programmeId: admitted.programmeId,
      places: 3,
      validFrom: FROM,
      validTo: UNTIL,
      patterns: [{ label: 'Full week', sessions: FULL_WEEK, tariffLineId }],
    };
    const open = (admissionId: string | null, patterns = details.patterns) =>
      world.openPlaces.run(coordinator, { ...details, admissionId, patterns });
    const field = (rule: string) => ({ problem: { fields: [{ rule }] } });
    expect(await open(null)).toMatchObject(field('required'));
    expect(await open(other.admissionId)).toMatchObject(field('choice'));
    const withOthersPrice = [{ label: '', sessions: FULL_WEEK, tariffLineId: othersPrice }];
    expect(await open(admitted.admissionId, withOthersPrice)).toMatchObject(field('tariff-unknown'));
    expect(await open(admitted.admissionId, [])).toMatchObject(field('required'));
    valueOf(await open(admitted.admissionId));
  });

  it('give the hours that the lot asks for, in every week that is sold', async () => {
    const requirements = { ...NOTHING_ASKED, leastHours: 12, mostHours: 20 };
    const lots = MANCHESTER_LOTS.map((lot) => ({ ...lot, requirements }));
    const { programmeId, admissionId, providerId } = await anAdmittedProvider(world, world.north, { lots });
    const tariffLineId = await aPrice(world, world.north, providerId);
    const open = async (days: readonly string[]) => {
      const sessions = sessionSet(days.flatMap((day) => [`${day}-am`, `${day}-pm`]));
      const patterns = [{ label: '', sessions, tariffLineId }];
      const dates = { validFrom: FROM, validTo: UNTIL };
      return codeOf(
        await world.openPlaces.run(coordinator, { programmeId, admissionId, places: 3, ...dates, patterns }),
      );
    };
    // Five hours a day.
    expect(await open(['mon', 'tue'])).toBe('input.invalid: patterns lot-hours');
    expect(await open(['mon', 'tue', 'wed', 'thu', 'fri'])).toBe('input.invalid: patterns lot-most-hours');
    expect(await open(['mon', 'tue', 'wed'])).toBe('done');
  });

  it('are what matching is offered: registration, admission and price as of the day, in one query', async () => {
    const admitted = await anAdmittedProvider(world, world.north);
    const tariffLineId = await aPrice(world, world.north, admitted.providerId);
    const twoDays = sessionSet(['mon-am', 'mon-pm', 'tue-am', 'tue-pm']);
    const openingId = valueOf(
      await world.openPlaces.run(coordinator, {
        programmeId: admitted.programmeId,
        admissionId: admitted.admissionId,
        places: 3,
        validFrom: FROM,
        validTo: UNTIL,
        patterns: [{ label: '', sessions: twoDays, tariffLineId }],
      }),
    );
    const candidates = (on: string, actor = coordinator, authorityId = world.north.authorityId) =>
      world.work.read(actor, (tx) => world.supply.candidates(tx, { authorityId, on: dateOnly(on) }));
    const found = (await candidates('2026-11-02')).find(({ opening }) => opening.id === openingId);
    expect(found).toMatchObject({
      provider: { id: admitted.providerId, supplyRoute: 'FRAMEWORK', commissionerId: null },
      site: {
        postcode: 'M1 1AA',
        grid: { easting: 384_000, northing: 398_000 },
        accessFeatures: ['STEP_FREE'],
        registration: { kind: 'PRU', registeredPlaces: 20, singleSex: null, lowestAge: 11, highestAge: 16 },
      },
      programme: { yearFrom: 10, yearTo: 11, needs: ['SEMH'], minutesAm: 180, minutesPm: 120 },
      opening: { places: 3, validFrom: FROM, validTo: UNTIL, confirmedOn: '2026-11-02' },
      admission: { id: admitted.admissionId, lotId: admitted.lotId, suspended: false },
      patterns: [
        {
          label: 'Monday and Tuesday, all day',
          sessions: twoDays,
          weeklyMinutes: 600,
          tariff: { id: tariffLineId, basis: 'WEEK', netPence: 50_000, fromDate: FROM, toDate: null },
          weeklyPence: 20_000,
        },
      ],
    });
    await world.admin.query(
      `UPDATE authority_supply SET from_date = '2026-01-01' WHERE provider_organisation_id = $1`,
      [admitted.providerId],
    );
    // Before its admission and its price there was neither; after its last day there is no opening.
    const before = (await candidates('2026-05-31')).find(({ opening }) => opening.id === openingId);
    expect(before).toMatchObject({ admission: null, patterns: [{ tariff: null, weeklyPence: null }] });
    expect((await candidates('2027-07-24')).filter(({ opening }) => opening.id === openingId)).toEqual([]);
    const commissioner = inRole('COMMISSIONER', world.north);
    const suspension = { admissionId: admitted.admissionId, reason: 'QUALITY' as const };
    valueOf(
      await world.admitProvider.suspend(commissioner, {
        ...suspension,
        fromDate: dateOnly('2026-12-01'),
        toDate: null,
      }),
    );
    const suspended = (await candidates('2026-12-01')).find(({ opening }) => opening.id === openingId);
    expect(suspended?.admission?.suspended).toBe(true);
    const south = inRole('PANEL_COORDINATOR', world.south);
    expect(await candidates('2026-11-02', south, world.south.authorityId)).toEqual([]);
  });

  it('ask every authority that buys from the provider to match again, each as itself', async () => {
    const { providerId } = await anOpening(world);
    await world.admin.query(
      `INSERT INTO authority_supply (authority_id, provider_organisation_id, from_date) VALUES ($1, $2, '2026-09-01')`,
      [world.south.authorityId, providerId],
    );
    await world.admin.query(`DELETE FROM outbox`);
    const job = new AskForMatching(world.work, world.supply);
    const run = { id: newId(), payload: { providerId }, actor: serviceActor('capacity', null, []), attempt: 1 };
    const initiator = { kind: 'person', userId: null, membershipId: null };
    const complete = () => Promise.resolve();
    await job.handle({ ...run, initiator, complete });
    // Killed after the first of them and run again: requests that still wait merge.
    await job.handle({ ...run, initiator, complete });
    const { rows } = await world.admin.query<{ authority_id: string; debounce_key: string }>(
      `SELECT authority_id, debounce_key FROM outbox WHERE job = 'matching.request' ORDER BY authority_id`,
    );
    const both = [world.north.authorityId, world.south.authorityId].toSorted();
    expect(rows).toEqual(both.map((id) => ({ authority_id: id, debounce_key: `matching:${id}` })));
  });

  it('tell what is left by week and half day, site cap included', async () => {
    const monday = sessionSet(['mon-am']);
    const { openingId, siteId, patternIds } = await anOpening(world, {
      places: 3,
      registeredPlaces: 2,
      patterns: [monday],
    });
    valueOf(await holdOne(patternIds[0]));
    const wanted = { openingIds: [openingId], siteIds: [siteId], programmeIds: [], providerIds: [], ...AUTUMN };
    const weekly = await world.work.read(coordinator, (tx) => world.capacity.weekly(tx, wanted));
    expect(weekly).toHaveLength(8);
    expect(weekly[0]).toEqual({
      kind: 'OPENING',
      id: openingId,
      week: '2026-11-02',
      left: [2, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    });
    expect(weekly[4]?.left).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('follow the registration of their site, week by week, and it may not fall below who is placed', async () => {
    const { siteId, patternIds } = await anOpening(world, { places: 5, registeredPlaces: 5 });
    const commissioner = inRole('COMMISSIONER', world.north);
    valueOf(await holdOne(patternIds[0]));
    valueOf(await holdOne(patternIds[0]));
    const registration = {
      siteId,
      kind: 'PRU' as const,
      urn: '136743',
      singleSex: null,
      lowestAge: 11,
      highestAge: 16,
      fromDate: dateOnly('2026-11-16'),
    };
    const lower = await world.manageSite.register(commissioner, { ...registration, registeredPlaces: 1 });
    expect(lower).toMatchObject({
      problem: { code: 'registration.below-used', facts: { weeks: ['16 November 2026', '23 November 2026'] } },
    });
    valueOf(await world.manageSite.register(commissioner, { ...registration, registeredPlaces: 3 }));
    const [room] = await world.work.read(coordinator, (tx) => world.capacity.headroom(tx, { patternIds, ...AUTUMN }));
    expect(room?.weeks.map(({ headroom }) => headroom)).toEqual([3, 3, 1, 1]);
  });

  it('are changed by their provider and the authority, and by nobody else', async () => {
    const { openingId, providerId } = await anOpening(world);
    const other = await anOpening(world);
    const places = { NORTH: world.north, SCHOOL: world.northSchool, SOUTH: world.south };
    const own = { ...world.north, organisationId: providerId };
    const rival = { ...world.north, organisationId: other.providerId };
    const answers: Record<string, string> = {};
    const change = async (who: string, actor: Actor) => {
      const version = await versionOf(openingId);
      const result = await world.changeOpening.places(actor, { openingId, version, places: 8 });
      answers[who] = result.ok ? 'done' : result.problem.code;
    };
    for (const role of ROLES) {
      const at = role.startsWith('PROVIDER') ? own : /SCHOOL|HEAD/.test(role) ? places.SCHOOL : places.NORTH;
      await change(role, inRole(role, at));
    }
    await change('manager of another provider', inRole('PROVIDER_MANAGER', rival));
    await change('coordinator of another authority', inRole('PANEL_COORDINATOR', places.SOUTH));
    const done = Object.keys(answers).filter((who) => answers[who] === 'done');
    expect(done).toEqual(['PROVIDER_MANAGER', 'PANEL_COORDINATOR', 'COMMISSIONER']);
    expect(answers['manager of another provider']).toBe('opening.not-found');
    expect(answers['coordinator of another authority']).toBe('opening.not-found');
    expect(answers['SCHOOL_INCLUSION_LEAD']).toBe('action.forbidden');
    expect(answers['PROVIDER_STAFF']).toBe('action.forbidden');
  });

  it('show nothing of a hold to schools, competitors and other authorities', async () => {
    const { patternIds, providerId } = await anOpening(world);
    const rival = await anOpening(world);
    const holdId = valueOf(await holdOne(patternIds[0]));
    const sees = (actor: Actor) =>
      world.work.read(
        actor,
        async (tx) => (await tx.query(`SELECT FROM capacity_hold WHERE id = $1`, [holdId])).length,
      );
    expect(await sees(coordinator)).toBe(1);
    expect(await sees(inRole('PROVIDER_MANAGER', { ...world.north, organisationId: providerId }))).toBe(1);
    expect(await sees(inRole('PROVIDER_MANAGER', { ...world.north, organisationId: rival.providerId }))).toBe(0);
    expect(await sees(inRole('HEAD_TEACHER', world.northSchool))).toBe(0);
    expect(await sees(inRole('PANEL_COORDINATOR', world.south))).toBe(0);
    const release = await world.work.inTransaction(inRole('PANEL_COORDINATOR', world.south), (tx) =>
      world.capacity.release(tx, holdId, dateOnly('2026-11-02')),
    );
    expect(release).toMatchObject({ problem: { code: 'hold.not-found' } });
  });
});
