import { describe, expect, it } from '@jest/globals';
import { dateOnly, type Result } from '../../../kernel/index.js';
import { changesOf, checkMeasure, coverageOf, type Measure, readValue, type Scale, showTenths } from './measures.js';

const day = dateOnly;
const SDQ: Scale = {
  code: 'SDQ',
  name: 'SDQ',
  about: '',
  unit: 'points',
  leastTenths: 0,
  mostTenths: 400,
  decimals: 0,
  better: 'LOWER',
};
const ATTENDANCE: Scale = { ...SDQ, code: 'ATTENDANCE', mostTenths: 1000, decimals: 1, better: 'HIGHER' };
const faults = (result: Result<unknown>): string =>
  result.ok ? String(result.value) : result.problem.fields.map(({ field, rule }) => `${field} ${rule}`).join(', ');
const measure = (over: Partial<Measure> = {}): Measure => ({
  scale: 'SDQ',
  moment: 'BASELINE',
  measuredOn: day('2026-11-10'),
  tenths: 240,
  measuredBy: 'The teacher',
  revision: 1,
  ...over,
});

describe('a value', () => {
  it.each([
    [SDQ, '24', '240'],
    [SDQ, '24.5', 'value number'],
    [SDQ, '41', 'value measure-range'],
    [SDQ, '-1', 'value number'],
    [ATTENDANCE, '97.5', '975'],
    [ATTENDANCE, '100', '1000'],
    [ATTENDANCE, '97.55', 'value measure-tenths'],
    [ATTENDANCE, 'half', 'value measure-tenths'],
  ])('on a scale: %j %s is %s', (scale, text, read) => expect(faults(readValue(text, scale))).toBe(read));

  it('is shown as it was typed', () => {
    expect([975, 240, -5, -120].map(showTenths)).toEqual(['97.5', '24', '0.5', '-12']);
  });
});

describe('a measure', () => {
  const at = { today: day('2026-12-01'), startsOn: day('2026-11-09'), endedOn: null, hasBaseline: false };
  const given = { moment: 'BASELINE', measuredOn: day('2026-11-05'), value: '24', measuredBy: 'The teacher' };
  const check = (over: object, standing: object = {}) =>
    faults(checkMeasure({ ...given, ...over }, SDQ, { ...at, ...standing }));

  it('may be a baseline before the first day, once', () => {
    expect(check({})).toBe('[object Object]');
    expect(check({}, { hasBaseline: true })).toBe('moment baseline-exists');
  });

  it('is taken during the placement, or after its last day', () => {
    expect(check({ moment: 'DURING' })).toBe('measuredOn too-early');
    expect(check({ moment: 'AFTER', measuredOn: day('2026-11-30') })).toBe('moment after-ending');
    expect(check({ moment: 'AFTER', measuredOn: day('2026-11-30') }, { endedOn: day('2026-11-30') })).toBe(
      '[object Object]',
    );
    expect(check({ measuredOn: day('2026-12-02') })).toBe('measuredOn not-in-the-future');
  });
});

describe('a change', () => {
  it('is from the baseline to the latest, better in the direction of the scale', () => {
    const later = measure({ moment: 'DURING', measuredOn: day('2026-11-30'), tenths: 180 });
    const latest = measure({ moment: 'DURING', measuredOn: day('2026-12-10'), tenths: 200 });
    expect(changesOf([SDQ, ATTENDANCE], [latest, later, measure()])).toMatchObject([
      { tenths: -40, direction: 'BETTER', latest: { measuredOn: '2026-12-10' } },
    ]);
    const worse = { scale: 'ATTENDANCE', moment: 'DURING' as const, measuredOn: day('2026-12-10'), tenths: 700 };
    const before = { scale: 'ATTENDANCE', tenths: 701 };
    expect(changesOf([ATTENDANCE], [measure(worse), measure(before)])).toMatchObject([
      { tenths: -1, direction: 'WORSE' },
    ]);
  });

  it('is none without a baseline before it', () => {
    const during = measure({ moment: 'DURING' });
    expect(changesOf([SDQ], [during])).toMatchObject([{ baseline: null, tenths: null, direction: null }]);
    expect(changesOf([SDQ], [measure()])).toMatchObject([{ latest: null, tenths: null }]);
  });
});

describe('coverage', () => {
  it('tells no count of one to four, and none that one could be worked out from', () => {
    expect(coverageOf({ scale: 'SDQ', both: 12, baselineOnly: 7, none: 0 })).toEqual({
      scale: 'SDQ',
      all: 19,
      both: 12,
      baselineOnly: 7,
      none: 0,
    });
    expect(coverageOf({ scale: 'SDQ', both: 12, baselineOnly: 3, none: 7 })).toMatchObject({
      all: 22,
      both: 12,
      baselineOnly: null,
      none: null,
    });
    expect(coverageOf({ scale: 'SDQ', both: 2, baselineOnly: 0, none: 0 })).toMatchObject({ all: null, both: null });
  });
});
