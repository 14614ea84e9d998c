import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { changed, type ChangeTerms, partiesOf, pauseOf, type Stay } from './changes.js';

const d = dateOnly;
const stay = (patternId: string, from: string, until: string): Stay => ({ patternId, from: d(from), until: d(until) });
const WHOLE = [stay('week', '2026-11-09', '2026-12-18')];
const on = (stays: readonly Stay[], terms: ChangeTerms, today = '2026-11-16') =>
  changed({ plannedEnd: d('2026-12-18'), stays, today: d(today) }, terms);
const words = (result: ReturnType<typeof changed>) =>
  result.ok
    ? `${result.value.from} to ${result.value.plannedEnd}: ${result.value.stays.map((one) => `${one.patternId} ${one.from} ${one.until}`).join(', ')}`
    : [result.problem.code, ...result.problem.fields.map(({ field, rule }) => `${field} ${rule}`)].join(' ');

describe('a change of a placement', () => {
  it('extends what is taught on its last day, and nothing that has ended before', () => {
    const parts = [stay('old', '2026-11-09', '2026-11-22'), stay('new', '2026-11-23', '2026-12-18')];
    expect(words(on(parts, { kind: 'EXTEND', endsOn: d('2027-02-12') }))).toBe(
      '2026-12-19 to 2027-02-12: new 2026-12-19 2027-02-12',
    );
    expect(words(on(parts, { kind: 'EXTEND', endsOn: d('2026-12-18') }))).toBe('input.invalid endsOn change-later');
  });

  it('puts one pattern in the place of another from its Monday, and leaves the rest of a package', () => {
    const parts = [...WHOLE, stay('college', '2026-11-09', '2026-12-18')];
    const week = { kind: 'WEEK', from: d('2026-11-23'), replacedId: 'week', patternId: 'short' } as const;
    expect(words(on(parts, week))).toBe(
      '2026-11-23 to 2026-12-18: short 2026-11-23 2026-12-18, college 2026-11-23 2026-12-18',
    );
    expect(words(on(parts, { ...week, replacedId: 'other' }))).toBe('change.nothing-there');
    expect(words(on(parts, { ...week, from: d('2026-11-24') }))).toBe('input.invalid from change-monday');
    expect(words(on(parts, { ...week, from: d('2026-11-09') }))).toBe('input.invalid from placement-past');
    expect(words(on(parts, { ...week, from: d('2026-12-21') }))).toBe('input.invalid from placement-after-end');
  });

  it('pauses whole weeks and is taken up again earlier or later than agreed', () => {
    const pause = { kind: 'PAUSE', from: d('2026-11-23'), resumesOn: d('2026-12-07') } as const;
    expect(words(on(WHOLE, pause))).toBe('2026-11-23 to 2026-12-18: week 2026-12-07 2026-12-18');
    expect(words(on(WHOLE, { ...pause, resumesOn: d('2026-11-23') }))).toBe('input.invalid resumesOn placement-past');
    const paused = [stay('week', '2026-11-09', '2026-11-22'), stay('week', '2026-12-07', '2026-12-18')];
    expect(pauseOf(paused, d('2026-11-30'))).toEqual({ from: '2026-11-23', resumesOn: '2026-12-07' });
    expect(pauseOf(paused, d('2026-12-07'))).toBeUndefined();
    expect(pauseOf(WHOLE, d('2026-11-02'))).toBeUndefined();
    const resume = (day: string) => words(on(paused, { kind: 'RESUME', from: d(day) }, '2026-11-23'));
    expect(resume('2026-11-30')).toBe('2026-11-30 to 2026-12-18: week 2026-11-30 2026-12-18');
    expect(resume('2026-12-14')).toBe('2026-12-07 to 2026-12-18: week 2026-12-14 2026-12-18');
    expect(resume('2026-12-07')).toBe('change.not-paused');
    expect(words(on(WHOLE, { kind: 'RESUME', from: d('2026-11-30') }))).toBe('change.not-paused');
  });

  it('binds school and provider, and the authority only where money rises', () => {
    expect(partiesOf('EXTEND', true)).toEqual(['SCHOOL', 'PROVIDER', 'AUTHORITY']);
    expect(partiesOf('PAUSE', false)).toEqual(['SCHOOL', 'PROVIDER']);
  });
});
