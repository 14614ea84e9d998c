import { describe, expect, it } from '@jest/globals';
import { addDays, type DateOnly, dateOnly, FULL_WEEK, SchoolCalendar, sessionSet } from '../../../kernel/index.js';
import type { Answers } from './answers.js';
import { defaultClocks } from '../../../../test/support/clock-settings.js';
import { askedBeforeFirstDay, checkReferral, requiredAnswers } from './check-answers.js';
import type { Raiser } from './types.js';

const day = dateOnly;
const calendar = new SchoolCalendar({
  terms: [{ name: 'Autumn 2026', startsOn: day('2026-09-01'), endsOn: day('2026-12-18') }],
  closures: [{ name: 'Half-term', kind: 'HALF_TERM', startsOn: day('2026-10-26'), endsOn: day('2026-10-30') }],
  bankHolidays: [],
  assumed: true,
});
const context = {
  today: day('2026-11-02'),
  madeOn: day('2026-11-02'),
  calendar,
  madeBy: 'SCHOOL' as Raiser,
  ...defaultClocks,
};

const tenAnswers: Answers = {
  type: 'PERMANENT_EXCLUSION',
  'exclusion.firstExcludedOn': day('2026-11-02'),
  'exclusion.reasons': ['DB', 'VA'],
  'pupil.upn': 'C352400026001',
  'pupil.forename': 'Made',
  'pupil.surname': 'Up',
  'pupil.dateOfBirth': day('2013-05-14'),
  'pupil.yearGroup': 9,
  'home.postcode': 'M14 7PA',
  'support.senProvision': 'K',
};
const wholePicture: Answers = {
  'pupil.sex': 'F',
  'support.lookedAfter': 'NO',
  'support.socialWorker': 'NONE',
  'needs.codes': ['SEMH'],
  'needs.description': 'Finds crowds hard.',
  'history.tried': 'A mentor.',
  'family.pupilView': 'Wants to build things.',
  'family.parentView': 'Agrees.',
  'risks.assessed': 'NONE',
};
const early: Answers = {
  ...tenAnswers,
  ...wholePicture,
  type: 'PREVENTATIVE_EARLY',
  'sessions.wanted': sessionSet(['mon-am', 'mon-pm']),
  'sessions.startsOn': day('2026-11-16'),
};

const faults = (answers: Answers, over: Partial<typeof context> = {}) => {
  const checked = checkReferral(answers, { ...context, ...over });
  return checked.ok ? [] : checked.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
};
const checkedOf = (answers: Answers) => {
  const checked = checkReferral(answers, context);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problem.fields));
  return checked.value;
};

describe('a permanent exclusion', () => {
  it('starts with ten answers', () => {
    expect(requiredAnswers(tenAnswers)).toHaveLength(10);
    expect(faults(tenAnswers)).toEqual([]);
  });

  it.each(Object.keys(tenAnswers))('cannot start without %s', (path) => {
    const without = Object.fromEntries(Object.entries(tenAnswers).filter(([key]) => key !== path)) as Answers;
    expect(faults(without)).toEqual([`${path} required`]);
  });

  it('lists everything else to be asked before the first day', () => {
    expect(checkedOf(tenAnswers).missing).toEqual(Object.keys(wholePicture));
    expect(askedBeforeFirstDay({ ...tenAnswers, ...wholePicture })).toEqual([]);
    expect(askedBeforeFirstDay({ ...tenAnswers, ...wholePicture, 'support.lookedAfter': 'UNKNOWN' })).toEqual([
      'support.lookedAfter',
    ]);
  });

  it('wants a full week from the sixth school day of the exclusion, or from the next school day for a looked-after child', () => {
    expect(checkedOf(tenAnswers)).toMatchObject({ startsOn: '2026-11-09', sessionsWanted: FULL_WEEK, route: 'POOL' });
    expect(checkedOf({ ...tenAnswers, 'support.lookedAfter': 'YES' }).startsOn).toBe('2026-11-03');
    expect(faults({ ...tenAnswers, 'sessions.wanted': sessionSet(['mon-am']) })).toEqual([
      'sessions.wanted sessions-full-time',
    ]);
  });

  it('shows the target, the last lawful day and the count behind them', () => {
    const { clock } = checkedOf({ ...tenAnswers, 'exclusion.firstExcludedOn': day('2026-10-22') });
    expect(clock).toMatchObject({
      target: '2026-11-05',
      lastLawful: '2026-11-06',
      calendarAssumed: true,
      exempt: null,
    });
    expect(clock?.counted.map(({ from, to, number, why }) => [from, to, number, why])).toEqual([
      ['2026-10-22', '2026-10-22', 1, null],
      ['2026-10-23', '2026-10-23', 2, null],
      ['2026-10-24', '2026-10-25', null, 'WEEKEND'],
      ['2026-10-26', '2026-10-30', null, 'CLOSED'],
      ['2026-10-31', '2026-11-01', null, 'WEEKEND'],
      ['2026-11-02', '2026-11-02', 3, null],
      ['2026-11-03', '2026-11-03', 4, null],
      ['2026-11-04', '2026-11-04', 5, null],
      ['2026-11-05', '2026-11-05', 6, null],
      ['2026-11-06', '2026-11-06', 7, null],
    ]);
  });

  it('says that a Year 11 pupil whose examinations are over is exempt', () => {
    const year11: Answers = { ...tenAnswers, 'pupil.yearGroup': 11, 'exclusion.examinationsOver': 'YES' };
    expect(checkedOf(year11).clock?.exempt).toBe('EXAMINATIONS_OVER');
    expect(checkedOf({ ...year11, 'pupil.yearGroup': 10 }).clock?.exempt).toBeNull();
  });

  it.each([
    ['a Saturday', '2026-11-07', 'school-day'],
    ['half-term', '2026-10-28', 'school-day'],
    ['a year nobody knows the terms of', '2025-11-03', 'calendar-not-covered'],
  ])('refuses %s as the first excluded day', (_, date, rule) => {
    expect(faults({ ...tenAnswers, 'exclusion.firstExcludedOn': day(date) })).toEqual([
      `exclusion.firstExcludedOn ${rule}`,
    ]);
  });
});

