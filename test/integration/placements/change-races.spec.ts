import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, type Result, valueOf } from '../../../src/kernel/index.js';
import { ChangePlacement, EndPlacement } from '../../../src/modules/placements/index.js';
import { startApp, type TestApp } from '../../support/app.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

const day = dateOnly;
const ROUNDS = 4;
let world: PlacementWorld;
let second: TestApp;
let here: ChangePlacement;
let there: ChangePlacement;
beforeAll(async () => {
  world = await placementWorld();
  second = await startApp({ personas: false, config: { databaseAppUrl: world.databaseUrl } });
  [here, there] = [world.app.get(ChangePlacement), second.app.get(ChangePlacement)];
});
afterAll(async () => {
  await second.close();
  await world.close();
});

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
const at = (time: string) => {
  world.clock.set(time);
  second.clock.set(time);
};

const manyPlaces = () => {
  at('2026-11-02T09:00:00Z');
  return world.supply({ places: 20 });
};

async function underWay(centre: SupplyPoint): Promise<string> {
  at('2026-11-02T09:00:00Z');
  const decided = world.command(await world.referral(), centre.patternId);
  const { placementId } = valueOf(await world.approve.run(world.coordinator, decided));
  valueOf(await world.answer.accept(centre.manager, placementId));
  at('2026-11-09T09:00:00Z');
  valueOf(await world.ending.start(centre.manager, placementId));
  at('2026-11-16T09:00:00Z');
  return placementId;
}
const extend = (placementId: string) => ({
  placementId,
  kind: 'EXTEND',
  from: null,
  endsOn: day('2027-02-12'),
  resumesOn: null,
  replacedId: null,
  patternId: null,
  reason: 'MORE_TIME',
  note: '',
});

describe('two people at one placement', () => {
  it('ask for two changes: one waits, and the other is told of it', async () => {
    const centre = await manyPlaces();
    for (let round = 0; round < ROUNDS; round++) {
      const placementId = await underWay(centre);
      const codes = (
        await Promise.all([here.ask(world.lead, extend(placementId)), there.ask(centre.manager, extend(placementId))])
      ).map(code);
      expect(codes.toSorted()).toEqual(['change.exists', 'done']);
    }
  });

  it('agree twice: it is changed once', async () => {
    const centre = await manyPlaces();
    for (let round = 0; round < ROUNDS; round++) {
      const placementId = await underWay(centre);
      const { changeId } = valueOf(await here.ask(world.coordinator, extend(placementId)));
      valueOf(await here.answer(world.lead, changeId, { answer: 'AGREED', note: '' }));
      const last = () => ({ answer: 'AGREED', note: '' });
      const codes = (
        await Promise.all([
          here.answer(centre.manager, changeId, last()),
          there.answer(centre.manager, changeId, last()),
        ])
      ).map(code);
      expect(codes.toSorted()).toEqual(['change.settled', 'done']);
    }
    expect(await world.ledgerFaults()).toEqual([]);
  });

  it('change and end: never a change of what is over, and places and money are of one story', async () => {
    const centre = await manyPlaces();
    const stories = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const placementId = await underWay(centre);
      const { changeId } = valueOf(await here.ask(world.coordinator, extend(placementId)));
      valueOf(await here.answer(world.lead, changeId, { answer: 'AGREED', note: '' }));
      const end = { placementId, lastDay: day('2026-11-20'), reason: 'BACK_AT_SCHOOL' };
      const [answered, ended] = await Promise.all([
        here.answer(centre.manager, changeId, { answer: 'AGREED', note: '' }),
        second.app.get(EndPlacement).end(world.coordinator, end),
      ]);
      expect(code(ended)).toBe('done');
      const row = await world.one<{ story: string; live: string; weeks: number }>(
        `SELECT p.status || ' ' || h.status AS story,
           (SELECT sum(c.pence - t.voided_pence) FROM commitment c JOIN transfer_pending t USING (transfer_id)
             WHERE c.placement_id = p.id) AS live,
           (SELECT count(*)::int FROM capacity_hold_line l, generate_series(l.from_week, coalesce(l.released_from - 7, l.to_week), '7 days')
             WHERE l.hold_id = p.hold_id) AS weeks
         FROM placement p JOIN placement_change h ON h.placement_id = p.id WHERE p.id = $1`,
        [placementId],
      );
      expect(row?.story).toBe(answered.ok ? 'ENDED AGREED' : 'ENDED OVERTAKEN');
      expect([Number(row?.live), row?.weeks]).toEqual([62_737, 2]);
      stories.add(code(answered));
    }
    expect([...stories].every((one) => ['done', 'change.settled', 'change.placement-over'].includes(one))).toBe(true);
    expect(await world.ledgerFaults()).toEqual([]);
    expect(await world.work.read(world.setUp, (tx) => world.capacity.differences(tx))).toEqual([]);
  });
});
