import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../kernel/index.js';
import {
  agreedOf,
  allowedFor,
  checkMark,
  checkOutcome,
  checkRecommendation,
  checkScale,
  exceptionsOf,
  type Item,
  itemsOf,
  type Judgement,
  type RecommendationGiven,
  resultOf,
  type ScoreStep,
  spreadOf,
  totalBasisPoints,
  unfinished,
} from './evaluation.js';
import type { Regime } from './regimes.js';

const STEPS: readonly ScoreStep[] = [0, 1, 2, 3].map((points) => ({ points, label: `Step ${points}`, meaning: '' }));

const anItem = (over: Partial<Item> = {}): Item => ({
  id: newId(),
  of: 'QUESTION',
  kind: 'SCORED',
  lotId: null,
  number: 1,
  section: 'Quality',
  title: 'How?',
  guidance: null,
  weightBasisPoints: 10_000,
  leastPoints: null,
  ...over,
});
const passFail = (over: Partial<Item> = {}) => anItem({ kind: 'PASS_FAIL', weightBasisPoints: null, ...over });
const points = (given: number): Judgement => ({ points: given, passed: null });
const passed = (is: boolean): Judgement => ({ points: null, passed: is });
const settled = (outcomes: readonly (readonly [Item, Judgement])[], leastTotalBasisPoints: number | null = null) => ({
  outcomes: new Map(outcomes.map(([{ id }, one]) => [id, one])),
  steps: STEPS,
  leastTotalBasisPoints,
});

describe('what decides about a bid', () => {
  const question = (kind: 'SCORED' | 'PASS_FAIL' | 'INFORMATION', number: number) => ({
    id: newId(),
    lotId: null,
    number,
    section: 'Quality',
    question: 'How?',
    guidance: null,
    kind,
    answer: 'WORDS' as const,
    weightBasisPoints: kind === 'SCORED' ? 10_000 : null,
    wordsMax: null,
  });
  const questions = [question('SCORED', 1), question('PASS_FAIL', 2), question('INFORMATION', 3)];
  const conditions = [{ id: newId(), lotId: null, number: 1, title: 'Insurance', requirement: '£10 million' }];
  const kindsUnder = (regime: Regime) => itemsOf(regime, questions, conditions).map(({ of, kind }) => `${of} ${kind}`);

  it.each<[Regime, string[]]>([
    ['PA23_DYNAMIC_MARKET', ['CONDITION PASS_FAIL']],
    ['PCR2015_DPS', ['CONDITION PASS_FAIL', 'QUESTION PASS_FAIL']],
    ['PCR2015_LTR_FPS', ['CONDITION PASS_FAIL', 'QUESTION SCORED', 'QUESTION PASS_FAIL']],
  ])('under %s is %s', (regime, kinds) => expect(kindsUnder(regime)).toEqual(kinds));
});

describe('a mark', () => {
  it('takes the points of the round’s scale and no others, and a pass only where nothing is scored', () => {
    const item = anItem();
    expect(checkMark(item, STEPS, { ...points(3), reason: ' Clear. ' })).toEqual({
      ok: true,
      value: { points: 3, passed: null, reason: 'Clear.' },
    });
    for (const wrong of [points(4), points(-1), points(1.5), passed(true)]) {
      expect(checkMark(item, STEPS, { ...wrong, reason: '' }).ok).toBe(false);
    }
    expect(checkMark(passFail(), STEPS, { ...points(1), reason: '' }).ok).toBe(false);
  });

  it('is whole with a reason; a simple pass needs none', () => {
    const [first, second, third] = [anItem(), passFail(), passFail()] as const;
    const marks = new Map([
      [first.id, { ...points(2), reason: '' }],
      [second.id, { ...passed(true), reason: '' }],
      [third.id, { ...passed(false), reason: '' }],
    ]);
    expect(unfinished([first, second, third, passFail()], marks)).toHaveLength(3);
  });
});

describe('moderation', () => {
  const item = anItem();
  const given = (judged: Judgement, reason = '', feedback = '') => ({ ...judged, reason, feedback });

  it('needs no reason for what all gave alike, and one for everything else', () => {
    const alike = [points(2), points(2)];
    const apart = [points(1), points(3)];
    expect(checkOutcome(item, STEPS, { marks: alike, given: given(points(2)) }).ok).toBe(true);
    expect(checkOutcome(item, STEPS, { marks: alike, given: given(points(3)) }).ok).toBe(false);
    expect(checkOutcome(item, STEPS, { marks: apart, given: given(points(2)) }).ok).toBe(false);
    expect(checkOutcome(item, STEPS, { marks: apart, given: given(points(2), 'Page 4 answers it.') }).ok).toBe(true);
    expect(checkOutcome(item, STEPS, { marks: apart, given: given({ points: null, passed: null }) })).toEqual({
      ok: true,
      value: null,
    });
  });

  it('sees how far the evaluators are apart', () => {
    expect(agreedOf([points(2), points(3)])).toBeNull();
    expect(agreedOf([])).toBeNull();
    expect(spreadOf([points(0), points(3), points(1)], 3)).toBe(3);
    expect([spreadOf([passed(true), passed(false)], 3), spreadOf([passed(true)], 3)]).toEqual([3, 0]);
  });
});

