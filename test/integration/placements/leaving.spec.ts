import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, type Result, valueOf } from '../../../src/kernel/index.js';
import { RecordDestination, TransferPlacement } from '../../../src/modules/placements/index.js';
import type { TransferCommand } from '../../../src/modules/placements/application/transfer-placement.js';
import { dying } from '../../support/dying.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

const day = dateOnly;
const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
let world: PlacementWorld;
let transfers: TransferPlacement;
let destinations: RecordDestination;
beforeAll(async () => {
  world = await placementWorld();
  [transfers, destinations] = [world.app.get(TransferPlacement), world.app.get(RecordDestination)];
});
afterAll(() => world.close());
beforeEach(() => world.clock.set('2026-11-02T09:00:00Z'));

async function underWay(centre: SupplyPoint) {
  world.clock.set('2026-11-02T09:00:00Z');
  const referralId = await world.referral();
  const command = world.command(referralId, centre.patternId);
  const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
  valueOf(await world.answer.accept(centre.manager, placementId));
  world.clock.set('2026-11-09T09:00:00Z');
  valueOf(await world.ending.start(centre.manager, placementId));
  world.clock.set('2026-11-16T09:00:00Z');
  return { placementId, referralId };
}
const transfer = (placementId: string, patternId: string, over: Partial<TransferCommand> = {}): TransferCommand => {
  const { referralId: _, ...decision } = world.command('', patternId, { startsOn: day('2026-11-23') });
  return { ...decision, placementId, lastDay: day('2026-11-20'), ...over };
};
const waiting = async (referralId: string) =>
  world.one(`SELECT status, waiting_since::text AS since FROM referral WHERE id = $1`, [referralId]);

describe('a pupil is transferred', () => {
  it('in one act: the first ends, the second is offered, the request is the same and no waiting day is lost', async () => {
    const [from, to] = [await world.supply(), await world.supply()];
    const { placementId, referralId } = await underWay(from);
    const { since } = (await waiting(referralId)) as { since: string };
    const { placementId: next } = valueOf(await transfers.run(world.coordinator, transfer(placementId, to.patternId)));
    const rows = await world.admin.query(
      `SELECT id, status, end_reason AS why FROM placement WHERE referral_id = $1 ORDER BY offered_at`,
      [referralId],
    );
    expect(rows.rows).toEqual([
      { id: placementId, status: 'ENDED', why: 'TRANSFERRED' },
      { id: next, status: 'OFFERED', why: null },
    ]);
    expect(await waiting(referralId)).toEqual({ status: 'DECIDED', since });
    expect(await world.ledgerFaults()).toEqual([]);
    valueOf(await world.answer.accept(to.manager, next));
    expect(await waiting(referralId)).toEqual({ status: 'PLACED', since });
  });

  it('or nothing happens: to the same provider, before the last day, where no place is left, or cut off halfway', async () => {
    const [from, to, full] = [await world.supply(), await world.supply(), await world.supply({ places: 1 })];
    valueOf(await world.approve.run(world.coordinator, world.command(await world.referral(), full.patternId)));
    const { placementId } = await underWay(from);
    const before = await world.footprint();
    const run = async (...given: Parameters<typeof transfer>) =>
      code(await transfers.run(world.coordinator, transfer(...given)));
    expect(await run(placementId, from.patternId)).toBe('transfer.same-provider');
    expect(await run(placementId, to.patternId, { startsOn: day('2026-11-20') })).toBe('input.invalid');
    expect(['matching.rule-failed', 'capacity.none-left']).toContain(await run(placementId, full.patternId));
    expect(await world.footprint()).toEqual(before);
    const tables = [
      'placement',
      'placement_component',
      'commitment',
      'transfer',
      'capacity_counter',
      'referral',
      'decision',
    ];
    await dying(world.admin, tables)(() => transfers.run(world.coordinator, transfer(placementId, to.patternId)));
  });

  it('by whoever may end and decide, and nobody else', async () => {
    const [from, to] = [await world.supply(), await world.supply()];
    const { placementId } = await underWay(from);
    const by = async (actor: Actor) => code(await transfers.run(actor, transfer(placementId, to.patternId)));
    expect(await Promise.all([world.lead, from.manager, world.finance].map(by))).toEqual(
      Array.from({ length: 3 }, () => 'action.forbidden'),
    );
    expect(await Promise.all([world.otherLead, to.manager].map(by))).toEqual([
      'placement.not-found',
      'placement.not-found',
    ]);
  });
});

describe('a pupil who leaves', () => {
  const ended = async (reason: string) => {
    world.clock.set('2026-11-02T09:00:00Z');
    const centre = await world.supply();
    const placed = await underWay(centre);
    const end = { placementId: placed.placementId, lastDay: day('2026-11-20'), reason };
    valueOf(await world.ending.end(world.coordinator, end));
    world.clock.set('2026-11-30T09:00:00Z');
    return { ...placed, centre };
  };
  const titles = async (actor: Actor) =>
    (await destinations.tasksFor(actor)).map(({ title }) => title.replace(/PL-\d+/, 'it'));

  it('went somewhere, which is asked for, and again when the national rule’s time is over', async () => {
    const { placementId } = await ended('NEW_SCHOOL');
    expect(await titles(world.lead)).toEqual(['Say where the pupil of it went']);
    valueOf(await destinations.record(world.lead, placementId, 'COLLEGE'));
    expect(await titles(world.lead)).toEqual([]);
    const months = ['LEARNING', 'LEARNING', 'LEARNING', 'EMPLOYMENT', 'EMPLOYMENT', 'NEITHER'];
    expect(code(await destinations.find(world.lead, placementId, months))).toBe('destination.too-early');
    world.clock.set('2028-04-01T09:00:00Z');
    expect(await titles(world.coordinator)).toEqual(['Say whether it lasted for the pupil of it']);
    expect(code(await destinations.find(world.coordinator, placementId, months.slice(1)))).toBe('input.invalid');
    expect(valueOf(await destinations.find(world.coordinator, placementId, months))).toEqual({ sustained: true });
    expect(code(await destinations.find(world.lead, placementId, months))).toBe('destination.found');
    expect(code(await destinations.record(world.lead, placementId, 'NONE'))).toBe('destination.found');
    expect(await titles(world.lead)).toEqual([]);
  });

  it('or went back to school, or on to another place: nothing is asked', async () => {
    for (const reason of ['BACK_AT_SCHOOL', 'NEEDS_ANOTHER_PLACE']) {
      const { placementId } = await ended(reason);
      expect(code(await destinations.record(world.lead, placementId, 'COLLEGE'))).toBe('destination.not-ended');
    }
    expect(await titles(world.lead)).toEqual([]);
  });

  it('is read and recorded by school and authority, not by providers, finance or strangers', async () => {
    const { placementId, centre } = await ended('LEFT_AREA');
    const by = async (actor: Actor) => code(await destinations.record(actor, placementId, 'MOVED'));
    expect(await Promise.all([centre.manager, world.finance].map(by))).toEqual([
      'action.forbidden',
      'action.forbidden',
    ]);
    expect(await by(world.otherLead)).toBe('placement.not-found');
    expect(await by(world.lead)).toBe('done');
    const seen = await world.work.read(centre.manager, (tx) => tx.query('SELECT kind FROM placement_destination'));
    expect(seen).toEqual([]);
  });
});
