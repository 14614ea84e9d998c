import { describe, expect, it } from '@jest/globals';
import { addDays, dateOnly, type Result } from '../../../kernel/index.js';
import { checkReview, type ReviewGiven, type ReviewStanding } from './review.js';

const day = dateOnly;
const standing = (over: Partial<ReviewStanding> = {}): ReviewStanding => ({
  today: day('2026-12-01'),
  startsOn: day('2026-11-09'),
  lastHeldOn: null,
  invitees: [
    { part: 'SCHOOL', because: 'ALWAYS' },
    { part: 'PARENT', because: 'ALWAYS' },
    { part: 'PUPIL', because: 'ALWAYS' },
  ],
  objectiveIds: ['one'],
  latestNext: (heldOn) => ({ dueOn: addDays(heldOn, 42), because: 'INTERVAL' }),
  ...over,
});
const given = (over: Partial<ReviewGiven> = {}): ReviewGiven => ({
  heldOn: day('2026-11-30'),
  came: ['SCHOOL', 'PARENT'],
  absentBecause: null,
  progress: [{ objectiveId: 'one', progress: 'ON_TRACK', note: null }],
  pupilView: 'I like it.',
  parentView: null,
  recommendation: 'GO_ON',
  reasons: 'It works.',
  nextDueOn: null,
  steps: [],
  ...over,
});
const faults = (result: Result<unknown>): string =>
  result.ok ? 'fine' : result.problem.fields.map(({ field, rule }) => `${field} ${rule}`).join(', ');
const check = (over: Partial<ReviewGiven> = {}, at: Partial<ReviewStanding> = {}): string =>
  faults(checkReview(given(over), standing(at)));

describe('what a review found', () => {
  it('has the latest day for the next one unless an earlier is chosen', () => {
    expect(checkReview(given(), standing())).toMatchObject({ value: { nextDueOn: '2027-01-11' } });
    expect(checkReview(given({ nextDueOn: day('2026-12-14') }), standing())).toMatchObject({
      value: { nextDueOn: '2026-12-14' },
    });
    expect(check({ nextDueOn: day('2027-01-12') })).toBe('nextDueOn too-late');
    expect(check({ nextDueOn: day('2026-11-30') })).toBe('nextDueOn after-this-review');
  });

  it('has no next one where none is due, and may have one all the same', () => {
    expect(checkReview(given(), standing({ latestNext: () => null }))).toMatchObject({ value: { nextDueOn: null } });
    expect(check({ nextDueOn: day('2027-02-01') }, { latestNext: () => null })).toBe('fine');
  });

  it('was held on a day of the placement, after the review before and not in the future', () => {
    expect(check({ heldOn: day('2026-12-02') })).toBe('heldOn not-in-the-future');
    expect(check({ heldOn: day('2026-11-06') })).toBe('heldOn too-early');
    expect(check({}, { lastHeldOn: day('2026-11-30') })).toBe('heldOn after-last-review');
  });

  it('says why somebody who must come did not; the pupil may stay away', () => {
    expect(check({ came: ['SCHOOL', 'PUPIL'] })).toBe('absentBecause required');
    expect(check({ came: ['SCHOOL', 'PUPIL'], absentBecause: 'Rang; could not come.' })).toBe('fine');
    expect(check({ came: [] })).toContain('came choose-one');
    expect(check({ came: ['NOBODY'] })).toContain('came choice');
  });

  it('says how far each objective is reached, once each and no other', () => {
    expect(check({ progress: [] })).toBe('progress.0.progress choose-one');
    expect(check({ progress: [{ objectiveId: 'one', progress: 'WELL', note: null }] })).toBe(
      'progress.0.progress choose-one',
    );
    const other = { objectiveId: 'two', progress: 'NONE', note: null };
    expect(check({ progress: [...given().progress, other] })).toBe('progress objective-unknown');
  });

  it('has steps with an owner and a day that is not before it', () => {
    const step = { what: 'Ring home.', owner: 'SCHOOL', ownerName: null, dueOn: day('2026-12-04') };
    expect(check({ steps: [step] })).toBe('fine');
    expect(check({ steps: [{ ...step, owner: '', dueOn: null }] })).toBe(
      'steps.0.dueOn required, steps.0.owner choose-one',
    );
    expect(check({ steps: [{ ...step, dueOn: day('2026-11-29') }] })).toBe('steps.0.dueOn too-early');
    expect(check({ steps: Array.from({ length: 7 }, () => step) })).toBe('steps steps-number');
  });

  it('recommends something, with reasons', () => {
    expect(check({ recommendation: 'EXPEL', reasons: '' })).toBe('recommendation choose-one, reasons required');
  });
});
