import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, valueOf } from '../../../src/kernel/index.js';
import { aMember, aRoundToEvaluate, declareNone, scoreAll } from '../../support/bids.js';
import { type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const TABLES = [
  'round_assessor',
  'round_assessor_lot',
  'evaluation',
  'evaluation_sheet',
  'evaluation_interest',
  'evaluation_mark',
  'evaluation_outcome',
  'recommendation',
];

/** The connection dies as the step writes its last row, as it does when the process or the server is killed. */
const DIE = `
  CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NEW; END $$;
  CREATE TRIGGER die BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION die();`;

describe('an evaluation whose step is killed', () => {
  let world: SupplyWorld;

  beforeAll(async () => {
    world = await supplyWorld();
  });
  afterAll(() => world.close());

  async function footprint(): Promise<unknown[]> {
    const counts = TABLES.map(
      (table) => `(SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM ${table} t)`,
    );
    return (await world.admin.query({ text: `SELECT ${counts.join(', ')}`, rowMode: 'array' })).rows;
  }

  async function survives(step: () => Promise<unknown>): Promise<void> {
    const before = await footprint();
    await world.admin.query(DIE);
    try {
      await expect(step()).rejects.toThrow();
    } finally {
      await world.admin.query('DROP TRIGGER die ON audit_entry; DROP FUNCTION die()');
    }
    expect(await footprint()).toEqual(before);
    valueOf((await step()) as Parameters<typeof valueOf>[0]);
    expect(await footprint()).not.toEqual(before);
  }

  it('is as it was before, at every step, and the step can be taken again', async () => {
    const set = await aRoundToEvaluate(world);
    const id = set.bids[0]?.id ?? '';
    const lotId = set.lotIds[0] ?? '';
    const [eva, evan] = set.evaluators;
    const third = await aMember(world, 'QUALITY_OFFICER', world.north);
    const reader = await aMember(world, 'QUALITY_OFFICER', world.north);
    const named = { userId: third.userId ?? '', part: 'EVALUATOR' as const, lotIds: [lotId] };
    await survives(() => world.nameAssessors.name(set.commissioner, set.roundId, named));
    await survives(() => world.declareInterests.declare(reader, set.roundId, new Map([[id, null]])));
    await survives(() => world.declareInterests.declareLater(reader, id, 'My sister works there.'));
    await survives(() => world.declareInterests.declare(eva, set.roundId, new Map([[id, null]])));
    await survives(() => world.declareInterests.declare(third, set.roundId, new Map([[id, 'I taught there.']])));
    await survives(() => world.nameAssessors.end(set.commissioner, set.roundId, named.userId, 'On leave.'));
    for (const actor of [evan, set.moderator]) await declareNone(world, actor, set.roundId);
    for (const actor of [eva, evan]) await scoreAll(world, actor, id, actor === eva ? 2 : 4);
    await survives(() => world.score.submit(eva, id));
    await survives(() => world.score.submit(evan, id));
    const version = async (actor: Actor) => valueOf(await world.viewBidEvaluation.one(actor, id)).evaluation.version;
    const now = await version(set.moderator);
    const outcome = { points: 3, passed: null, reason: 'Together.', feedback: 'Say who.' };
    const outcomes = new Map(set.questionIds.slice(0, 2).map((item) => [item, outcome]));
    await survives(() => world.moderate.save(set.moderator, id, now, outcomes));
    const next = await version(set.moderator);
    await survives(() => world.moderate.finish(set.moderator, id, next));
    const last = await version(set.moderator);
    const given = { outcome: 'ADMIT' as const, reasons: 'It meets it.', conditions: null, risks: null };
    await survives(() => world.moderate.recommend(set.moderator, id, { lotId, version: last }, given));
  });
});