describe('the weighted total', () => {
  const first = anItem({ weightBasisPoints: 3_333 });
  const second = anItem({ weightBasisPoints: 6_667 });

  it('is exact, and rounded once, half up, to be shown', () => {
    const { total } = resultOf(
      'lot',
      [first, second],
      settled([
        [first, points(1)],
        [second, points(2)],
      ]),
    );
    expect(total).toEqual({ points: 16_667, of: 30_000 });
    expect(total && totalBasisPoints(total)).toBe(5_556);
    expect([totalBasisPoints({ points: 1, of: 20_000 }), totalBasisPoints({ points: 1, of: 20_001 })]).toEqual([1, 0]);
  });

  it('fails below the least total by the fraction itself, not by what is shown', () => {
    const near = {
      outcomes: [
        [first, points(1)],
        [second, points(2)],
      ] as const,
    };
    expect(resultOf('lot', [first, second], settled(near.outcomes, 5_555)).passes).toBe(true);
    expect(resultOf('lot', [first, second], settled(near.outcomes, 5_556))).toMatchObject({
      passes: false,
      failures: [{ of: 'TOTAL' }],
    });
  });

  it('counts what is asked of a lot and not what is asked of another', () => {
    const own = anItem({ lotId: 'one' });
    const other = passFail({ lotId: 'two' });
    const result = resultOf('one', [own, other], settled([[own, points(3)]]));
    expect(result).toEqual({ total: { points: 30_000, of: 30_000 }, passes: true, failures: [] });
  });

  it('names each condition, question and least score that is missed', () => {
    const items = [
      passFail({ of: 'CONDITION', title: 'Insurance' }),
      passFail({ number: 2, title: 'Registered?' }),
      anItem({ number: 3, title: 'Safeguarding', leastPoints: 2 }),
    ] as const;
    const judged = settled([
      [items[0], passed(false)],
      [items[2], points(1)],
    ]);
    expect(resultOf('lot', items, judged).failures.map(({ title }) => title)).toEqual([
      'Insurance',
      'Registered?',
      'Safeguarding',
    ]);
  });
});

describe('a recommendation', () => {
  const given = (over: Partial<RecommendationGiven>): RecommendationGiven => ({
    outcome: 'ADMIT',
    reasons: 'It meets what was published.',
    conditions: null,
    risks: null,
    ...over,
  });

  it('admits on a dynamic market whoever meets the conditions, and adds none of its own', () => {
    expect(allowedFor('PA23_DYNAMIC_MARKET', true)).toEqual(['ADMIT']);
    expect(allowedFor('PA23_DYNAMIC_MARKET', false)).toEqual(['REFUSE']);
    expect(checkRecommendation('PA23_DYNAMIC_MARKET', true, given({ outcome: 'REFUSE' }))).toMatchObject({
      problem: { code: 'recommendation.not-open', facts: { allowed: 'Admit' } },
    });
  });

  it('refuses whoever fails what was published, under every law', () => {
    expect(allowedFor('PCR2015_LTR_FPS', false)).toEqual(['REFUSE']);
    expect(allowedFor('PCR2015_LTR_FPS', true)).toEqual(['ADMIT', 'ADMIT_WITH_CONDITIONS', 'REFUSE']);
  });

  it('says the conditions where there are some, and none where there are not', () => {
    const check = (over: Partial<RecommendationGiven>) => checkRecommendation('PA23_FRAMEWORK', true, given(over)).ok;
    expect(check({ outcome: 'ADMIT_WITH_CONDITIONS' })).toBe(false);
    expect(check({ outcome: 'ADMIT_WITH_CONDITIONS', conditions: 'Renew the insurance by May.' })).toBe(true);
    expect(check({ conditions: 'Renew the insurance by May.' })).toBe(false);
    expect(check({ reasons: ' ' })).toBe(false);
  });

  it('is routine unless something about it is an exception', () => {
    const routine = { outcome: 'ADMIT' as const, risks: null, spread: 1, conflicts: 0, isLate: false, checks: null };
    expect(exceptionsOf(routine)).toEqual([]);
    expect(exceptionsOf({ ...routine, checks: { open: 0, failed: 0 } })).toEqual([]);
    const checks = { open: 1, failed: 2 };
    expect(exceptionsOf({ outcome: 'REFUSE', risks: 'x', spread: 3, conflicts: 1, isLate: true, checks })).toEqual([
      'REFUSED',
      'RISK',
      'FAR_APART',
      'CONFLICT',
      'LATE',
      'DILIGENCE_FAILED',
      'DILIGENCE_OPEN',
    ]);
  });
});

describe('a scale', () => {
  const step = (given: number, label = 'Good') => ({ points: given, label, meaning: '' });
  it.each([
    ['starts at nought', [step(1), step(2)], false],
    ['has two steps or more', [step(0)], false],
    ['gives each number of points once', [step(0), step(0)], false],
    ['gives every step a label', [step(0), step(5, '')], false],
    ['may leave points out', [step(0), step(5), step(10)], true],
  ])('%s', (_, steps, is) => expect(checkScale(steps).ok).toBe(is));
});
