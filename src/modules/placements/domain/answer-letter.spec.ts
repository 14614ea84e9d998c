import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { type AnswerFacts, answerFor } from './answer-letter.js';

const FACTS: AnswerFacts = {
  authority: 'Exampleton',
  reference: 'RF-TEST',
  askedBy: 'FAMILY',
  askedOn: dateOnly('2026-11-02'),
  outcome: 'TO_PANEL',
  answer: 'The report was not weighed.',
};
const text = (audience: 'SCHOOL' | 'FAMILY', over: Partial<AnswerFacts> = {}): string =>
  answerFor(audience, { ...FACTS, ...over })
    .sections.flatMap(({ words }) => words)
    .join(' ');

describe('the answer to a question about a decision', () => {
  it('says to each who asked, as they would say it', () => {
    expect(text('FAMILY')).toContain('On 2 November 2026 you asked us to look again');
    expect(text('SCHOOL')).toContain('On 2 November 2026 the family asked that the decision on request RF-TEST');
    expect(text('FAMILY', { askedBy: 'SCHOOL' })).toContain('the school asked us to look again');
    expect(text('SCHOOL', { askedBy: 'SCHOOL' })).toContain('you asked that the decision');
  });

  it('says what is answered, why, and what happens next', () => {
    expect(text('FAMILY')).toContain('It will be talked about again. The report was not weighed. The same group');
    expect(text('SCHOOL', { outcome: 'STANDS' })).toContain('The decision stands. The report was not weighed.');
  });

  it('names the child by marks alone', () => {
    expect(JSON.stringify(answerFor('FAMILY', FACTS))).toContain('About {forename}’s education');
    expect(text('SCHOOL')).toContain('for {forename} {surname}');
  });
});
