import { describe, expect, it } from '@jest/globals';
import { type Asked, asksFor, type Bid, checkAnswer, lacksOf } from './application.js';
import type { RoundQuestion } from './round.js';

const aQuestion = (id: string, given: Partial<RoundQuestion> = {}) => ({
  id,
  lotId: null,
  number: 1,
  section: 'Quality',
  question: 'How?',
  guidance: null,
  kind: 'INFORMATION' as const,
  answer: 'WORDS' as const,
  weightBasisPoints: null,
  wordsMax: 5,
  ...given,
});

const ASKED: Asked = {
  lots: [
    { id: 'lot-1', number: 1 },
    { id: 'lot-4', number: 4 },
  ],
  questions: [
    aQuestion('of-all'),
    aQuestion('of-lot-4', { lotId: 'lot-4', section: 'Salon' }),
    aQuestion('also-of-all', { section: 'Quality' }),
  ],
  conditions: [
    { id: 'insurance', lotId: null },
    { id: 'salon', lotId: 'lot-4' },
  ],
};

const aBid = (given: Partial<Bid> = {}): Bid => ({
  lotIds: ['lot-1'],
  answers: new Map([
    ['of-all', 'So'],
    ['also-of-all', 'So'],
  ]),
  conditions: new Map([['insurance', true]]),
  documentsLacking: 0,
  offers: [{ lotId: 'lot-1' }],
  ...given,
});

describe('a bid', () => {
  it('may be submitted once its lots have answers, conditions and an offer', () => {
    expect(lacksOf(aBid(), ASKED)).toEqual([]);
    expect(lacksOf(aBid({ lotIds: [] }), ASKED)).toEqual([{ step: 'lots' }]);
  });

  it('is asked only what its lots are asked', () => {
    expect(asksFor(ASKED.questions, ['lot-1']).map(({ id }) => id)).toEqual(['of-all', 'also-of-all']);
    expect(lacksOf(aBid({ lotIds: ['lot-1', 'lot-4'] }), ASKED)).toEqual([
      { step: 'conditions', count: 1 },
      { step: 'questions', section: 'Salon', count: 1 },
      { step: 'offers', lots: [4] },
    ]);
  });

  it('that says it does not meet a condition has answered, and may be submitted', () => {
    expect(lacksOf(aBid({ conditions: new Map([['insurance', false]]) }), ASKED)).toEqual([]);
    expect(lacksOf(aBid({ conditions: new Map() }), ASKED)).toEqual([{ step: 'conditions', count: 1 }]);
    expect(lacksOf(aBid({ documentsLacking: 2 }), ASKED)).toEqual([{ step: 'evidence', count: 2 }]);
  });
});

describe('an answer', () => {
  const check = (answer: RoundQuestion['answer'], typed: string) => {
    const result = checkAnswer({ answer, wordsMax: 5 }, typed, 'q1');
    return result.ok ? result.value : result.problem.fields[0]?.rule;
  };

  it.each([
    ['WORDS', 'one two  three\nfour five', 'one two  three\nfour five'],
    ['WORDS', 'one two three four five six', 'words-max'],
    ['YES_NO', 'yes', 'yes'],
    ['YES_NO', 'perhaps', 'choice'],
    ['NUMBER', '1,250.50', '1250.50'],
    ['NUMBER', 'ten', 'number'],
    ['DATE', '2026-12-04', '2026-12-04'],
    ['DATE', '2026-02-30', 'date'],
    ['DATE', '', ''],
  ] as const)('of kind %s, %j, is kept or refused as %j', (answer, typed, kept) =>
    expect(check(answer, typed)).toBe(kept),
  );
});
