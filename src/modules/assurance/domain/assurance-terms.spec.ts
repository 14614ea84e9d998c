import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { checkTerms, STARTING_TERMS } from './assurance-terms.js';

const TODAY = dateOnly('2026-11-02');
const given = { ...STARTING_TERMS, fromDate: TODAY, source: 'Board, 1 October 2026' };

describe('the days an authority works with', () => {
  it('are said from today on, and where that was decided', () => {
    expect(checkTerms(given, TODAY)).toMatchObject({ ok: true, value: { replyDays: 10 } });
    const wrong = checkTerms({ ...given, fromDate: dateOnly('2026-11-01'), source: ' ' }, TODAY);
    expect(wrong).toMatchObject({ problem: { fields: [{ field: 'source' }, { field: 'fromDate' }] } });
  });

  it.each([
    ['replyDays', 0, 'too-small'],
    ['replyDays', 61, 'too-large'],
    ['checkDays', 2.5, 'too-small'],
    ['noticeDays', -1, 'too-small'],
  ])('keep %s of %d out: %s', (field, days, rule) => {
    expect(checkTerms({ ...given, [field]: days }, TODAY)).toMatchObject({ problem: { fields: [{ field, rule }] } });
  });
});
