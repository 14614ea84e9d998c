import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateOnly, FULL_WEEK, newId, sessionSet, valueOf } from '../../../src/kernel/index.js';
import { serviceActor } from '../../../src/kernel/index.js';
import { weeksOf } from '../../../src/modules/capacity/index.js';
import { anOpening, inRole, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const AUTUMN = weeksOf(dateOnly('2026-11-02'), dateOnly('2026-12-18'));
const SPRING = weeksOf(dateOnly('2027-01-04'), dateOnly('2027-03-26'));
const TWO_DAYS = sessionSet(['mon-am', 'mon-pm', 'tue-am', 'tue-pm']);
const THREE_DAYS = sessionSet(['wed-am', 'wed-pm', 'thu-am', 'thu-pm', 'fri-am', 'fri-pm']);

describe('holding places', () => {
  let world: SupplyWorld;
  beforeAll(async () => {
    world = await supplyWorld();
  });
  afterAll(() => world.close());

  const hold = (patternId: string | undefined, weeks = AUTUMN, expiresAt: Date | null = null) =>
    world.work.inTransaction(inRole('PANEL_COORDINATOR', world.north), (tx) =>
      world.capacity.hold(tx, {
        authorityId: world.north.authorityId,
        subjectId: newId(),
        expiresAt,
        lines: [{ patternId: patternId ?? '', ...weeks }],
      }),
    );
  const coordinator = () => inRole('PANEL_COORDINATOR', world.north);
  const least = async (patternId: string | undefined, weeks = AUTUMN) => {
    const [found] = await world.work.read(coordinator(), (tx) =>
      world.capacity.headroom(tx, { patternIds: [patternId ?? ''], ...weeks }),
    );
    return found?.least;
  };
  const differences = () =>
    world.work.read(serviceActor('verifier', null, ['platform.seal']), (tx) => world.capacity.differences(tx));

  it('takes every half day of the pattern in every week, and gives it back', async () => {
    const { patternIds } = await anOpening(world, { places: 2 });
    const holdId = valueOf(await hold(patternIds[0]));
    expect(await least(patternIds[0])).toBe(1);
    expect(await least(patternIds[0], SPRING)).toBe(2);
    valueOf(await world.work.inTransaction(coordinator(), (tx) => world.capacity.take(tx, holdId)));
    expect(await least(patternIds[0])).toBe(1);
    valueOf(await world.work.inTransaction(coordinator(), (tx) => world.capacity.release(tx, holdId, AUTUMN.fromWeek)));
    expect(await least(patternIds[0])).toBe(2);
    expect(await differences()).toEqual([]);
  });

  it('frees the weeks after an ending; the week that has begun stays used', async () => {
    const { patternIds } = await anOpening(world, { places: 1 });
    const holdId = valueOf(await hold(patternIds[0]));
    valueOf(await world.work.inTransaction(coordinator(), (tx) => world.capacity.take(tx, holdId)));
    const wednesday = dateOnly('2026-11-25');
    valueOf(await world.work.inTransaction(coordinator(), (tx) => world.capacity.release(tx, holdId, wednesday)));
    const rows = await world.work.read(coordinator(), (tx) => world.capacity.headroom(tx, { patternIds, ...AUTUMN }));
    expect(rows[0]?.weeks.map(({ headroom }) => headroom)).toEqual([0, 0, 0, 0, 1, 1, 1]);
    // Ending it once more, or earlier, changes only what is still kept.
    valueOf(await world.work.inTransaction(coordinator(), (tx) => world.capacity.release(tx, holdId, wednesday)));
    expect(await differences()).toEqual([]);
  });

  it('gives the last place once to two hundred who ask at the same time', async () => {
    const { patternIds, openingId } = await anOpening(world, { places: 1 });
    const results = await Promise.all(Array.from({ length: 200 }, () => hold(patternIds[0])));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = results.flatMap((result) => (result.ok ? [] : [result.problem]));
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['capacity.none-left']));
    expect(refused[0]?.facts).toMatchObject({ openingIds: [openingId] });
    expect(await least(patternIds[0])).toBe(0);
    expect(await differences()).toEqual([]);
  }, 60_000);

  it('lets crossing packages through without blocking each other', async () => {
    const college = await anOpening(world, { places: 30, patterns: [TWO_DAYS] });
    const centre = await anOpening(world, { places: 30, patterns: [THREE_DAYS] });
    const parts = [college.patternIds[0] ?? '', centre.patternIds[0] ?? ''];
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        world.work.inTransaction(coordinator(), (tx) =>
          world.capacity.hold(tx, {
            authorityId: world.north.authorityId,
            subjectId: newId(),
            expiresAt: null,
            lines: (n % 2 ? parts : parts.toReversed()).map((patternId) => ({ patternId, ...AUTUMN })),
          }),
        ),
      ),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(30);
    expect(await differences()).toEqual([]);
  }, 60_000);

  it('keeps a package whole: when one part is full, nothing of it is held', async () => {
    const free = await anOpening(world, { places: 5, patterns: [TWO_DAYS] });
    const full = await anOpening(world, { places: 0, patterns: [THREE_DAYS] });
    const result = await world.work.inTransaction(coordinator(), (tx) =>
      world.capacity.hold(tx, {
        authorityId: world.north.authorityId,
        subjectId: newId(),
        expiresAt: null,
        lines: [...free.patternIds, ...full.patternIds].map((patternId) => ({ patternId, ...AUTUMN })),
      }),
    );
    expect(result).toMatchObject({ ok: false, problem: { code: 'capacity.none-left' } });
    expect(await least(free.patternIds[0])).toBe(5);
  });

  it('never places more at a site than it is registered for, over all its openings', async () => {
    const { patternIds } = await anOpening(world, { places: 8, registeredPlaces: 2 });
    expect(await least(patternIds[0])).toBe(2);
    valueOf(await hold(patternIds[0]));
    valueOf(await hold(patternIds[0]));
    expect(await hold(patternIds[0])).toMatchObject({ problem: { code: 'capacity.none-left' } });
  });

  it('refuses weeks outside the opening, and an opening that was withdrawn', async () => {
    const { patternIds, openingId } = await anOpening(world);
    const summer = weeksOf(dateOnly('2027-07-12'), dateOnly('2027-08-20'));
    expect(await hold(patternIds[0], summer)).toMatchObject({ problem: { code: 'capacity.not-offered' } });
    valueOf(await world.changeOpening.setStatus(coordinator(), { openingId, version: 1, status: 'WITHDRAWN' }));
    expect(await hold(patternIds[0])).toMatchObject({ problem: { code: 'capacity.not-offered' } });
    expect(await least(patternIds[0])).toBe(0);
    expect(await hold(newId())).toMatchObject({ problem: { code: 'capacity.not-offered' } });
  });

  it('lapses to the second, and cannot be taken after that', async () => {
    const { patternIds } = await anOpening(world);
    const expiresAt = new Date('2026-11-02T10:00:00Z');
    const holdId = valueOf(await hold(patternIds[0], AUTUMN, expiresAt));
    world.setNow(expiresAt);
    const late = await world.work.inTransaction(coordinator(), (tx) => world.capacity.take(tx, holdId));
    world.setNow(new Date('2026-11-02T09:00:00Z'));
    expect(late).toMatchObject({ problem: { code: 'capacity.hold-lapsed' } });
    valueOf(await world.work.inTransaction(coordinator(), (tx) => world.capacity.release(tx, holdId, AUTUMN.fromWeek)));
    const taken = await world.work.inTransaction(coordinator(), (tx) => world.capacity.take(tx, holdId));
    expect(taken).toMatchObject({ problem: { code: 'capacity.hold-released' } });
  });

  it('is refused by the database itself when the code above it is wrong', async () => {
    const { openingId } = await anOpening(world, { places: 1 });
    await expect(
      world.admin.query(`UPDATE capacity_counter SET taken = 2 WHERE resource_id = $1`, [openingId]),
    ).rejects.toThrow(/capacity_counter_not_overfilled/);
  });

  it('keeps every counter equal to the sum of the holds, whatever happens in which order', async () => {
    const one = await anOpening(world, { places: 3, patterns: [FULL_WEEK, TWO_DAYS, THREE_DAYS], registeredPlaces: 4 });
    const command = fc.record({
      act: fc.constantFrom('hold', 'take', 'release', 'places'),
      which: fc.nat(30),
      week: fc.nat(6),
      length: fc.nat(6),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
        const holds: string[] = [];
        for (const { act, which, week, length } of commands) {
          const from = dateOnly(`2026-11-${String(2 + 7 * Math.min(week, 4)).padStart(2, '0')}`);
          const holdId = holds[which % Math.max(1, holds.length)];
          if (act === 'hold') {
            const to = new Date(Date.parse(from) + length * 7 * 86_400_000).toISOString().slice(0, 10);
            const made = await hold(one.patternIds[which % 3], { fromWeek: from, toWeek: dateOnly(to) });
            if (made.ok) holds.push(made.value);
          } else if (act === 'places') {
            const version = await world.admin.query<{ version: number }>(`SELECT version FROM opening WHERE id = $1`, [
              one.openingId,
            ]);
            const places = which % 6;
            await world.changeOpening.places(coordinator(), {
              openingId: one.openingId,
              version: version.rows[0]?.version ?? 0,
              places,
            });
          } else if (holdId !== undefined) {
            await world.work.inTransaction(coordinator(), (tx) =>
              act === 'take' ? world.capacity.take(tx, holdId) : world.capacity.release(tx, holdId, from),
            );
          }
        }
        expect(await differences()).toEqual([]);
        for (const holdId of holds) {
          valueOf(
            await world.work.inTransaction(coordinator(), (tx) =>
              world.capacity.release(tx, holdId, dateOnly('2026-11-02')),
            ),
          );
        }
        const used = await world.admin.query(
          `SELECT FROM capacity_counter WHERE resource_id IN ($1, $2) AND held + taken <> 0`,
          [one.openingId, one.siteId],
        );
        expect(used.rowCount).toBe(0);
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
