import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, type Result, valueOf } from '../../../src/kernel/index.js';
import { OccupancySources } from '../../../src/modules/matching/index.js';
import { UnitOfWork } from '../../../src/platform/index.js';
import { matchingService } from '../../support/matching-world.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

let world: PlacementWorld;
beforeAll(async () => {
  world = await placementWorld();
});
afterAll(() => world.close());

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);

async function agreed(centre: SupplyPoint): Promise<{ placementId: string; referralId: string }> {
  const referralId = await world.referral();
  const { placementId } = valueOf(
    await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)),
  );
  valueOf(await world.answer.accept(centre.manager, placementId));
  return { placementId, referralId };
}

async function active(centre: SupplyPoint) {
  const placed = await agreed(centre);
  world.clock.set('2026-11-09T09:00:00Z');
  valueOf(await world.ending.start(centre.manager, placed.placementId));
  return placed;
}

const state = async (placementId: string) => {
  const row = await world.one<{ placement: string; referral: string }>(
    `SELECT p.status AS placement, r.status AS referral FROM placement p JOIN referral r ON r.id = p.referral_id WHERE p.id = $1`,
    [placementId],
  );
  return [row?.placement, row?.referral];
};

describe('a placement under way', () => {
  it('starts on its first day and not before, by its provider', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const centre = await world.supply();
    const { placementId } = await agreed(centre);
    expect(code(await world.ending.start(centre.manager, placementId))).toBe('placement.not-yet');
    world.clock.set('2026-11-09T00:00:00Z');
    expect(code(await world.ending.start(centre.manager, placementId))).toBe('done');
    expect(code(await world.ending.start(centre.manager, placementId))).toBe('state.not-allowed');
  });

  it('counts as continuity for its pupil from the day it starts, and not while it is only agreed', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const centre = await world.supply();
    const known = async (placementId: string) => {
      const row = await world.one<{ id: string }>(`SELECT pupil_id AS id FROM placement WHERE id = $1`, [placementId]);
      const { app } = world;
      const found = await app
        .get(UnitOfWork)
        .read(matchingService, (tx) => app.get(OccupancySources).earlier(tx, [row?.id ?? '']));
      return found.map(({ providerId }) => providerId);
    };
    const { placementId } = await agreed(centre);
    expect(await known(placementId)).toEqual([]);
    world.clock.set('2026-11-09T09:00:00Z');
    valueOf(await world.ending.start(centre.manager, placementId));
    expect(await known(placementId)).toEqual([centre.providerId]);
  });

  it('ends: the money of the days after is free to the penny, the place from the week after, the case closed', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const centre = await world.supply();
    const { placementId, referralId } = await active(centre);
    const before = await world.fund();
    const end = { placementId, lastDay: dateOnly('2026-11-20'), reason: 'BACK_AT_SCHOOL' };
    // 10 of 190 school days of £11,920 are £627.37; £1,819.37 were committed.
    expect(valueOf(await world.ending.end(world.coordinator, end)).voidedPence).toBe(181_937 - 62_737);
    expect((await world.fund()).pending).toBe(before.pending - 119_200);
    expect(await state(placementId)).toEqual(['ENDED', 'CLOSED']);
    const copies = `SELECT count(*)::int AS n FROM closed_case_identity JOIN closed_case_profile USING (referral_id)
      WHERE referral_id = $1`;
    expect(await world.one(copies, [referralId])).toEqual({ n: 1 });
    const weeks = await world.admin.query(
      `SELECT week::text, max(taken)::int AS taken FROM capacity_counter WHERE resource_id = $1 AND week BETWEEN '2026-11-09' AND '2026-12-14'
       GROUP BY week ORDER BY week`,
      [centre.openingId],
    );
    expect(weeks.rows.map((row: { taken: number }) => row.taken)).toEqual([1, 1, 0, 0, 0, 0]);
    const roll = await world.admin.query(
      `SELECT DISTINCT to_date::text AS to FROM placement_registration WHERE placement_id = $1 AND certainty = 'AGREED'`,
      [placementId],
    );
    expect(roll.rows).toEqual([{ to: '2026-11-20' }]);
    const asked = await world.one(
      `SELECT count(*)::int AS n FROM outbox WHERE job = 'matching.request' AND done_at IS NULL`,
    );
    expect(asked).not.toEqual({ n: 0 });
    expect(await world.ledgerFaults()).toEqual([]);
    expect(code(await world.ending.end(world.coordinator, end))).toBe('state.not-allowed');
  });

  it('that broke down leaves a pupil who waits again', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const centre = await world.supply();
    const { placementId } = await active(centre);
    valueOf(
      await world.ending.end(centre.manager, {
        placementId,
        lastDay: dateOnly('2026-11-09'),
        reason: 'NEEDS_ANOTHER_PLACE',
      }),
    );
    expect(await state(placementId)).toEqual(['ENDED', 'SUBMITTED']);
  });

  it('refuses a last day outside it, and a reason that is not on the list', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const centre = await world.supply();
    const { placementId } = await active(centre);
    const end = (lastDay: string, reason: unknown) =>
      world.ending.end(world.coordinator, { placementId, lastDay: dateOnly(lastDay), reason });
    const before = await world.footprint();
    expect(code(await end('2026-11-08', 'COMPLETED'))).toBe('input.invalid');
    expect(code(await end('2026-12-19', 'COMPLETED'))).toBe('input.invalid');
    expect(code(await end('2026-11-20', ['COMPLETED']))).toBe('input.invalid');
    expect(await world.footprint()).toEqual(before);
  });

  it('withdrawn before its first day frees everything and the pupil waits again', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const centre = await world.supply();
    const before = await world.fund();
    const { placementId } = await agreed(centre);
    expect(code(await world.ending.withdraw(world.coordinator, placementId, ' '))).toBe('input.invalid');
    valueOf(await world.ending.withdraw(world.coordinator, placementId, 'The family moved.'));
    expect(await state(placementId)).toEqual(['WITHDRAWN', 'SUBMITTED']);
    expect(await world.fund()).toEqual(before);
    expect(await world.counters(centre.openingId)).toEqual({ held: 0, taken: 0 });
  });
});

