import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, pence, type Result, valueOf } from '../../../src/kernel/index.js';
import { ReservePlaces } from '../../../src/modules/placements/application/reserve-places.js';
import { ApprovePlacement } from '../../../src/modules/placements/index.js';
import { LendBlock, SignBlock, UseBlock } from '../../../src/modules/purchasing/index.js';
import { startApp, type TestApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';
import { purchasingWorld, type PurchasingWorld, SCHOOL_TWO, SIX_WEEKS } from '../../support/purchasing.js';

const day = dateOnly;
let world: PurchasingWorld;
let second: TestApp;
beforeAll(async () => {
  world = await purchasingWorld();
  second = await startApp({ personas: false, config: { databaseAppUrl: world.databaseUrl } });
});
afterAll(async () => {
  await second.close();
  await world.close();
});

const tally = (results: readonly Result<unknown>[]): Record<string, number> => {
  const codes = results.map((one) => (one.ok ? 'done' : one.problem.code));
  return Object.fromEntries(
    [...new Set(codes)].toSorted().map((code) => [code, codes.filter((one) => one === code).length]),
  );
};
const period = { firstDay: day('2026-11-09'), lastDay: day('2026-12-18') };
const use = (blockId: string, n: number) => ({
  blockId,
  units: 1,
  ...period,
  pupilReference: `R-${n}`,
  schoolId: null,
  note: null,
});

describe('two web processes at one block', () => {
  it('use the last unit once, however many ask for it', async () => {
    const id = await world.aBlock(await world.supply(), { unitsPerWeek: 1 });
    const uses = [world.use, second.app.get(UseBlock)];
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) => uses[n % 2]!.use(world.people.lead, use(id, n))),
    );
    expect(tally(answers)).toEqual({ 'block.not-left': 23, done: 1 });
    expect((await world.ledgerOf(id)).map(({ drawn }) => drawn)).toEqual(SIX_WEEKS.map(() => 1));
  }, 60_000);

  it('place one pupil out of the last place, and leave nothing of the others', async () => {
    const place = await world.supply({ places: 1 });
    const blockId = await world.authorityBlock(place, { unitsPerWeek: 1 });
    const referrals = await Promise.all(Array.from({ length: 10 }, () => world.referral()));
    const before = await world.footprint();
    const deciders = [world.approve, second.app.get(ApprovePlacement)];
    const answers = await Promise.all(
      referrals.map((id, n) =>
        deciders[n % 2]!.run(world.coordinator, world.decision(id, place.patternId, { blockId })),
      ),
    );
    expect(tally(answers)).toEqual({ 'block.not-left': 9, done: 1 });
    const after = await world.footprint();
    expect([after.placement! - before.placement!, after.transfer! - before.transfer!]).toEqual([1, 0]);
  }, 60_000);

  it('wait for the block before they touch a place: signing and cancelling go in the same order', async () => {
    const place = await world.supply({ places: 2 });
    const blockId = await world.authorityBlock(place, { unitsPerWeek: 1 });
    const referralId = await world.referral();
    const kept = {
      startsOn: period.firstDay,
      endsOn: period.lastDay,
      days: 3,
      reason: 'The parents see it on Wednesday',
    };
    const wanted = { referralId, patternIds: [place.patternId], ...kept };
    valueOf(await world.app.get(ReservePlaces).reserve(world.coordinator, wanted));
    const deciding = await world.work.inTransaction(world.coordinator, async (tx) => {
      await tx.query('SELECT block_lock($1)', [blockId]);
      const decided = world.approve.run(world.coordinator, world.decision(referralId, place.patternId, { blockId }));
      await eventually(async () => {
        const waiting = await world.one<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        expect(waiting?.n).toBe(1);
      });
      // Refused at once if the decision had taken the kept place over already.
      const places = await world.admin.query('SELECT FROM capacity_counter WHERE resource_id = $1 FOR UPDATE NOWAIT', [
        place.openingId,
      ]);
      expect(places.rowCount).toBeGreaterThan(0);
      return { ok: true, value: { decided } };
    });
    valueOf(await valueOf(deciding).decided);
    expect(await world.counters(place.openingId)).toEqual({ held: 0, taken: 1 });
  }, 60_000);

  it('lend or use a unit, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const id = await world.aBlock(await world.supply(), { unitsPerWeek: 1 });
      const offer = { blockId: id, borrowerId: SCHOOL_TWO, units: 1, ...period, unitPence: pence(0) };
      const loanId = valueOf(await world.lend.propose(world.people.lead, offer));
      const agree = { loanId, agree: true, orderReference: null, fund: null };
      const answers = await Promise.all([
        second.app.get(LendBlock).answer(world.people.otherHead, agree),
        world.use.use(world.people.lead, use(id, round)),
      ]);
      expect(tally(answers)).toEqual({ 'block.not-left': 1, done: 1 });
      expect((await world.ledgerOf(id)).map(({ units }) => units)).toEqual(SIX_WEEKS.map(() => 1));
    }
  }, 60_000);

  it('sign one block once, and two blocks of the last places one after the other', async () => {
    const place = await world.supply({ places: 2 });
    const { people } = world;
    const one = valueOf(await world.draft.run(people.lead, world.command(place)));
    const two = valueOf(await world.draft.run(people.otherLead, world.command(place)));
    const signs = [world.sign, second.app.get(SignBlock)];
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, (_, n) => signs[n % 2]!.sign(people.head, one)),
      ...Array.from({ length: 4 }, (_, n) => signs[n % 2]!.sign(people.otherHead, two)),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await world.counters(place.openingId)).toEqual({ held: 0, taken: 2 });
  }, 60_000);

  it('cancel while it is used: either order, and no unit is both cancelled and used', async () => {
    for (let round = 0; round < 4; round += 1) {
      const id = await world.aBlock(await world.supply(), { unitsPerWeek: 1, noticeDays: 0 });
      const [used, cancelled] = await Promise.all([
        second.app.get(UseBlock).use(world.people.lead, use(id, round)),
        world.sign.cancel(world.people.head, id, 'No longer needed.'),
      ]);
      expect(cancelled.ok).toBe(true);
      const expected = used.ok ? { units: 1, drawn: 1, cancelled: 0 } : { units: 0, drawn: 0, cancelled: 1 };
      expect(await world.ledgerOf(id)).toEqual(SIX_WEEKS.map((week) => ({ week, ...expected })));
    }
  }, 60_000);
});
