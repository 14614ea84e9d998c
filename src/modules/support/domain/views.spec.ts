import { describe, expect, it } from '@jest/globals';
import { type FilledForm, progressOf, QUESTIONS, readScores, type Respondent, RESPONDENTS } from './views.js';

const allOf = (respondent: Respondent, score: unknown) =>
  Object.fromEntries(QUESTIONS[respondent].map(({ code }) => [code, score]));

describe('what teacher, parent and pupil say', () => {
  it.each(Object.keys(RESPONDENTS) as Respondent[])('%s answers each question with one to five', (respondent) => {
    expect(readScores(respondent, allOf(respondent, 5)).ok).toBe(true);
    for (const score of [0, 6, 2.5, 'x', undefined, null]) {
      expect(readScores(respondent, allOf(respondent, score)).ok).toBe(false);
    }
  });

  it('names every question that lacks a score, and one that nobody asked', () => {
    expect(readScores('PARENT', { heard: 3, rich: 1 })).toMatchObject({
      problem: {
        fields: [
          { field: 'scores.rich', rule: 'unknown-question' },
          { field: 'scores.wants-to-go', rule: 'score' },
          { field: 'scores.calm-home', rule: 'score' },
        ],
      },
    });
  });
});

describe('progress', () => {
  const form = (over: Partial<FilledForm> & { score?: number; question?: string }): FilledForm => ({
    moment: 'IN',
    respondent: 'PUPIL',
    givenOn: '2026-11-09',
    answers: [{ code: 'safe', question: over.question ?? 'I feel safe at school.', score: over.score ?? 2 }],
    ...over,
  });

  it('compares each question with itself: the first form at the start with the last one since', () => {
    const forms = [
      form({}),
      form({ moment: 'DURING', score: 3 }),
      form({ moment: 'OUT', score: 4 }),
      form({ respondent: 'PARENT', score: 1 }),
    ];
    expect(progressOf(forms)).toEqual([
      { respondent: 'PUPIL', question: 'I feel safe at school.', first: 2, latest: 4, change: 2 },
    ]);
  });

  it('says nothing of a question whose words have changed since', () => {
    expect(progressOf([form({}), form({ moment: 'OUT', question: 'I feel safe.', score: 5 })])).toEqual([]);
  });

  it('needs a form at the start and one since', () => {
    expect(progressOf([form({ moment: 'OUT' })])).toEqual([]);
    expect(progressOf([form({}), form({})])).toEqual([]);
  });
});
