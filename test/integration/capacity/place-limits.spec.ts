import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, FULL_WEEK, newId, ROLES, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { weeksOf } from '../../../src/modules/capacity/index.js';
import type { Tx } from '../../../src/platform/index.js';
import { codeOf } from '../../support/results.js';
import { anOpening, FROM, inRole, type SupplyWorld, supplyWorld, UNTIL } from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const AUTUMN = weeksOf(dateOnly('2026-11-02'), dateOnly('2026-11-27'));

describe.each(['SITE', 'PROGRAMME', 'PROVIDER'] as const)('the limit of a %s', (kind) => {
  let world: SupplyWorld;
  let coordinator: Actor;
  let manager: Actor;
  let own: Awaited<ReturnType<typeof anOpening>>;
  let second: string;

  beforeAll(async () => {
    world = await supplyWorld();
    coordinator = inRole('PANEL_COORDINATOR', world.north);
  });
  /** One site with two openings of eight places each, registered for sixty. */
  beforeEach(async () => {
    world.setNow(MONDAY);
    own = await anOpening(world);
    manager = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: own.providerId });
    const openingId = valueOf(
      await world.openPlaces.run(manager, {
        programmeId: own.programmeId,
        admissionId: null,
        places: 8,
        validFrom: FROM,
        validTo: UNTIL,
        patterns: [{ label: '', sessions: FULL_WEEK, tariffLineId: own.tariffLineId }],
      }),
    );
    const { rows } = await world.admin.query<{ id: string }>(`SELECT id FROM opening_pattern WHERE opening_id = $1`, [
      openingId,
    ]);
    second = rows[0]?.id ?? '';
  });
  afterAll(() => world.close());

  const scope = () => ({ kind, id: { SITE: own.siteId, PROGRAMME: own.programmeId, PROVIDER: own.providerId }[kind] });
  const cap = (places: number, over: object = {}, actor = manager) =>
    world.placeLimits.set(actor, {
      scope: scope(),
      places,
      fromDate: dateOnly('2026-11-02'),
      toDate: null,
      reason: 'Two tutors short',
      ...over,
    });
  const hold = (patternId = own.patternIds[0] ?? '') =>
    world.work.inTransaction(coordinator, (tx) =>
      world.capacity.hold(tx, {
        authorityId: world.north.authorityId,
        subjectId: newId(),
        expiresAt: null,
        lines: [{ patternId, ...AUTUMN }],
      }),
    );
  const differences = () =>
    world.work.read(serviceActor('check', null, ['platform.seal']), (tx) => world.capacity.differences(tx));
  const rooms = async () => {
    const wanted = { patternIds: [second], ...AUTUMN };
    const [room] = await world.work.read(coordinator, (tx) => world.capacity.headroom(tx, wanted));
    return room?.weeks.map(({ headroom }) => headroom);
  };

  it('counts over all its openings, by date, and never raises what is registered', async () => {
    valueOf(await cap(2, { toDate: dateOnly('2026-11-13') }));
    expect(await rooms()).toEqual([2, 2, 8, 8]);
    valueOf(await cap(100, { toDate: null }));
    expect(await rooms()).toEqual([2, 2, 8, 8]);
    valueOf(await hold());
    valueOf(await hold(second));
    expect(codeOf(await hold())).toBe('capacity.none-left');
    expect(codeOf(await hold(second))).toBe('capacity.none-left');
    const { rows } = await world.admin.query(
      `SELECT FROM outbox WHERE job = 'capacity.changed' AND payload ->> 'providerId' = $1`,
      [own.providerId],
    );
    expect(rows.length).toBeGreaterThan(1);
  });

  it('is never set below who has a place there, and counts for openings made later', async () => {
    valueOf(await hold());
    valueOf(await hold(second));
    expect(await cap(1)).toMatchObject({
      problem: { code: 'limit.below-used', facts: { most: 2, weeks: expect.arrayContaining(['2 November 2026']) } },
    });
    expect(await rooms()).toEqual([7, 7, 7, 7]);
    valueOf(await cap(2));
    const later = {
      programmeId: own.programmeId,
      admissionId: null,
      places: 5,
      validFrom: FROM,
      validTo: dateOnly('2027-09-30'),
      patterns: [{ label: '', sessions: FULL_WEEK, tariffLineId: own.tariffLineId }],
    };
    valueOf(await world.openPlaces.run(manager, later));
    const { rows } = await world.admin.query<{ offered: number }>(
      `SELECT DISTINCT offered FROM capacity_counter WHERE resource_kind = $2 AND resource_id = $1 AND week >= '2026-11-02'`,
      [scope().id, kind],
    );
    expect(rows).toEqual([{ offered: 2 }]);
  });

  it('is lifted by whoever set it, from the next Monday on, once', async () => {
    const capId = valueOf(await cap(1, {}, coordinator));
    expect(codeOf(await world.placeLimits.lift(manager, capId))).toBe('action.forbidden');
    world.setNow(new Date('2026-11-04T09:00:00Z'));
    valueOf(await world.placeLimits.lift(coordinator, capId));
    expect(await rooms()).toEqual([1, 8, 8, 8]);
    expect(codeOf(await world.placeLimits.lift(coordinator, capId))).toBe('limit.not-found');
  });

  it('and somebody who takes the last place at once end in one order or the other', async () => {
    for (let n = 0; n < 4; n++) {
      const [set, ...held] = await Promise.all([cap(n), hold(), hold(second)]);
      const { rows } = await world.admin.query<{ over: number }>(
        `SELECT count(*)::int AS over FROM capacity_counter WHERE resource_id = $1 AND held + taken > offered`,
        [scope().id],
      );
      expect(rows).toEqual([{ over: 0 }]);
      expect(await differences()).toEqual([]);
      expect(['done', 'limit.below-used']).toContain(codeOf(set));
      for (const one of held) expect(['done', 'capacity.none-left']).toContain(codeOf(one));
    }
  });

  it('is set by the provider’s manager and those who buy, and seen by nobody else', async () => {
    const answers: Record<string, string> = {};
    for (const role of ROLES) {
      const home = /SCHOOL|HEAD/.test(role) ? world.northSchool : world.north;
      const place = role.startsWith('PROVIDER') ? { ...world.north, organisationId: own.providerId } : home;
      answers[role] = codeOf(await cap(50, {}, inRole(role, place)));
    }
    expect(Object.keys(answers).filter((role) => answers[role] === 'done')).toEqual([
      'PROVIDER_MANAGER',
      'PANEL_COORDINATOR',
      'COMMISSIONER',
    ]);
    const rival = await anOpening(world);
    const competitor = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: rival.providerId });
    const missing = `${kind.toLowerCase()}.not-found`;
    expect(codeOf(await cap(50, {}, competitor))).toBe(missing);
    expect(codeOf(await world.placeLimits.view(competitor, own.providerId))).toBe('provider.not-found');
    expect(codeOf(await cap(50, {}, inRole('PANEL_COORDINATOR', world.south)))).toBe(missing);
  });

  it('stays as it was set, with its provider: the database refuses anything else', async () => {
    const capId = valueOf(await cap(5));
    const rewrite = world.work.inTransaction(manager, async (tx) => {
      await tx.query('UPDATE site_cap SET places = 60 WHERE id = $1', [capId]);
      return { ok: true, value: undefined };
    });
    await expect(rewrite).rejects.toThrow(/permission denied/);
    const rival = await anOpening(world);
    const write = (site: string | null, programme: string | null) =>
      world.admin.query(
        `INSERT INTO site_cap (id, site_id, programme_id, provider_organisation_id, places, from_date, reason, set_by_organisation_id, set_at)
         VALUES ($1, $2, $3, $4, 0, '2026-11-02', 'Not ours', $4, now())`,
        [newId(), site, programme, own.providerId],
      );
    await expect(write(rival.siteId, null)).rejects.toMatchObject({ constraint: 'site_cap_site' });
    await expect(write(null, rival.programmeId)).rejects.toMatchObject({ constraint: 'site_cap_programme' });
    await expect(write(own.siteId, own.programmeId)).rejects.toMatchObject({ constraint: 'site_cap_scope' });
  });

  it('is refused by the database when somebody would be one too many, whatever the code does', async () => {
    valueOf(await cap(1));
    valueOf(await hold());
    const more = world.admin.query(
      `UPDATE capacity_counter SET held = held + 1 WHERE resource_kind = $1 AND resource_id = $2 AND week = '2026-11-02'`,
      [kind, scope().id],
    );
    await expect(more).rejects.toMatchObject({ constraint: 'capacity_counter_not_overfilled' });
    expect(await differences()).toEqual([]);
  });

  it('gives a place back when a hold that was there before it is released', async () => {
    const before = valueOf(await hold());
    valueOf(await cap(1));
    expect(codeOf(await hold(second))).toBe('capacity.none-left');
    const release = (tx: Tx) => world.capacity.release(tx, before, dateOnly('2026-11-02'));
    valueOf(await world.work.inTransaction(coordinator, release));
    expect(codeOf(await hold(second))).toBe('done');
    expect(await differences()).toEqual([]);
  });

  it('says what is wrong with it', async () => {
    const rule = async (over: object) => {
      const answer = await cap(5, over);
      return answer.ok ? 'fine' : answer.problem.fields[0]?.rule;
    };
    expect(await rule({ fromDate: dateOnly('2026-11-01') })).toBe('not-in-the-past');
    expect(await rule({ toDate: dateOnly('2026-11-01') })).toBe('ends-before-start');
    expect(await rule({ places: -1 })).toBe('number');
    expect(await rule({ places: 6000 })).toBe('too-large');
    expect(await rule({ reason: ' ' })).toBe('required');
  });
});