describe('other referrals', () => {
  it('need the whole picture before they are submitted', () => {
    const { 'history.tried': _tried, ...without } = early;
    expect(faults(without)).toEqual(['history.tried required']);
    expect(faults(early)).toEqual([]);
  });

  it('ask for no type of need where the pupil has no special educational needs', () => {
    const { 'needs.codes': _codes, ...without } = early;
    expect(faults({ ...without, 'support.senProvision': 'N' })).toEqual([]);
  });

  it('give early help on at most four sessions a week', () => {
    const five = sessionSet(['mon-am', 'mon-pm', 'tue-am', 'tue-pm', 'wed-am']);
    expect(faults({ ...early, 'sessions.wanted': five })).toEqual(['sessions.wanted sessions-early']);
    expect(faults({ ...early, type: 'PREVENTATIVE_DUAL', 'sessions.wanted': five })).toEqual([]);
  });

  it('cannot start in the past or end before they start', () => {
    expect(faults({ ...early, 'sessions.startsOn': day('2026-10-30') })).toEqual(['sessions.startsOn past']);
    expect(faults({ ...early, 'sessions.endsOn': day('2026-11-13') })).toEqual(['sessions.endsOn before-start']);
  });

  it('may still be corrected after the start they asked for has passed', () => {
    expect(faults(early, { today: day('2026-12-01') })).toEqual([]);
  });

  const directed: Answers = { ...early, type: 'OFF_SITE_DIRECTION', 'offSite.objectives': 'Calmer lessons.' };
  it.each([
    ['2026-11-03', ['sessions.startsOn notice-too-short']],
    ['2026-11-04', []],
  ])('of an off-site direction give parents two school days: a first day of %s', (startsOn, expected) => {
    expect(faults({ ...directed, 'sessions.startsOn': day(startsOn) })).toEqual(expected);
  });

  it('of an off-site direction count from the day notice was given', () => {
    const soon: Answers = { ...directed, 'sessions.startsOn': day('2026-11-03') };
    expect(faults({ ...soon, 'offSite.noticeGivenOn': day('2026-10-23') })).toEqual([]);
    expect(faults({ ...soon, 'offSite.noticeGivenOn': addDays(context.today, 1) })).toContain(
      'offSite.noticeGivenOn future',
    );
  });

  it('go to the SEN officer when an EHC plan names a setting', () => {
    const plan: Answers = { ...early, 'support.senProvision': 'E' };
    expect(checkedOf(plan).route).toBe('POOL');
    expect(checkedOf({ ...plan, 'support.namedSetting': 'Testville Special School' }).route).toBe('SEN');
    expect(faults({ ...early, 'support.namedSetting': 'Testville Special School' })).toEqual([
      'support.namedSetting plan-only',
    ]);
  });
});

describe('the pupil', () => {
  const born = (date: string): DateOnly => day(date);
  it.each([
    ['2026-11-03', 'future'],
    ['2023-01-01', 'school-age'],
    ['1990-01-01', 'school-age'],
  ])('born on %s is refused', (date, rule) => {
    expect(faults({ ...early, 'pupil.dateOfBirth': born(date) })).toEqual([`pupil.dateOfBirth ${rule}`]);
  });

  it('born on 29 February is accepted', () => {
    expect(faults({ ...early, 'pupil.dateOfBirth': born('2012-02-29') })).toEqual([]);
  });

  it('cannot be kept apart from themselves', () => {
    const people = [{ name: 'Self', upn: 'C352400026001', reason: null }];
    expect(faults({ ...early, 'keepApart.people': people })).toEqual(['keepApart.people.0.upn own-number']);
    expect(faults({ ...early, 'siblings.people': people, 'siblings.wish': 'APART' })).toEqual([
      'siblings.people.0.upn own-number',
    ]);
  });

  it('asks what the family wishes for brothers and sisters, and about whom', () => {
    const people = [{ name: 'Sissy Child', upn: null, reason: null }];
    expect(faults({ ...early, 'siblings.people': people })).toEqual(['siblings.wish required']);
    expect(faults({ ...early, 'siblings.wish': 'TOGETHER' })).toEqual(['siblings.people required']);
  });

  it('with known risks has at least one described', () => {
    expect(faults({ ...early, 'risks.assessed': 'SOME' })).toEqual(['risks.items required']);
    expect(faults({ ...early, 'risks.items': [{ code: 'FIRE', level: 'LOW' }] })).toEqual([
      'risks.assessed contradicts',
    ]);
  });
});
