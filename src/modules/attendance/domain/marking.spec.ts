import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { checkMark, type WantedMark } from './marking.js';

const today = dateOnly('2026-11-16');
const wanted = (over: Partial<WantedMark> = {}): WantedMark => ({
  placementId: 'p',
  on: today,
  half: 'AM',
  code: '/',
  ...over,
});
const rulesOf = (over: Partial<WantedMark>): string[] => {
  const checked = checkMark(wanted(over), today, 'marks.0');
  return checked.ok ? [] : checked.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
};

describe('a mark', () => {
  it('is taken with words cleaned of spaces', () => {
    const checked = checkMark(wanted({ code: 'Y7', detail: '  The lift failed ' }), today);
    expect(checked).toEqual({
      ok: true,
      value: { ...wanted({ code: 'Y7', detail: 'The lift failed' }), minutesLate: null },
    });
  });

  it('keeps no mark that turns the text around', () => {
    expect(checkMark(wanted({ code: 'Y7', detail: 'The \u202Elift' }), today)).toMatchObject({
      value: { detail: 'The lift' },
    });
  });

  it.each<[string, Partial<WantedMark>, string]>([
    ['of tomorrow', { on: dateOnly('2026-11-17') }, 'marks.0.on in-future'],
    ['with a code withdrawn in 2024', { code: 'H' }, 'marks.0.code attendance-code'],
    ['with a code of the home school', { code: 'B' }, 'marks.0.code attendance-code'],
    ['of the other half day', { code: '\\' }, 'marks.0.code other-half'],
    ['of another cause without saying which', { code: 'Y7', detail: ' ' }, 'marks.0.detail required'],
    ['with a null character in its words', { code: 'Y7', detail: 'The lift\u0000' }, 'marks.0.detail characters'],
    ['with too many words', { code: 'Y7', detail: 'x'.repeat(201) }, 'marks.0.detail too-long'],
    ['with minutes but not late', { minutesLate: 5 }, 'marks.0.minutesLate minutes-late'],
    ['late by no minute', { code: 'L', minutesLate: 0 }, 'marks.0.minutesLate minutes-late'],
  ])('%s is refused', (_, over, rule) => {
    expect(rulesOf(over)).toEqual([rule]);
  });
});
