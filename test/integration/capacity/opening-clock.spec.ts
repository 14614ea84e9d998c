import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, FULL_WEEK, newId, ROLES, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { defaultPolicy } from '../../../src/modules/policies/index.js';
import type { OpeningAnswer } from '../../../src/modules/capacity/application/confirm-openings.js';
import { weeksOf } from '../../../src/modules/capacity/index.js';
import { codeOf } from '../../support/results.js';
import { anOpening, FROM, inRole, type SupplyWorld, supplyWorld, UNTIL } from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const at = (day: string) => new Date(`${day}T09:00:00Z`);
const AUTUMN = weeksOf(dateOnly('2027-01-11'), dateOnly('2027-01-29'));

/** Confirmed on Monday 2 November; by the policy: reminded from 25 November, fresh until 2 December, used until 17 December. */
describe('the clock of what a provider has open', () => {
  let world: SupplyWorld;
  let coordinator: Actor;
  let manager: Actor;
  let staff: Actor;
  let own: Awaited<ReturnType<typeof anOpening>>;
  const service = serviceActor('openings', null, ['opening.tend']);

  beforeAll(async () => {
    world = await supplyWorld();
    coordinator = inRole('PANEL_COORDINATOR', world.north);
    const patient = { ...defaultPolicy, clocks: { ...defaultPolicy.clocks, openingClosedDays: 90 } };
    const seeds = [
      [world.north, defaultPolicy],
      [world.south, patient],
    ] as const;
    for (const [{ authorityId }, document] of seeds) {
      const seeder = serviceActor('seed', authorityId, ['policy.approve']);
      const from = dateOnly('2026-09-01');
      valueOf(await world.work.inTransaction(seeder, (tx) => world.policies.seed(tx, authorityId, from, document)));
    }
  });
  beforeEach(async () => {
    world.setNow(MONDAY);
    own = await anOpening(world);
    manager = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: own.providerId });
    staff = inRole('PROVIDER_STAFF', { ...world.north, organisationId: own.providerId });
  });
  afterAll(() => world.close());

  const look = async (day: string) => {
    world.setNow(at(day));
    valueOf(await world.watchOpenings.run(service));
  };
  const told = async () => {
    const { rows } = await world.admin.query<{ kind: string }>(
      `SELECT payload ->> 'kind' AS kind FROM outbox WHERE job = 'notifications.deliver'
          AND payload ->> 'organisationId' = $1 ORDER BY id`,
      [own.providerId],
    );
    return rows.map(({ kind }) => kind);
  };
  const statusOf = async (openingId = own.openingId) =>
    (
      await world.admin.query<{ status: string; version: number; confirmed_on: string }>(
        `SELECT status, version, confirmed_on::text FROM opening WHERE id = $1`,
        [openingId],
      )
    ).rows[0];
  const hold = (patternId = own.patternIds[0] ?? '') =>
    world.work.inTransaction(coordinator, (tx) =>
      world.capacity.hold(tx, {
        authorityId: world.north.authorityId,
        subjectId: newId(),
        expiresAt: null,
        lines: [{ patternId, ...AUTUMN }],
      }),
    );
  const isOffered = async (on: string) => {
    const wanted = { authorityId: world.north.authorityId, on: dateOnly(on) };
    const found = await world.work.read(coordinator, (tx) => world.supply.candidates(tx, wanted));
    return found.some(({ opening }) => opening.id === own.openingId);
  };
  const say = async (over: Partial<OpeningAnswer> = {}, actor = manager) =>
    world.confirmOpenings.answer(actor, own.providerId, [
      { openingId: own.openingId, version: (await statusOf())?.version ?? 0, answer: 'TRUE', places: 8, ...over },
    ]);

  it('reminds before the day and after it, each step once, and then closes it to new pupils', async () => {
    await look('2026-11-24');
    expect(await told()).toEqual([]);
    await look('2026-11-25');
    await look('2026-11-25');
    await look('2026-12-02');
    expect(await told()).toEqual(['openings.confirm-soon']);
    await look('2026-12-03');
    await look('2026-12-17');
    expect(await told()).toEqual(['openings.confirm-soon', 'openings.not-confirmed']);
    await look('2026-12-18');
    await look('2027-01-01');
    expect(await told()).toHaveLength(3);
    expect(await statusOf()).toMatchObject({ status: 'OPEN' });
    await look('2027-01-02');
    await look('2027-01-03');
    expect((await told()).at(-1)).toBe('openings.closed');
    expect(await told()).toHaveLength(4);
    expect(await statusOf()).toMatchObject({ status: 'UNCONFIRMED' });
    expect(await isOffered('2027-01-03')).toBe(false);
    expect(codeOf(await hold())).toBe('capacity.not-offered');
  });

  it('starts anew the moment somebody confirms, and matching is asked at once', async () => {
    await look('2027-01-02');
    expect((await statusOf())?.status).toBe('UNCONFIRMED');
    await world.admin.query(`DELETE FROM outbox`);
    expect(await world.confirmOpenings.run(staff, { providerId: own.providerId, openingIds: null })).toEqual({
      ok: true,
      value: 1,
    });
    expect(await statusOf()).toMatchObject({ status: 'OPEN', confirmed_on: '2027-01-02' });
    expect(await isOffered('2027-01-02')).toBe(true);
    const asked = await world.admin.query(`SELECT FROM outbox WHERE job = 'capacity.changed'`);
    expect(asked.rowCount).toBe(1);
    valueOf(await hold());
    await look('2027-01-24');
    expect(await told()).toEqual([]);
    await look('2027-01-25');
    expect(await told()).toEqual(['openings.confirm-soon']);
  });

  it('waits to close for the most patient of the authorities that buy from the provider', async () => {
    await world.admin.query(`INSERT INTO authority_supply VALUES ($1, $2, '2026-09-01')`, [
      world.south.authorityId,
      own.providerId,
    ]);
    await look('2027-01-31');
    expect((await statusOf())?.status).toBe('OPEN');
    await look('2027-02-01');
    expect((await statusOf())?.status).toBe('UNCONFIRMED');
  });

  it('is set anew for what was listed only, with exceptions changed on the way', async () => {
    const answered = await world.confirmOpenings.answer(manager, own.providerId, [
      { openingId: own.openingId, version: 1, answer: 'TRUE', places: 5 },
    ]);
    expect(answered).toEqual({ ok: true, value: 1 });
    const { rows } = await world.admin.query(`SELECT places FROM opening WHERE id = $1`, [own.openingId]);
    expect(rows).toEqual([{ places: 5 }]);
    expect(await say({ answer: 'LATER', places: 5 })).toEqual({ ok: true, value: 0 });
    expect(await say({ version: 1, places: 5 })).toMatchObject({
      problem: { fields: [{ field: own.openingId, rule: 'record-changed' }] },
    });
    valueOf(await hold());
    expect(await say({ places: 0 })).toMatchObject({
      problem: { fields: [{ rule: 'below-used', facts: { most: 1 } }] },
    });
    expect(codeOf(await say({ places: 4 }, staff))).toBe('action.forbidden');
    expect(await say({ places: 5 }, staff)).toEqual({ ok: true, value: 1 });
    expect(await say({ answer: 'CLOSED', places: 5 })).toEqual({ ok: true, value: 0 });
    expect((await statusOf())?.status).toBe('WITHDRAWN');
    const other = await anOpening(world);
    expect(
      codeOf(
        await world.confirmOpenings.answer(manager, own.providerId, [
          { openingId: other.openingId, version: 1, answer: 'TRUE', places: 8 },
        ]),
      ),
    ).toBe('opening.not-found');
  });

  it('is set by those who run the provider or buy from it, and by nobody else', async () => {
    const rival = await anOpening(world);
    const answers: Record<string, string> = {};
    for (const role of ROLES) {
      const home = /SCHOOL|HEAD/.test(role) ? world.northSchool : world.north;
      const place = role.startsWith('PROVIDER') ? { ...world.north, organisationId: own.providerId } : home;
      answers[role] = codeOf(await say({}, inRole(role, place)));
    }
    const done = Object.keys(answers).filter((role) => answers[role] === 'done');
    expect(done).toEqual(['PROVIDER_MANAGER', 'PROVIDER_STAFF', 'PANEL_COORDINATOR', 'COMMISSIONER']);
    expect(answers['SCHOOL_INCLUSION_LEAD']).toBe('action.forbidden');
    const competitor = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: rival.providerId });
    expect(codeOf(await say({}, competitor))).toBe('provider.not-found');
    expect(codeOf(await say({}, inRole('PANEL_COORDINATOR', world.south)))).toBe('provider.not-found');
  });

  it('lets one confirmation and one closing at once end as if one came after the other', async () => {
    for (let n = 0; n < 5; n++) {
      world.setNow(at('2027-01-02'));
      await world.admin.query(`UPDATE opening SET status = 'OPEN', confirmed_on = '2026-11-02' WHERE id = $1`, [
        own.openingId,
      ]);
      const [, confirmed] = await Promise.all([
        world.watchOpenings.run(service),
        world.confirmOpenings.run(manager, { providerId: own.providerId, openingIds: null }),
        world.watchOpenings.run(service),
      ]);
      expect(confirmed.ok).toBe(true);
      // Confirmed before or after: never closed with today's date, never open with the old one.
      expect(await statusOf()).toMatchObject({ status: 'OPEN', confirmed_on: '2027-01-02' });
    }
  });

  it('lets a place be held or its opening closed, and a held place stays', async () => {
    world.setNow(at('2027-01-02'));
    const [held] = await Promise.all([hold(), world.watchOpenings.run(service)]);
    expect(['done', 'capacity.not-offered']).toContain(codeOf(held));
    const { rows } = await world.admin.query<{ held: number }>(
      `SELECT coalesce(max(held), 0)::int AS held FROM capacity_counter WHERE resource_id = $1`,
      [own.openingId],
    );
    expect(rows).toEqual([{ held: held.ok ? 1 : 0 }]);
    expect((await statusOf())?.status).toBe('UNCONFIRMED');
  });

  it('is a task for the provider by its day, and for the authority once it is past', async () => {
    const titles = async (actor: Actor) =>
      (await world.openingTasks.tasksFor(actor)).map(({ title, dueOn }) => `${title} by ${dueOn}`);
    world.setNow(at('2026-11-24'));
    expect(await titles(staff)).toEqual([]);
    world.setNow(at('2026-11-25'));
    expect(await titles(staff)).toEqual(['Confirm 1 opening by 2026-12-02']);
    world.setNow(at('2026-12-02'));
    await world.admin.query(`UPDATE opening SET status = 'WITHDRAWN' WHERE id <> $1`, [own.openingId]);
    expect((await titles(coordinator)).filter((one) => one.includes('not confirmed'))).toEqual([]);
    world.setNow(at('2026-12-03'));
    expect(await titles(coordinator)).toEqual(['1 opening of 1 provider not confirmed in time by 2026-12-03']);
    expect(await titles(inRole('HEAD_TEACHER', world.northSchool))).toEqual([]);
    await look('2027-01-02');
    expect(await titles(staff)).toEqual(['Confirm 1 opening that has closed to new pupils by 2027-01-02']);
  });

  describe('that is only likely', () => {
    const aLikely = async () =>
      valueOf(
        await world.openPlaces.run(manager, {
          programmeId: own.programmeId,
          admissionId: null,
          places: 3,
          validFrom: FROM,
          validTo: UNTIL,
          firmBy: dateOnly('2026-12-10'),
          patterns: [{ label: '', sessions: FULL_WEEK, tariffLineId: own.tariffLineId }],
        }),
      );
    const patternOf = async (openingId: string) =>
      (await world.admin.query<{ id: string }>(`SELECT id FROM opening_pattern WHERE opening_id = $1`, [openingId]))
        .rows[0]?.id ?? '';

    it('is shown, and nobody is placed in it before its provider makes it certain', async () => {
      const openingId = await aLikely();
      const listed = valueOf(
        await world.listOpenings.run(coordinator, { providerId: own.providerId, offset: 0, size: 9, show: 'likely' }),
      );
      expect(listed.openings).toMatchObject([{ id: openingId, status: 'LIKELY', firmBy: '2026-12-10' }]);
      expect(codeOf(await hold(await patternOf(openingId)))).toBe('capacity.not-offered');
      // A confirmation of everything is about what is open.
      expect(await world.confirmOpenings.run(staff, { providerId: own.providerId, openingIds: null })).toMatchObject({
        value: 1,
      });
      expect((await statusOf(openingId))?.status).toBe('LIKELY');
      valueOf(await world.changeOpening.setStatus(manager, { openingId, version: 1, status: 'OPEN' }));
      valueOf(await hold(await patternOf(openingId)));
    });

    it('is reminded of once, lapses the day after, and can still be opened then', async () => {
      const openingId = await aLikely();
      valueOf(
        await world.changeOpening.setStatus(manager, { openingId: own.openingId, version: 1, status: 'WITHDRAWN' }),
      );
      await look('2026-12-02');
      expect(await told()).toEqual([]);
      await look('2026-12-03');
      await look('2026-12-10');
      expect(await told()).toEqual(['openings.firm-soon']);
      expect((await world.openingTasks.tasksFor(manager)).map(({ dueOn }) => dueOn)).toEqual(['2026-12-10']);
      await look('2026-12-11');
      await look('2026-12-12');
      expect(await told()).toEqual(['openings.firm-soon', 'openings.lapsed']);
      const lapsed = await statusOf(openingId);
      expect(lapsed?.status).toBe('LAPSED');
      const open = { openingId, version: lapsed?.version ?? 0, status: 'OPEN' as const };
      valueOf(await world.changeOpening.setStatus(manager, open));
      expect(await statusOf(openingId)).toMatchObject({ status: 'OPEN', confirmed_on: '2026-12-12' });
    });
  });
});
