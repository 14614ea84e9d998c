import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, valueOf } from '../../../src/kernel/index.js';
import { aBid, aMember, anOpenRound, aRoundToEvaluate, aScoredBid, declareNone, scoreAll } from '../../support/bids.js';
import { codeOf } from '../../support/results.js';
import { inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

describe('the evaluation of bids', () => {
  let world: SupplyWorld;

  beforeAll(async () => {
    world = await supplyWorld();
  });
  afterAll(() => world.close());

  const rowsFor = (actor: Actor, sql: string, id: string) =>
    world.work.read(actor, (tx) => tx.query(sql, [id])).then((rows) => rows.length);
  const answersFor = (actor: Actor, id: string) =>
    rowsFor(actor, 'SELECT FROM application_answer WHERE application_id = $1', id);
  const marksFor = (actor: Actor, id: string) =>
    rowsFor(actor, 'SELECT FROM evaluation_mark WHERE application_id = $1', id);
  const stageOf = async (actor: Actor, roundId: string) =>
    Object.fromEntries(valueOf(await world.viewRoundEvaluation.one(actor, roundId, 0)).stages);

  it('is done by people of the lead authority whom its commissioner names for lots of the round', async () => {
    const { commissioner, roundId, evaluators, lotIds } = await aRoundToEvaluate(world);
    const lots = lotIds.slice(0, 1);
    const name = (actor: Actor, userId: string | null, over: object = {}) =>
      world.nameAssessors.name(actor, roundId, { userId: userId ?? '', part: 'EVALUATOR', lotIds: lots, ...over });
    const finance = await aMember(world, 'FINANCE_OFFICER', world.north);
    const stranger = await aMember(world, 'EVALUATOR', world.south);
    const another = await aMember(world, 'QUALITY_OFFICER', world.north);
    expect(codeOf(await name(commissioner, finance.userId))).toBe('input.invalid: userId choice');
    expect(codeOf(await name(commissioner, stranger.userId))).toBe('input.invalid: userId choice');
    expect(codeOf(await name(commissioner, another.userId, { lotIds: [lotIds[5]] }))).toBe(
      'input.invalid: lotIds choice',
    );
    expect(codeOf(await name(evaluators[0], another.userId))).toBe('action.forbidden');
    expect(codeOf(await name(await aMember(world, 'COMMISSIONER', world.south), stranger.userId))).toBe(
      'action.forbidden',
    );
    valueOf(await name(commissioner, another.userId));
    await declareNone(world, another, roundId);
    expect(codeOf(await name(commissioner, another.userId, { part: 'MODERATOR' }))).toBe('assessor.has-declared');
    const { assessors } = valueOf(await world.nameAssessors.view(commissioner, roundId));
    expect(assessors.map(({ part, declared }) => `${part} ${declared}`).toSorted()).toEqual([
      'EVALUATOR 0',
      'EVALUATOR 0',
      'EVALUATOR 1',
      'MODERATOR 0',
    ]);
  });

  it('shows nobody who is named a bid before they declared their interests, and never one they have an interest in', async () => {
    const { roundId, evaluators, moderator, bids } = await aRoundToEvaluate(world, { bids: 2 });
    const [first, second] = [bids[0]?.id ?? '', bids[1]?.id ?? ''];
    const [eva] = evaluators;
    for (const actor of [eva, moderator]) {
      expect(await answersFor(actor, first)).toBe(0);
      expect(codeOf(await world.viewApplications.one(actor, first))).toBe('application.not-found');
    }
    const { bidders } = valueOf(await world.declareInterests.awaited(eva, roundId));
    expect(bidders.map(({ applicationId }) => applicationId).toSorted()).toEqual([first, second].toSorted());
    const declare = (given: [string, string | null][]) => world.declareInterests.declare(eva, roundId, new Map(given));
    expect(codeOf(await declare([[first, ' ']]))).toBe(`input.invalid: ${first}-nature required`);
    valueOf(
      await declare([
        [first, 'My sister works there.'],
        [second, null],
      ]),
    );
    expect(codeOf(await declare([[second, null]]))).toBe('bidder.declared');
    expect([await answersFor(eva, first), await answersFor(eva, second)]).toEqual([0, 3]);
    expect(codeOf(await world.viewApplications.one(eva, first))).toBe('application.not-found');
    expect(codeOf(await world.viewBidEvaluation.one(eva, first))).toBe('application.not-found');
    expect(codeOf(await world.score.save(eva, first, new Map()))).toBe('application.not-found');
    const direct = world.work.read(eva, (tx) =>
      tx.query(`UPDATE evaluation_sheet SET status = 'OPEN' WHERE application_id = $1`, [first]),
    );
    await expect(direct).rejects.toMatchObject({ driverError: { constraint: 'evaluation_sheet_stands' } });
  });

  it('shows nobody who runs the framework a bid before they declared, and what they declared stays with them', async () => {
    const { roundId, commissioner, evaluators, bids, lotIds } = await aRoundToEvaluate(world, { bids: 2 });
    const [first, second] = [bids[0]?.id ?? '', bids[1]?.id ?? ''];
    const [other, officer] = [
      await aMember(world, 'COMMISSIONER', world.north),
      await aMember(world, 'QUALITY_OFFICER', world.north),
    ];
    const seen = async (actor: Actor) => [await answersFor(actor, first), await answersFor(actor, second)];
    const of = { of: 'application' as const, id: first, code: 'S1_ACCESS', seen: 0 };
    const given = { outcome: 'CONFIRMED' as const, note: 'Seen.', checkedOn: dateOnly('2026-11-02') };
    for (const actor of [other, officer]) {
      expect(await seen(actor)).toEqual([0, 0]);
      expect(codeOf(await world.viewApplications.one(actor, first))).toBe('application.not-found');
      expect(codeOf(await world.dueDiligence.view(actor, 'application', first))).toBe('application.not-found');
      expect(valueOf(await world.viewApplications.ofRound(actor, roundId, 0))).toMatchObject({
        total: 0,
        undeclared: 2,
      });
    }
    expect(codeOf(await world.dueDiligence.record(officer, of, given))).toBe('application.not-found');
    const declared = new Map([
      [first, 'My sister works there.'],
      [second, null],
    ]);
    valueOf(await world.declareInterests.declare(other, roundId, declared));
    expect(await seen(other)).toEqual([0, 3]);
    valueOf(await world.declareInterests.declare(officer, roundId, new Map([[first, null]])));
    expect(await seen(officer)).toEqual([3, 0]);
    valueOf(await world.dueDiligence.record(officer, of, given));
    const checksOf = (actor: Actor) => rowsFor(actor, 'SELECT FROM diligence_check WHERE application_id = $1', first);
    expect([await checksOf(officer), await checksOf(other)]).toEqual([1, 0]);
    // Nothing has begun: nobody who evaluates has declared, and the interest is no evaluator's.
    expect(await stageOf(commissioner, roundId)).toEqual({ WAITING: 2 });
    const { interests } = valueOf(await world.nameAssessors.view(commissioner, roundId));
    expect(interests.map(({ nature }) => nature)).toEqual(['My sister works there.']);
    // Named later: without an interest they say so again for their part, with one the bid stays away for good.
    const named = { userId: officer.userId ?? '', part: 'EVALUATOR' as const, lotIds: lotIds.slice(0, 1) };
    valueOf(await world.nameAssessors.name(commissioner, roundId, named));
    valueOf(await world.nameAssessors.name(commissioner, roundId, { ...named, userId: other.userId ?? '' }));
    const awaited = async (actor: Actor) =>
      valueOf(await world.declareInterests.awaited(actor, roundId)).bidders.map(({ applicationId }) => applicationId);
    expect((await awaited(officer)).toSorted()).toEqual([first, second].toSorted());
    expect(await awaited(other)).toEqual([second]);
    await declareNone(world, officer, roundId);
    await scoreAll(world, officer, first);
    expect(codeOf(await world.score.submit(officer, first))).toBe('done');
    expect(await answersFor(evaluators[0], first)).toBe(0);
  });

  it('keeps a bid from a reader whose interest turned up later', async () => {
    const { roundId, bids } = await aRoundToEvaluate(world);
    const id = bids[0]?.id ?? '';
    const officer = await aMember(world, 'QUALITY_OFFICER', world.north);
    await declareNone(world, officer, roundId);
    valueOf(await world.declareInterests.declareLater(officer, id, 'I taught there.'));
    expect(await answersFor(officer, id)).toBe(0);
    expect(codeOf(await world.declareInterests.declareLater(officer, id, 'Again.'))).toBe('application.not-found');
    const direct = world.work.read(officer, (tx) =>
      tx.query(`UPDATE evaluation_sheet SET status = 'OPEN' WHERE application_id = $1`, [id]),
    );
    await expect(direct).rejects.toMatchObject({ driverError: { constraint: 'evaluation_sheet_stands' } });
  });

  it('tells what an interest is to those who run the framework, and to no other evaluator', async () => {
    const { roundId, evaluators, commissioner, bids } = await aRoundToEvaluate(world);
    const id = bids[0]?.id ?? '';
    valueOf(await world.declareInterests.declare(evaluators[0], roundId, new Map([[id, 'My sister works there.']])));
    const seen = (actor: Actor) => rowsFor(actor, 'SELECT FROM evaluation_interest WHERE application_id = $1', id);
    expect([await seen(commissioner), await seen(evaluators[0]), await seen(evaluators[1])]).toEqual([1, 1, 0]);
  });

  it('is blind: scores are saved as one goes, and shown when all have submitted', async () => {
    const { roundId, evaluators, moderator, commissioner, bids, questionIds } = await aRoundToEvaluate(world);
    const id = bids[0]?.id ?? '';
    const [eva, evan] = evaluators;
    for (const actor of [eva, evan, moderator]) await declareNone(world, actor, roundId);
    const first = { points: 4, passed: null, reason: '' };
    valueOf(await world.score.save(eva, id, new Map([[questionIds[0] ?? '', first]])));
    expect(codeOf(await world.score.submit(eva, id))).toBe('sheet.unfinished');
    await scoreAll(world, eva, id, 4);
    valueOf(await world.score.submit(eva, id));
    expect(codeOf(await world.score.save(eva, id, new Map([[questionIds[0] ?? '', first]])))).toBe('sheet.submitted');
    await scoreAll(world, evan, id, 2);
    const all = [eva, evan, moderator, commissioner];
    expect(await Promise.all(all.map((actor) => marksFor(actor, id)))).toEqual([4, 4, 0, 0]);
    expect(await stageOf(moderator, roundId)).toEqual({ SCORING: 1 });
    expect(valueOf(await world.score.submit(evan, id))).toEqual({ shown: true });
    expect(await Promise.all(all.map((actor) => marksFor(actor, id)))).toEqual([8, 8, 8, 8]);
    expect(await stageOf(moderator, roundId)).toEqual({ MODERATING: 1 });
    const stands = world.admin.query(`UPDATE evaluation_mark SET points = 5 WHERE application_id = $1`, [id]);
    await expect(stands).rejects.toMatchObject({ constraint: 'evaluation_sheet_stands' });
  });

  it('is declared and submitted once, when the same is sent twice at the same moment', async () => {
    const { roundId, evaluators, bids } = await aRoundToEvaluate(world);
    const id = bids[0]?.id ?? '';
    const [eva] = evaluators;
    const declare = () => world.declareInterests.declare(eva, roundId, new Map([[id, null]]));
    expect((await Promise.all([declare(), declare()])).map(codeOf).toSorted()).toEqual(['bidder.declared', 'done']);
    await scoreAll(world, eva, id);
    const submit = () => world.score.submit(eva, id);
    expect((await Promise.all([submit(), submit()])).map(codeOf).toSorted()).toEqual(['done', 'sheet.submitted']);
  });

  it('cannot show scores early, whoever asks the database', async () => {
    const { roundId, evaluators, bids } = await aRoundToEvaluate(world);
    const id = bids[0]?.id ?? '';
    for (const actor of evaluators) await declareNone(world, actor, roundId);
    const early = world.work.read(evaluators[0], (tx) =>
      tx.query(`UPDATE evaluation SET scores_shown_at = now() WHERE application_id = $1`, [id]),
    );
    await expect(early).rejects.toMatchObject({ driverError: { constraint: 'evaluation_incomplete' } });
    const asAnother = world.work.read(evaluators[0], (tx) =>
      tx.query(
        `UPDATE evaluation_sheet SET status = 'SUBMITTED', submitted_at = now() WHERE user_id = $1 RETURNING 1`,
        [evaluators[1].userId],
      ),
    );
    expect(await asAnother).toEqual([]);
  });

  it('waits for nobody who was taken out, and for two people a lot in any case', async () => {
    const { commissioner, roundId, evaluators, bids, lotIds } = await aRoundToEvaluate(world);
    const id = bids[0]?.id ?? '';
    const third = await aMember(world, 'EVALUATOR', world.north);
    const named = { userId: third.userId ?? '', part: 'EVALUATOR' as const, lotIds: lotIds.slice(0, 1) };
    valueOf(await world.nameAssessors.name(commissioner, roundId, named));
    for (const actor of [...evaluators, third]) await declareNone(world, actor, roundId);
    await scoreAll(world, evaluators[0], id);
    valueOf(await world.score.submit(evaluators[0], id));
    const end = ({ userId }: Actor) => world.nameAssessors.end(commissioner, roundId, userId ?? '', 'On leave.');
    valueOf(await end(third));
    expect(codeOf(await world.score.submit(third, id))).toBe('application.not-found');
    expect(await answersFor(third, id)).toBe(0);
    valueOf(await end(evaluators[1]));
    expect(await stageOf(commissioner, roundId)).toEqual({ SCORING: 1 });
    valueOf(await world.nameAssessors.name(commissioner, roundId, named));
    await scoreAll(world, third, id);
    expect(valueOf(await world.score.submit(third, id))).toEqual({ shown: true });
  });

  it('shows the scores of all others as soon as the only one who is awaited is taken out', async () => {
    const { commissioner, roundId, evaluators, bids, lotIds } = await aRoundToEvaluate(world);
    const id = bids[0]?.id ?? '';
    const third = await aMember(world, 'EVALUATOR', world.north);
    const named = { userId: third.userId ?? '', part: 'EVALUATOR' as const, lotIds: lotIds.slice(0, 1) };
    valueOf(await world.nameAssessors.name(commissioner, roundId, named));
    for (const actor of evaluators) {
      await declareNone(world, actor, roundId);
      await scoreAll(world, actor, id);
      expect(valueOf(await world.score.submit(actor, id))).toEqual({ shown: false });
    }
    valueOf(await world.nameAssessors.end(commissioner, roundId, named.userId, 'On leave.'));
    expect(await stageOf(commissioner, roundId)).toEqual({ MODERATING: 1 });
    expect(await marksFor(commissioner, id)).toBe(8);
  });

  it('does not count the scores of somebody whose interest turned up later, while they are still hidden', async () => {
    const { roundId, evaluators, moderator, bids } = await aRoundToEvaluate(world);
    const id = bids[0]?.id ?? '';
    for (const actor of [...evaluators, moderator]) await declareNone(world, actor, roundId);
    await scoreAll(world, evaluators[0], id);
    valueOf(await world.score.submit(evaluators[0], id));
    expect(codeOf(await world.declareInterests.declareLater(evaluators[0], id, ' '))).toBe(
      'input.invalid: nature required',
    );
    valueOf(await world.declareInterests.declareLater(evaluators[0], id, 'I was offered a post there.'));
    expect(await answersFor(evaluators[0], id)).toBe(0);
    await scoreAll(world, evaluators[1], id);
    expect(valueOf(await world.score.submit(evaluators[1], id))).toEqual({ shown: false });
    const scored = await aScoredBid(world);
    expect(codeOf(await world.declareInterests.declareLater(scored.evaluators[0], scored.id, 'x'))).toBe(
      'evaluation.scores-shown',
    );
  });

  it('keeps a bid that stays open from being changed under its evaluators', async () => {
    const commissioner = await aMember(world, 'COMMISSIONER', world.north);
    const round = await anOpenRound(world, commissioner, { regime: 'PA23_DYNAMIC_MARKET', questions: [] });
    const bid = await aBid(world, round);
    const eva = await aMember(world, 'EVALUATOR', world.north);
    const lotIds = round.lotIds.slice(0, 2);
    const named = { userId: eva.userId ?? '', part: 'EVALUATOR' as const, lotIds };
    valueOf(await world.nameAssessors.name(commissioner, round.roundId, named));
    await declareNone(world, eva, round.roundId);
    expect(codeOf(await world.apply.reopen(bid.bidder, bid.id))).toBe('application.being-evaluated');
    expect((await world.viewRoundEvaluation.tasksFor(eva)).map(({ title }) => title)).toContain(
      'Score the bids of Round 4',
    );
    const later = await aBid(world, round);
    const { bidders } = valueOf(await world.declareInterests.awaited(eva, round.roundId));
    expect(bidders.map(({ applicationId }) => applicationId)).toEqual([later.id]);
  });

  it('is nobody else’s business: bidders, other authorities and evaluators who are not named see none of it', async () => {
    const { roundId, id, bids } = await aScoredBid(world);
    const strangers = [
      bids[0]?.bidder,
      await aMember(world, 'EVALUATOR', world.north),
      await known(world, inRole('COMMISSIONER', world.south)),
      inRole('PANEL_COORDINATOR', world.north),
    ];
    for (const actor of strangers) {
      if (actor === undefined) throw new Error('There is no bidder.');
      expect(await marksFor(actor, id)).toBe(0);
      expect(codeOf(await world.viewBidEvaluation.one(actor, id))).toMatch(/forbidden|not-found/);
      expect(codeOf(await world.score.submit(actor, id))).toMatch(/forbidden|not-found/);
      const paper = valueOf(await world.work.read(actor, (tx) => world.evaluations.paperFor(tx, roundId)));
      if (actor.organisationId !== bids[0]?.providerId) expect([paper.lines, paper.unfinished]).toEqual([[], []]);
    }
  });
});
