import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, valueOf } from '../../../src/kernel/index.js';
import { KnownQuality } from '../../../src/modules/procurement/application/known-quality.js';
import { DiligenceStore } from '../../../src/modules/procurement/persistence/diligence.store.js';
import { QualityStore } from '../../../src/modules/procurement/persistence/quality.store.js';
import type { Outcome, RecommendationGiven } from '../../../src/modules/procurement/domain/evaluation.js';
import {
  aBid,
  aMember,
  anOpenRound,
  aScoredBid,
  aTeam,
  declareNone,
  lookedInto,
  nameTeam,
  scoreAll,
} from '../../support/bids.js';
import { codeOf } from '../../support/results.js';
import { inRole, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const ADMIT: RecommendationGiven = {
  outcome: 'ADMIT',
  reasons: 'It meets what was published.',
  conditions: null,
  risks: null,
};

describe('moderation and recommendation', () => {
  let world: SupplyWorld;

  beforeAll(async () => {
    world = await supplyWorld();
  });
  afterAll(() => world.close());

  const bidOf = async (actor: Actor, id: string) => valueOf(await world.viewBidEvaluation.one(actor, id));
  const versionOf = async (actor: Actor, id: string) => (await bidOf(actor, id)).evaluation.version;
  const scored = (points: number, words: Partial<Outcome> = {}): Outcome => ({
    points,
    passed: null,
    reason: '',
    feedback: '',
    ...words,
  });
  async function save(actor: Actor, id: string, outcomes: readonly (readonly [string, Outcome])[]) {
    return world.moderate.save(actor, id, await versionOf(actor, id), new Map(outcomes));
  }
  const finish = async (actor: Actor, id: string) => world.moderate.finish(actor, id, await versionOf(actor, id));
  async function recommend(actor: Actor, id: string, lotId: string, given: Partial<RecommendationGiven> = {}) {
    const version = await versionOf(actor, id);
    return world.moderate.recommend(actor, id, { lotId, version }, { ...ADMIT, ...given });
  }
  const paperOf = async (actor: Actor, roundId: string) =>
    valueOf(await world.work.read(actor, (tx) => world.evaluations.paperFor(tx, roundId)));

  it('waits until all have submitted, and is a named moderator’s alone', async () => {
    const { evaluators, moderator, id, commissioner } = await aScoredBid(world);
    expect(codeOf(await save(evaluators[0], id, []))).toBe('evaluation.not-moderator');
    expect(codeOf(await save(commissioner, id, []))).toBe('evaluation.not-moderator');
    expect(codeOf(await save(moderator, id, []))).toBe('done');
    const early = world.work.read(moderator, (tx) =>
      tx.query(`UPDATE evaluation SET moderated_at = now(), scores_shown_at = NULL WHERE application_id = $1`, [id]),
    );
    await expect(early).rejects.toMatchObject({ driverError: { constraint: 'evaluation_stands' } });
  });

  it('takes what all gave alike as it is, and asks for a reason where they differ', async () => {
    const { moderator, id, questionIds } = await aScoredBid(world, [2, 4]);
    const [first = '', second = ''] = questionIds;
    expect(codeOf(await finish(moderator, id))).toBe('evaluation.unmoderated');
    expect(codeOf(await save(moderator, id, [[first, scored(3)]]))).toBe(
      `input.invalid: ${first}-reason reason-where-they-differ`,
    );
    expect(codeOf(await save(moderator, id, [[first, scored(9, { reason: 'x' })]]))).toBe(
      `input.invalid: ${first} choice`,
    );
    valueOf(await save(moderator, id, [[first, scored(3, { reason: 'Half of it is evidenced.' })]]));
    valueOf(await save(moderator, id, [[second, scored(4, { reason: 'Page 3.', feedback: 'A clear plan.' })]]));
    valueOf(await finish(moderator, id));
    expect(codeOf(await finish(moderator, id))).toBe('evaluation.moderated');
    const { outcomes, results } = await bidOf(moderator, id);
    expect(new Set([...outcomes.values()].map(({ points, passed }) => points ?? passed))).toEqual(
      new Set([3, 4, true]),
    );
    expect([...results.values()][0]).toMatchObject({ passes: true, total: { points: 34_000, of: 50_000 } });
    const later = world.admin.query(`UPDATE evaluation_outcome SET points = 5 WHERE application_id = $1`, [id]);
    await expect(later).rejects.toMatchObject({ constraint: 'evaluation_outcome_stands' });
  });

  it('tells the bidder something about whatever its bid fails', async () => {
    const { moderator, id, questionIds, roundId, lotIds } = await aScoredBid(world, [1, 1]);
    const second = questionIds[1] ?? '';
    expect(codeOf(await finish(moderator, id))).toBe('evaluation.feedback-missing');
    valueOf(await save(moderator, id, [[second, scored(1, { feedback: 'The answer names no safeguarding lead.' })]]));
    valueOf(await finish(moderator, id));
    const lot = lotIds[0] ?? '';
    expect(codeOf(await recommend(moderator, id, lot))).toBe('recommendation.not-open');
    valueOf(await recommend(moderator, id, lot, { outcome: 'REFUSE', reasons: 'Safeguarding falls short.' }));
    const direct = world.admin.query(`UPDATE recommendation SET outcome = 'ADMIT' WHERE application_id = $1`, [id]);
    await expect(direct).rejects.toMatchObject({ constraint: 'recommendation_who_fails_is_refused' });
    const { lines } = await paperOf(moderator, roundId);
    expect(lines).toMatchObject([
      {
        passes: false,
        exceptions: ['REFUSED', 'DILIGENCE_OPEN'],
        failures: [{ title: 'How do you keep pupils safe?' }],
      },
    ]);
    expect(lines[0]?.feedback.find(({ number, of }) => of === 'QUESTION' && number === 2)?.feedback).toContain('lead');
  });

  it('is done in one order or the other by two people at once, never half', async () => {
    const { moderator, commissioner, id, questionIds, roundId, lotIds } = await aScoredBid(world, [2, 4]);
    const other = await aMember(world, 'QUALITY_OFFICER', world.north);
    const named = { userId: other.userId ?? '', part: 'MODERATOR' as const, lotIds: lotIds.slice(0, 2) };
    valueOf(await world.nameAssessors.name(commissioner, roundId, named));
    await declareNone(world, other, roundId);
    const version = await versionOf(moderator, id);
    const whole = (points: number) =>
      new Map(questionIds.slice(0, 2).map((item) => [item, scored(points, { reason: `Together ${points}.` })]));
    const both = await Promise.all([
      world.moderate.save(moderator, id, version, whole(2)),
      world.moderate.save(other, id, version, whole(4)),
    ]);
    expect(both.map(codeOf).toSorted()).toEqual(['done', 'record.changed']);
    const { outcomes } = await bidOf(moderator, id);
    expect(new Set([...outcomes.values()].map(({ reason }) => reason)).size).toBe(1);
    const now = await versionOf(moderator, id);
    const ends = await Promise.all([
      world.moderate.finish(moderator, id, now),
      world.moderate.finish(other, id, now),
      world.moderate.save(other, id, now, whole(5)),
    ]);
    expect(ends.map(codeOf).filter((code) => code === 'done')).toHaveLength(1);
    const lotId = lotIds[0] ?? '';
    if ((await bidOf(moderator, id)).evaluation.moderatedAt === null) valueOf(await finish(moderator, id));
    const last = await versionOf(moderator, id);
    const recommended = await Promise.all(
      [moderator, other].map((actor) => world.moderate.recommend(actor, id, { lotId, version: last }, ADMIT)),
    );
    expect(recommended.map(codeOf).toSorted()).toEqual(['done', 'record.changed']);
  });

  it('sees the last two evaluators submit at once, and shows their scores once', async () => {
    for (let n = 0; n < 3; n += 1) {
      const commissioner = await aMember(world, 'COMMISSIONER', world.north);
      const round = await anOpenRound(world, commissioner, { regime: 'PA23_DYNAMIC_MARKET', questions: [] });
      const { id } = await aBid(world, round);
      await declareNone(world, commissioner, round.roundId);
      const team = await aTeam(world);
      await nameTeam(world, commissioner, round, team);
      await Promise.all(team.evaluators.map((actor) => declareNone(world, actor, round.roundId)));
      for (const actor of team.evaluators) await scoreAll(world, actor, id);
      const submitted = await Promise.all(team.evaluators.map((actor) => world.score.submit(actor, id)));
      expect(submitted.filter((one) => valueOf(one).shown)).toHaveLength(1);
    }
  });

  it('never waits for ever when the last evaluator submits as another is taken out', async () => {
    for (let n = 0; n < 3; n += 1) {
      const { commissioner, evaluators, roundId, lotIds, id } = await awaitingOne();
      const third = await aMember(world, 'EVALUATOR', world.north);
      const named = { userId: third.userId ?? '', part: 'EVALUATOR' as const, lotIds: lotIds.slice(0, 2) };
      valueOf(await world.nameAssessors.name(commissioner, roundId, named));
      const [ended, sent] = await Promise.all([
        world.nameAssessors.end(commissioner, roundId, third.userId ?? '', 'On leave.'),
        world.score.submit(evaluators[1], id),
      ]);
      expect([codeOf(ended), codeOf(sent)]).toEqual(['done', 'done']);
      expect((await bidOf(commissioner, id)).evaluation.scoresShownAt).not.toBeNull();
    }
  });

  /** A bid whose first evaluator has submitted and whose second could. */
  async function awaitingOne() {
    const commissioner = await aMember(world, 'COMMISSIONER', world.north);
    const round = await anOpenRound(world, commissioner, { regime: 'PA23_DYNAMIC_MARKET', questions: [] });
    const { id } = await aBid(world, round);
    await declareNone(world, commissioner, round.roundId);
    const team = await aTeam(world);
    await nameTeam(world, commissioner, round, team);
    for (const actor of team.evaluators) {
      await declareNone(world, actor, round.roundId);
      await scoreAll(world, actor, id);
    }
    valueOf(await world.score.submit(team.evaluators[0], id));
    return { commissioner, ...round, ...team, id };
  }

  it('admits on a dynamic market whoever meets the conditions, with the time to decide from the day the bid came', async () => {
    const { evaluators, moderator, roundId, lotIds, id, commissioner } = await awaitingOne();
    await declareNone(world, moderator, roundId);
    valueOf(await world.score.submit(evaluators[1], id));
    valueOf(await finish(moderator, id));
    await lookedInto(world, id);
    const lot = lotIds[0] ?? '';
    const given = { outcome: 'ADMIT_WITH_CONDITIONS' as const, conditions: 'A second first-aider.' };
    expect(codeOf(await recommend(moderator, id, lot, given))).toBe('recommendation.not-open');
    expect(codeOf(await recommend(moderator, id, lotIds[1] ?? ''))).toBe('lot.not-found');
    expect((await paperOf(commissioner, roundId)).unfinished).toMatchObject([
      { applicationId: id, lot: { number: 1 } },
    ]);
    valueOf(await recommend(moderator, id, lot));
    const paper = await paperOf(commissioner, roundId);
    expect(paper).toMatchObject({ unfinished: [], withheld: 0, rules: { admits: 'WHOEVER_MEETS_CONDITIONS' } });
    expect(paper.lines).toMatchObject([
      {
        applicationId: id,
        total: null,
        passes: true,
        exceptions: [],
        recommendation: 'ADMIT',
        evaluators: 2,
        decideBy: { dueOn: '2026-12-08' },
        offers: [
          {
            netPence: 5e4,
            basis: 'WEEK',
          },
        ],
      },
    ]);
  });

  it('gives the board one line for each lot, best total first, and says when bids are kept from the reader', async () => {
    const { moderator, id, roundId, lotIds, commissioner } = await aScoredBid(world, [5, 5]);
    valueOf(await finish(moderator, id));
    await lookedInto(world, id);
    valueOf(await recommend(moderator, id, lotIds[0] ?? '', { risks: 'Its lease ends in May.' }));
    const [line] = (await paperOf(commissioner, roundId)).lines;
    expect(line).toMatchObject({ total: { points: 50_000, of: 50_000, basisPoints: 10_000 }, exceptions: ['RISK'] });
    expect(line?.version).toBe(1);
    // Other modules are told nothing of it before the bid is decided.
    const { rows } = await world.admin.query(`SELECT provider_organisation_id AS id FROM application WHERE id = $1`, [
      id,
    ]);
    const coordinator = inRole('PANEL_COORDINATOR', world.north);
    const wanted = { authorityId: world.north.authorityId, providerIds: [rows[0].id], on: dateOnly('2026-12-31') };
    const quality = new KnownQuality(new QualityStore(), new DiligenceStore());
    const known = await world.work.read(coordinator, (tx) => quality.of(tx, wanted));
    expect(known.filter(({ kind }) => kind === 'SCORE')).toEqual([]);
    valueOf(await recommend(moderator, id, lotIds[0] ?? ''));
    expect((await paperOf(commissioner, roundId)).lines[0]).toMatchObject({ version: 2, exceptions: [] });
    const conflicted = await aMember(world, 'QUALITY_OFFICER', world.north);
    const named = { userId: conflicted.userId ?? '', part: 'MODERATOR' as const, lotIds: lotIds.slice(0, 1) };
    valueOf(await world.nameAssessors.name(commissioner, roundId, named));
    valueOf(await world.declareInterests.declare(conflicted, roundId, new Map([[id, 'I am a governor there.']])));
    expect(await paperOf(conflicted, roundId)).toMatchObject({ lines: [], unfinished: [], withheld: 1 });
    expect((await paperOf(commissioner, roundId)).lines[0]?.exceptions).toEqual(['CONFLICT']);
  });

  it('streams what a round came to, a part at a time', async () => {
    const { moderator, id, roundId, lotIds, commissioner } = await aScoredBid(world);
    valueOf(await finish(moderator, id));
    valueOf(await recommend(moderator, id, lotIds[0] ?? ''));
    const parts = [];
    for await (const part of world.viewRoundEvaluation.results(commissioner, roundId)) parts.push(part.length);
    expect(parts).toEqual([1]);
  });
});
