import { describe, expect, it } from '@jest/globals';
import type { Answers } from './answers.js';
import { fieldOf } from './fields.js';
import { readAnswer } from './read-answers.js';
import { SCALES, scoreFaults, triedFaults } from './scales.js';

const TODAY = '2026-11-02';
const said = (faults: readonly { field: string; rule: string }[]) =>
  faults.map(({ field, rule }) => `${field} ${rule}`);

describe('a score', () => {
  const of = (scale: string, value: number, takenOn = TODAY): Answers => ({
    'assessments.scores': [{ scale, value, takenOn }],
  });

  it.each(SCALES.map(({ code, min, max }) => [code, min, max] as const))(
    'on %s is from %i to %i and nothing beyond',
    (code, min, max) => {
      expect([...scoreFaults(of(code, min), TODAY), ...scoreFaults(of(code, max), TODAY)]).toEqual([]);
      const outside = [min - 1, max + 1].flatMap((value) => said(scoreFaults(of(code, value), TODAY)));
      expect(outside).toEqual(Array.from({ length: 2 }, () => 'assessments.scores.0.value out-of-scale'));
    },
  );

  it('is whole where the scale is, and was taken already', () => {
    expect(said(scoreFaults(of('SDQ', 12.5), TODAY))).toEqual(['assessments.scores.0.value whole-only']);
    expect(scoreFaults(of('ATTENDANCE', 88.5), TODAY)).toEqual([]);
    expect(said(scoreFaults(of('ATTENDANCE', 88.5, '2026-11-03'), TODAY))).toEqual([
      'assessments.scores.0.takenOn future',
    ]);
  });

  it('names its scale, its number and its day', () => {
    const read = readAnswer(fieldOf('assessments.scores'), [{ scale: 'SDQ', value: 'high' }]);
    expect(read.ok ? [] : said(read.problem.fields)).toEqual([
      'assessments.scores.0.value number',
      'assessments.scores.0.takenOn required',
    ]);
  });
});

describe('a step that was tried', () => {
  it('had begun, and did not end before', () => {
    const steps = (from: string, to?: string): Answers => ({
      'history.steps': [{ what: 'MENTOR', from, outcome: 'NO_CHANGE', ...(to !== undefined && { to }) }],
    });
    expect(triedFaults(steps('2026-10-01'), TODAY)).toEqual([]);
    expect(said(triedFaults(steps('2026-11-03'), TODAY))).toEqual(['history.steps.0.from future']);
    expect(said(triedFaults(steps('2026-10-01', '2026-09-30'), TODAY))).toEqual(['history.steps.0.to before-start']);
  });
});

describe('a wish', () => {
  const read = (raw: unknown) => readAnswer(fieldOf('needs.wishes'), raw);
  it('may say what would not suit, and who said so', () => {
    const wish = { code: 'FAITH', level: 'UNSUITABLE', by: 'PUPIL' };
    expect(read([wish])).toEqual({ ok: true, value: [wish] });
    expect(read([{ ...wish, by: '' }])).toEqual({ ok: true, value: [{ code: 'FAITH', level: 'UNSUITABLE' }] });
    const bad = read([{ ...wish, by: 'NEIGHBOUR' }]);
    expect(bad.ok ? [] : said(bad.problem.fields)).toEqual(['needs.wishes.0.by choice']);
  });
});
