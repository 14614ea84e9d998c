import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { type Actor, valueOf } from '../../../src/kernel/index.js';
import { aMember, aRoundToEvaluate, declareNone, scoreAll } from '../../support/bids.js';
import { dying } from '../../support/dying.js';
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

describe('an evaluation whose step is killed', () => {
  let world: SupplyWorld;

  beforeAll(async () => {
    world = await supplyWorld();
  });
  afterAll(() => world.close());

  it('is as it was before, at every step, and the step can be taken again', async () => {
    const survives = dying(world.admin, TABLES);
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
