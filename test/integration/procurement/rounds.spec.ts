import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, valueOf } from '../../../src/kernel/index.js';
import type { Regime } from '../../../src/modules/procurement/index.js';
import { aDraftRound, CONDITION, QUESTION, ROUND } from '../../support/rounds.js';
import { codeOf } from '../../support/results.js';
import { inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

describe('rounds of a framework', () => {
  let world: SupplyWorld;
  let commissioner: Actor;
  beforeAll(async () => {
    world = await supplyWorld();
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
  });
  afterAll(() => world.close());

  const aDraft = (regime?: Regime) => aDraftRound(world, commissioner, regime);
  const view = (roundId: string, actor = commissioner) => world.viewRounds.one(actor, roundId);

  it('are drafted unseen, say what they ask, and are published for everybody', async () => {
    const { roundId, frameworkId } = await aDraft();
    const school = inRole('SCHOOL_INCLUSION_LEAD', world.southSchool);
    expect(codeOf(await view(roundId, school))).toBe('round.not-found');
    expect(codeOf(await world.manageRounds.publish(commissioner, roundId))).toBe('round.nothing-asked');
    valueOf(await world.manageRounds.addQuestion(commissioner, roundId, { ...QUESTION, weightBasisPoints: 6_000 }));
    expect(codeOf(await world.manageRounds.publish(commissioner, roundId))).toBe(
      'input.invalid: weights weights-not-whole: weights weights-not-whole',
    );
    expect(codeOf(await world.manageRounds.addQuestion(commissioner, roundId, QUESTION))).toBe('question.number-taken');
    valueOf(
      await world.manageRounds.addQuestion(commissioner, roundId, { ...QUESTION, number: 2, weightBasisPoints: 4_000 }),
    );
    valueOf(await world.manageRounds.publish(commissioner, roundId));
    const seen = valueOf(await view(roundId, school));
    expect(seen).toMatchObject({ phase: 'COMING', round: { number: 1, authorityName: 'Exampleton' } });
    expect(seen.questions.map(({ number }) => number)).toEqual([1, 2]);
    // Forty working days after the close, Christmas and New Year left out.
    expect(seen.decideBy?.dueOn).toBe('2027-02-03');
    const [listed] = valueOf(await world.viewRounds.ofFramework(school, frameworkId));
    expect(listed?.round.id).toBe(roundId);
  });

  it('are numbered one after the other, however many are drafted in the same moment', async () => {
    const { frameworkId, lotIds } = await aDraft();
    const draft = () => world.manageRounds.draft(commissioner, frameworkId, { ...ROUND, lotIds });
    for (const one of await Promise.all(Array.from({ length: 5 }, draft))) valueOf(one);
    const listed = valueOf(await world.viewRounds.ofFramework(commissioner, frameworkId));
    expect(listed.map(({ round }) => round.number)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('stand as they were published: only the close may move, and only to later', async () => {
    const { roundId, lotIds } = await aDraft();
    const questionId = valueOf(await world.manageRounds.addQuestion(commissioner, roundId, QUESTION));
    valueOf(await world.manageRounds.publish(commissioner, roundId));
    const stands = 'round.stands';
    expect(codeOf(await world.manageRounds.change(commissioner, roundId, 2, { ...ROUND, lotIds }))).toBe(stands);
    expect(codeOf(await world.manageRounds.addQuestion(commissioner, roundId, { ...QUESTION, number: 2 }))).toBe(
      stands,
    );
    expect(codeOf(await world.manageRounds.removeQuestion(commissioner, roundId, questionId))).toBe(stands);
    const extend = (at: string) => world.manageRounds.extend(commissioner, roundId, new Date(at));
    expect(codeOf(await extend('2026-12-04T10:59:59Z'))).toBe('input.invalid: closesAt only-later');
    valueOf(await extend('2026-12-11T11:00:00Z'));
    // The database says the same to whoever goes round the code.
    const direct = (sql: string) =>
      world.admin.query(sql, [roundId]).then(
        () => 'done',
        (error: { constraint: string }) => error.constraint,
      );
    expect(await direct(`UPDATE round SET closes_at = '2026-12-05' WHERE id = $1`)).toBe('round_published_stands');
    expect(await direct(`UPDATE round SET closes_at = NULL WHERE id = $1`)).toBe('round_published_stands');
    expect(await direct(`UPDATE round_question SET question = 'Another' WHERE round_id = $1`)).toBe(
      'round_question_published',
    );
    expect(await direct(`DELETE FROM round_lot WHERE round_id = $1`)).toBe('round_question_published');
    valueOf(await world.manageRounds.cancel(commissioner, roundId, 'The specification was wrong.'));
    expect(valueOf(await view(roundId))).toMatchObject({ phase: 'CANCELLED' });
    expect(codeOf(await world.manageRounds.cancel(commissioner, roundId, 'Again'))).toBe('state.not-allowed');
  });

  it('begin with what the round before asked of the same lots', async () => {
    const { frameworkId, lotIds, roundId } = await aDraft();
    valueOf(await world.manageRounds.addQuestion(commissioner, roundId, QUESTION));
    const ofSecondLot = { ...QUESTION, number: 2, lotId: lotIds[1] ?? '' };
    valueOf(await world.manageRounds.addQuestion(commissioner, roundId, ofSecondLot));
    const next = { ...ROUND, name: 'Round 5', lotIds: lotIds.slice(0, 1) };
    const later = valueOf(await world.manageRounds.draft(commissioner, frameworkId, next));
    const seen = valueOf(await view(later));
    expect(seen.round.number).toBe(2);
    expect(seen.questions.map(({ question }) => question)).toEqual([QUESTION.question]);
  });

  it('of a dynamic market fix its conditions for good', async () => {
    const { frameworkId, roundId } = await aDraft('PA23_DYNAMIC_MARKET');
    const scored = await world.manageRounds.addQuestion(commissioner, roundId, QUESTION);
    expect(codeOf(scored)).toBe('input.invalid: kind no-scores');
    const added = valueOf(await world.manageConditions.add(commissioner, frameworkId, CONDITION));
    valueOf(await world.manageConditions.remove(commissioner, frameworkId, added));
    const id = valueOf(await world.manageConditions.add(commissioner, frameworkId, CONDITION));
    valueOf(await world.manageRounds.publish(commissioner, roundId));
    const another = { ...CONDITION, number: 2 };
    expect(codeOf(await world.manageConditions.add(commissioner, frameworkId, another))).toBe('condition.fixed');
    expect(codeOf(await world.manageConditions.remove(commissioner, frameworkId, id))).toBe('condition.fixed');
    expect(valueOf(await view(roundId))).toMatchObject({ decideBy: null, conditions: [{ title: 'Insurance' }] });
  });

  it('are the lead authority’s alone to run', async () => {
    const { frameworkId, lotIds, roundId } = await aDraft();
    const other = inRole('COMMISSIONER', world.south);
    const draft = await world.manageRounds.draft(other, frameworkId, { ...ROUND, lotIds });
    expect(codeOf(draft)).toBe('action.forbidden');
    expect(codeOf(await world.manageRounds.publish(other, roundId))).toBe('round.not-found');
    expect(codeOf(await world.manageConditions.add(other, frameworkId, CONDITION))).toBe('action.forbidden');
  });

  it('change only from the version that was read', async () => {
    const { roundId, lotIds } = await aDraft();
    const changed = { ...ROUND, name: 'Round 4, second draft', lotIds: lotIds.slice(2, 3) };
    valueOf(await world.manageRounds.change(commissioner, roundId, 1, changed));
    expect(codeOf(await world.manageRounds.change(commissioner, roundId, 1, changed))).toBe('record.changed');
    expect(valueOf(await view(roundId)).round.lots.map(({ number }) => number)).toEqual([3]);
  });
});
