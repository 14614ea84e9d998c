import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, ROLES, valueOf } from '../../../src/kernel/index.js';
import { aMember, aScoredBid } from '../../support/bids.js';
import { codeOf } from '../../support/results.js';
import { inRole, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const NOBODY = '00000000-0000-7000-8000-00000000dead';
const ADMIT = { outcome: 'ADMIT' as const, reasons: 'It meets what was published.', conditions: null, risks: null };

describe('who may do what in an evaluation', () => {
  let world: SupplyWorld;
  let set: Awaited<ReturnType<typeof aScoredBid>>;

  beforeAll(async () => {
    world = await supplyWorld();
    set = await aScoredBid(world);
  });
  afterAll(() => world.close());

  const actions: Readonly<Record<string, (actor: Actor) => Promise<string>>> = {
    'see who evaluates': async (actor) => codeOf(await world.nameAssessors.view(actor, set.roundId)),
    'name an evaluator': async (actor) =>
      codeOf(
        await world.nameAssessors.name(actor, set.roundId, {
          userId: NOBODY,
          part: 'EVALUATOR',
          lotIds: set.lotIds.slice(0, 2),
        }),
      ),
    'take one out': async (actor) => codeOf(await world.nameAssessors.end(actor, set.roundId, NOBODY, 'On leave.')),
    'see how far the bids are': async (actor) => codeOf(await world.viewRoundEvaluation.one(actor, set.roundId, 0)),
    'declare interests': async (actor) =>
      codeOf(await world.declareInterests.declare(actor, set.roundId, new Map([[set.id, null]]))),
    'read an evaluation': async (actor) => codeOf(await world.viewBidEvaluation.one(actor, set.id)),
    'save scores': async (actor) => codeOf(await world.score.save(actor, set.id, new Map())),
    'submit scores': async (actor) => codeOf(await world.score.submit(actor, set.id)),
    moderate: async (actor) => codeOf(await world.moderate.save(actor, set.id, 0, new Map())),
    'finish moderation': async (actor) => codeOf(await world.moderate.finish(actor, set.id, 0)),
    recommend: async (actor) =>
      codeOf(await world.moderate.recommend(actor, set.id, { lotId: set.lotIds[0] ?? '', version: 0 }, ADMIT)),
    'read the paper': async (actor) => {
      const paper = valueOf(await world.work.read(actor, (tx) => world.evaluations.paperFor(tx, set.roundId)));
      return paper.lines.length + paper.unfinished.length === 0 ? 'nothing' : 'done';
    },
  };
  const tableFor = async (actor: Actor): Promise<Record<string, string>> => {
    const answers: [string, string][] = [];
    for (const [name, act] of Object.entries(actions)) answers.push([name, await act(actor)]);
    return Object.fromEntries(answers);
  };
  const all = (answer: string, over: Readonly<Record<string, string>> = {}) => ({
    ...Object.fromEntries(Object.keys(actions).map((name) => [name, answer])),
    ...over,
  });

  const SHUT_OUT = all('action.forbidden', { 'read the paper': 'nothing' });
  const NOT_NAMED = {
    ...SHUT_OUT,
    'see how far the bids are': 'done',
    'declare interests': 'bidder.declared',
    'read an evaluation': 'application.not-found',
    'save scores': 'application.not-found',
    'submit scores': 'application.not-found',
    moderate: 'application.not-found',
    'finish moderation': 'application.not-found',
    recommend: 'application.not-found',
  };
  /** Reads all bids for the authority once they have declared, and has no part in scoring them. */
  const READS = { ...NOT_NAMED, 'declare interests': 'done', 'read an evaluation': 'done', 'read the paper': 'done' };
  const RUNS = {
    ...READS,
    'see who evaluates': 'done',
    'name an evaluator': 'input.invalid: userId choice',
    'take one out': 'assessor.not-named',
    moderate: 'evaluation.not-moderator',
    'finish moderation': 'evaluation.not-moderator',
    recommend: 'evaluation.not-moderator',
  };
  const WITHOUT_A_PART: Readonly<Record<string, object>> = {
    EVALUATOR: NOT_NAMED,
    QUALITY_OFFICER: READS,
    COMMISSIONER: RUNS,
  };

  it.each(ROLES.filter((role) => role !== 'PLATFORM_OPERATOR'))(
    'as %s of the lead authority, not named in the round',
    async (role) => {
      expect(await tableFor(await aMember(world, role, world.north))).toEqual(WITHOUT_A_PART[role] ?? SHUT_OUT);
    },
  );

  it('as an evaluator who is named: their own scores, and everybody’s once all have submitted', async () => {
    const named = { 'declare interests': 'bidder.declared', 'read an evaluation': 'done', 'read the paper': 'done' };
    const scores = { 'save scores': 'sheet.submitted', 'submit scores': 'sheet.submitted' };
    const not = 'evaluation.not-moderator';
    expect(await tableFor(set.evaluators[0])).toEqual({
      ...NOT_NAMED,
      ...named,
      ...scores,
      moderate: not,
      'finish moderation': not,
      recommend: not,
    });
  });

  it('as the moderator who is named: one score, and what the board is advised', async () => {
    expect(await tableFor(set.moderator)).toEqual({
      ...RUNS,
      'declare interests': 'bidder.declared',
      moderate: 'record.changed',
      'finish moderation': 'record.changed',
      recommend: 'evaluation.not-moderated',
    });
  });

  it.each(['EVALUATOR', 'QUALITY_OFFICER', 'COMMISSIONER'] as const)('as %s of another authority', async (role) => {
    const away = { 'see how far the bids are': 'round.not-found', 'read an evaluation': 'application.not-found' };
    const nothing = {
      moderate: 'application.not-found',
      recommend: 'application.not-found',
      'read the paper': 'nothing',
    };
    const answers = await tableFor(await aMember(world, role, world.south));
    expect(answers).toEqual({
      ...NOT_NAMED,
      ...away,
      ...nothing,
      'finish moderation': 'application.not-found',
    });
  });

  it('as the bidder: nothing of it', async () => {
    const bidder = set.bids[0]?.bidder ?? inRole('PROVIDER_MANAGER', world.north);
    // The bidder sees its own bid in a paper, and nothing that was said about it.
    expect(await tableFor(bidder)).toEqual({ ...SHUT_OUT, 'read the paper': 'done' });
  });
});
