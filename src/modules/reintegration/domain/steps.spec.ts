import { describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, sessionSet } from '../../../kernel/index.js';
import { checksAfter, checkStep, completedOn, staffMinutesOf, type Step } from './steps.js';

const step = (over: Partial<Step> = {}): Step => ({
  kind: 'LESSONS',
  from: dateOnly('2026-11-23'),
  until: dateOnly('2026-12-04'),
  sessions: sessionSet(['mon-am', 'tue-am']),
  staffMinutes: 0,
  reason: null,
  ...over,
});
const faults = (given: Step, before?: Step) => {
  const checked = checkStep(given, before);
  return checked.ok ? [] : checked.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
};

describe('a step of the way back to school', () => {
  it('begins on a Monday after the step before, and supported lessons count staff hours', () => {
    expect(faults(step())).toEqual([]);
    expect(faults(step({ from: dateOnly('2026-11-24') }))).toEqual(['from change-monday']);
    expect(faults(step(), step())).toEqual(['from step-after']);
    expect(faults(step({ kind: 'SUPPORTED_LESSONS' }))).toEqual(['staffHours staff-hours']);
    expect(faults(step({ kind: 'SUPPORTED_LESSONS', staffMinutes: 90 }))).toEqual([]);
    expect(faults(step({ staffMinutes: 90 }))).toEqual(['staffHours staff-hours']);
  });

  it('back says why', () => {
    const back = step({
      from: dateOnly('2026-12-07'),
      until: dateOnly('2026-12-18'),
      sessions: sessionSet(['mon-am']),
    });
    expect(faults(back, step())).toEqual(['reason step-back']);
    expect(faults({ ...back, reason: 'Too much at once' }, step())).toEqual([]);
  });

  it('is the last when all half days are at the school, from the day it begins', () => {
    const whole = step({ kind: 'DAYS', sessions: FULL_WEEK });
    const on = (given: Step | undefined, today: string) => {
      const result = completedOn(given, dateOnly(today));
      return result.ok ? result.value : result.problem.code;
    };
    expect(on(step(), '2026-12-01')).toBe('reintegration.not-whole');
    expect(on(undefined, '2026-12-01')).toBe('reintegration.not-whole');
    expect(on(whole, '2026-11-20')).toBe('reintegration.not-begun');
    expect(on(whole, '2026-12-01')).toBe('2026-11-23');
    expect(checksAfter(dateOnly('2026-11-23'), [13, 26])).toEqual([
      { weeks: 13, dueOn: '2027-02-22' },
      { weeks: 26, dueOn: '2027-05-24' },
    ]);
  });

  it('adds up the hours of staff that were beside the pupil so far', () => {
    const supported = step({ kind: 'SUPPORTED_LESSONS', staffMinutes: 90 });
    expect(staffMinutesOf([supported, step()], dateOnly('2026-11-25'))).toBe(90);
    expect(staffMinutesOf([supported, step()], dateOnly('2027-01-25'))).toBe(180);
  });
});