describe('who may do what with a placement', () => {
  it('follows one table, and answers a stranger like a missing record', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const [centre, stranger] = [await world.supply(), await world.supply()];
    const referralId = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, centre.patternId)),
    );
    const other = await world.referral();
    const acts: Record<string, (actor: Actor) => Promise<Result<unknown>>> = {
      decide: (actor) => world.approve.run(actor, world.command(other, centre.patternId)),
      accept: (actor) => world.answer.accept(actor, placementId),
      decline: (actor) => world.answer.decline(actor, placementId, { reason: 'GROUP', note: '' }),
      start: (actor) => world.ending.start(actor, placementId),
      end: (actor) => world.ending.end(actor, { placementId, lastDay: dateOnly('2026-11-20'), reason: 'COMPLETED' }),
      withdraw: (actor) => world.ending.withdraw(actor, placementId, 'A reason.'),
    };
    const actors: Record<string, Actor> = {
      school: world.lead,
      'another school': world.otherLead,
      finance: world.finance,
      'another provider': stranger.manager,
    };
    const table: string[] = [];
    for (const [who, actor] of Object.entries(actors)) {
      for (const [what, act] of Object.entries(acts)) table.push(`${who} ${what}: ${code(await act(actor))}`);
    }
    expect(table).toEqual([
      'school decide: action.forbidden',
      'school accept: action.forbidden',
      'school decline: action.forbidden',
      'school start: action.forbidden',
      'school end: action.forbidden',
      'school withdraw: action.forbidden',
      'another school decide: referral.not-found',
      'another school accept: placement.not-found',
      'another school decline: placement.not-found',
      'another school start: placement.not-found',
      'another school end: placement.not-found',
      'another school withdraw: placement.not-found',
      'finance decide: action.forbidden',
      'finance accept: action.forbidden',
      'finance decline: action.forbidden',
      'finance start: action.forbidden',
      'finance end: action.forbidden',
      'finance withdraw: action.forbidden',
      'another provider decide: referral.not-found',
      'another provider accept: placement.not-found',
      'another provider decline: placement.not-found',
      'another provider start: placement.not-found',
      'another provider end: placement.not-found',
      'another provider withdraw: placement.not-found',
    ]);
    expect(code(await acts.accept!(world.coordinator))).toBe('action.forbidden');
    expect(code(await acts.decide!(centre.manager))).toBe('referral.not-found');
    expect(code(await acts.withdraw!(centre.manager))).toBe('action.forbidden');
  });
});
