import { describe, expect, it } from '@jest/globals';
import { dateOnly, type Result } from '../../../kernel/index.js';
import { checkQuestion, checkRound, mayPublish, phaseOf, type RoundDetails, type RoundQuestion } from './round.js';

const OPENS = new Date('2026-01-30T09:00:00Z');
const CLOSES = new Date('2026-03-04T11:00:00Z');

const aRound = (given: Partial<RoundDetails> = {}): RoundDetails => ({
  name: 'Round 4',
  opensAt: OPENS,
  questionsUntil: new Date('2026-02-20T12:00:00Z'),
  closesAt: CLOSES,
  evaluationEndsOn: dateOnly('2026-04-30'),
  admissionFrom: dateOnly('2026-06-01'),
  admissionTo: dateOnly('2028-10-27'),
  lotIds: ['lot-1', 'lot-2'],
  ...given,
});

const FPS = {
  regime: 'PCR2015_LTR_FPS' as const,
  startsOn: dateOnly('2022-09-01'),
  endsOn: dateOnly('2028-10-27'),
  lots: [{ id: 'lot-1' }, { id: 'lot-2' }],
};
const MARKET = { ...FPS, regime: 'PA23_DYNAMIC_MARKET' as const };

const aQuestion = (given: Partial<RoundQuestion> = {}): RoundQuestion => ({
  lotId: null,
  number: 1,
  section: 'Quality',
  question: 'How do you bring a pupil back to school?',
  guidance: null,
  kind: 'SCORED',
  answer: 'WORDS',
  weightBasisPoints: 10_000,
  wordsMax: 500,
  ...given,
});

const faults = (result: Result<unknown>) =>
  result.ok ? [] : result.problem.fields.map(({ field, rule }) => `${field} ${rule}`);

describe('a round', () => {
  const at = (text: string) => phaseOf({ ...aRound(), status: 'PUBLISHED' }, new Date(text));

  it('is open from its first second to the second before it closes', () => {
    expect(at('2026-01-30T08:59:59Z')).toBe('COMING');
    expect(at('2026-01-30T09:00:00Z')).toBe('OPEN');
    expect(at('2026-03-04T10:59:59Z')).toBe('OPEN');
    expect(at('2026-03-04T11:00:00Z')).toBe('CLOSED');
    expect(phaseOf({ ...aRound(), status: 'DRAFT' }, CLOSES)).toBe('DRAFT');
  });

  it('may stay open on a dynamic market, and must close where bids are compared', () => {
    const open = aRound({ closesAt: null, evaluationEndsOn: null });
    expect(faults(checkRound(open, FPS))).toEqual(['closesAt round-must-close']);
    expect(checkRound(open, MARKET).ok).toBe(true);
  });

  it('keeps its times in order and inside the framework', () => {
    expect(checkRound(aRound(), FPS)).toEqual({ ok: true, value: aRound() });
    const late = { questionsUntil: new Date('2026-03-04T11:00:01Z'), evaluationEndsOn: dateOnly('2026-03-04') };
    expect(faults(checkRound(aRound({ ...late, admissionTo: dateOnly('2028-10-28') }), FPS))).toEqual([
      'questionsUntil outside-round',
      'evaluationEndsOn ends-before-start',
      'admissionTo outside-framework',
    ]);
    const wrong = { closesAt: OPENS, questionsUntil: null, evaluationEndsOn: null, name: ' ', lotIds: ['lot-9'] };
    expect(faults(checkRound(aRound(wrong), FPS))).toEqual([
      'name required',
      'lotIds choice',
      'closesAt ends-before-start',
    ]);
  });
});

describe('what a round asks', () => {
  it('is never scored where whoever meets the conditions must be admitted', () => {
    const round = { lotIds: ['lot-1'], regime: MARKET.regime };
    expect(faults(checkQuestion(aQuestion(), round))).toEqual(['kind no-scores']);
    const passFail = aQuestion({ kind: 'PASS_FAIL', weightBasisPoints: null, answer: 'YES_NO' });
    expect(checkQuestion(passFail, round)).toEqual({ ok: true, value: { ...passFail, wordsMax: null } });
  });

  it('has a weight if it is scored and none if it is not', () => {
    const round = { lotIds: ['lot-1'], regime: FPS.regime };
    expect(faults(checkQuestion(aQuestion({ weightBasisPoints: null }), round))).toEqual([
      'weightBasisPoints required',
    ]);
    expect(faults(checkQuestion(aQuestion({ kind: 'INFORMATION', lotId: 'lot-2' }), round))).toEqual([
      'lotId lot-not-in-round',
      'weightBasisPoints weight-without-score',
    ]);
  });

  it('weighs a hundred per cent for every lot before bidders see it', () => {
    const lots = [
      { id: 'lot-1', number: 1 },
      { id: 'lot-2', number: 2 },
    ];
    const about = { conditions: 0, regime: FPS.regime, now: OPENS };
    const publish = (questions: RoundQuestion[], more = {}) =>
      mayPublish({ ...aRound(), lots }, questions, { ...about, ...more });
    const shared = aQuestion({ weightBasisPoints: 6_000 });
    const own = (lotId: string, weightBasisPoints: number) => aQuestion({ lotId, weightBasisPoints });
    expect(publish([shared, own('lot-1', 4_000), own('lot-2', 4_000)]).ok).toBe(true);
    const short = publish([shared, own('lot-1', 4_000), own('lot-2', 3_900)]);
    expect(short).toMatchObject({ problem: { fields: [{ facts: { lot: 2, percent: 99 } }] } });
    expect(publish([])).toMatchObject({ problem: { code: 'round.nothing-asked' } });
    expect(publish([shared], { now: CLOSES })).toMatchObject({ problem: { code: 'round.closes-in-the-past' } });
    expect(publish([], { conditions: 1, regime: MARKET.regime }).ok).toBe(true);
  });
});
