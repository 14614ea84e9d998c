import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, newId, type Result, valueOf } from '../../../src/kernel/index.js';
import { ChangePlacement, EndPlacement } from '../../../src/modules/placements/index.js';
import { AdmitProvider, ManageFramework, MANCHESTER_LOTS } from '../../../src/modules/procurement/index.js';
import { boardServicesOf } from '../../support/board-services.js';
import { boardAdmits, chairBeside } from '../../support/governance.js';
import { FRAMEWORK } from '../../support/rounds.js';
import { inRole, known } from '../../support/supply-world.js';
import { WORKPLACES } from '../../support/workplaces.js';
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

/** A provider of a framework, with its admission. */
async function admitted() {
  at('2026-11-02T09:00:00Z');
  const commissioner = await known(world, inRole('COMMISSIONER', WORKPLACES.authority));
  let admissionId = '';
  const centre = await world.supply({
    route: 'FRAMEWORK',
    places: 20,
    admit: async (providerId) => {
      const framework = { ...FRAMEWORK, reference: `F${newId().slice(-6)}`, lots: MANCHESTER_LOTS };
      const { id, lotIds } = valueOf(await world.app.get(ManageFramework).create(commissioner, framework));
      const dates = { fromDate: day('2026-09-01'), toDate: day('2028-10-27') };
      const people = { clerk: commissioner, chair: await known(world, chairBeside(commissioner)) };
      const asked = { frameworkId: id, providerId, lotId: lotIds[0] ?? '', ...dates };
      admissionId = await boardAdmits(boardServicesOf(world.app), people, asked);
      return admissionId;
    },
  });
  const suspension = { admissionId, reason: 'QUALITY' as const, fromDate: day('2026-11-16'), toDate: null };
  return { centre, suspend: () => second.app.get(AdmitProvider).suspend(commissioner, suspension) };
}

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

  it('extend and suspend the provider: the extension was first, or nothing more is bought there', async () => {
    const { centre, suspend } = await admitted();
    const [placementId, later] = [await underWay(centre), await underWay(centre)];
    const ask = async (id: string) => {
      const { changeId } = valueOf(await here.ask(world.coordinator, extend(id)));
      valueOf(await here.answer(world.lead, changeId, { answer: 'AGREED', note: '' }));
      return changeId;
    };
    const [changeId, laterId] = [await ask(placementId), await ask(later)];
    const agree = (id: string) => here.answer(centre.manager, id, { answer: 'AGREED', note: '' });
    const [answered, suspended] = await Promise.all([agree(changeId), suspend()]);
    expect(code(suspended)).toBe('done');
    expect(['done', 'matching.rule-failed']).toContain(code(answered));
    expect(code(await agree(laterId))).toBe('matching.rule-failed');
    const row = await world.one<{ ends: string }>(`SELECT planned_end::text AS ends FROM placement WHERE id = $1`, [
      later,
    ]);
    expect(row?.ends).toBe('2026-12-18');
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
