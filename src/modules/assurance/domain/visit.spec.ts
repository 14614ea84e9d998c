import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { checkAction, checkFinding, checkReport, type Judgement, judgementRank, JUDGEMENTS } from './visit.js';

const safeguarding = (judgement: Judgement) => [{ area: 'SAFEGUARDING', judgement }];
const rules = (result: ReturnType<typeof checkReport>) =>
  result.ok ? [] : [result.problem.code, ...result.problem.fields.map(({ rule }) => rule)];

describe('the report of a visit', () => {
  it('judges safeguarding, whatever else it looks at', () => {
    const report = { judgement: 'MEETS' as const, summary: 'Calm and orderly.' };
    expect(rules(checkReport(report, [{ area: 'EDUCATION', judgement: 'STRONG' }]))).toEqual([
      'visit.safeguarding-not-judged',
    ]);
    expect(checkReport(report, safeguarding('MEETS')).ok).toBe(true);
  });

  it.each(['STRONG', 'MEETS', 'NEEDS_WORK'] as const)(
    'is not %s as a whole while safeguarding is a serious weakness',
    (judgement) => {
      const report = { judgement, summary: 'Mixed.' };
      expect(rules(checkReport(report, safeguarding('SERIOUS')))).toEqual(['input.invalid', 'safeguarding-serious']);
      expect(checkReport({ ...report, judgement: 'SERIOUS' }, safeguarding('SERIOUS')).ok).toBe(true);
    },
  );

  it('says what was seen in an area that there is', () => {
    expect(checkFinding('SAFEGUARDING', { judgement: 'MEETS', seen: ' ' }).ok).toBe(false);
    expect(checkFinding('constructor', { judgement: 'MEETS', seen: 'The record is up to date.' }).ok).toBe(false);
    expect(checkFinding('SAFEGUARDING', { judgement: 'MEETS', seen: 'The record is up to date.' }).ok).toBe(true);
  });

  it('ranks judgements from 3 for strong to 0 for a serious weakness', () => {
    expect((Object.keys(JUDGEMENTS) as Judgement[]).map(judgementRank)).toEqual([3, 2, 1, 0]);
  });

  it('agrees actions for days to come', () => {
    const action = {
      area: 'EDUCATION' as const,
      what: 'Plan reading.',
      owner: 'PROVIDER' as const,
      ownerName: 'The head',
    };
    const today = dateOnly('2026-11-02');
    expect(checkAction({ ...action, dueOn: dateOnly('2026-11-01') }, today).ok).toBe(false);
    expect(checkAction({ ...action, dueOn: today }, today).ok).toBe(true);
  });
});
