import { describe, expect, it } from '@jest/globals';
import { defaultClocks } from '../../../../test/support/clock-settings.js';
import { testvilleHigh } from '../../../../test/support/testville-high.js';
import { dateOnly, FULL_WEEK, REFERRAL_TYPES, type ReferralType, sessionSet } from '../../../kernel/index.js';
import type { Answers } from './answers.js';
import { checkReferral, requiredAnswers } from './check-answers.js';
import { FAIR_ACCESS_GROUPS, NOTICE_CONTENT } from './codes.js';
import { FIELDS } from './fields.js';
import { type Raiser, TYPE_RULES, typeChoices } from './types.js';

const day = dateOnly;
const OWN_SCHOOL = '01900000-0000-7000-8000-000000000001';
const OTHER_SCHOOL = '01900000-0000-7000-8000-000000000002';
const context = {
  today: day('2026-11-09'),
  madeOn: day('2026-11-09'),
  madeBy: 'SCHOOL' as Raiser,
  calendar: testvilleHigh(),
  ...defaultClocks,
};
const pupil: Answers = {
  schoolId: OWN_SCHOOL,
  'pupil.upn': 'C352400026001',
  'pupil.forename': 'Made',
  'pupil.surname': 'Up',
  'pupil.dateOfBirth': day('2013-05-14'),
  'pupil.yearGroup': 9,
  'home.postcode': 'M14 7PA',
  'support.senProvision': 'K',
};
const picture: Answers = {
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
const block = (startsOn: string, endsOn: string) => ({ startsOn, endsOn });

/** A whole request of each of the kinds that the law treats apart. */
const whole = {
  SUSPENSION: {
    'suspended.blocks': [block('2026-11-09', '2026-11-18')],
    'exclusion.reasons': ['DB'],
  },
  SAFEGUARDING_SEPARATION: {
    'separation.keptAwayFrom': day('2026-11-09'),
    'separation.lead': 'A. Safeguarding',
    'separation.why': 'To keep everybody safe while facts are found.',
    'separation.reviewOn': day('2026-11-23'),
  },
  SECTION_19_HEALTH: {
    'health.daysAbsent': 10,
    'health.daysExpected': 20,
    'health.evidence': 'GP',
    'health.hours': 25,
  },
  FAIR_ACCESS: { 'fairAccess.groups': ['l'], 'fairAccess.tried': 'Three schools; all are full.' },
  MANAGED_MOVE: {
    ...picture,
    'managedMove.receivingSchoolId': OTHER_SCHOOL,
    'managedMove.schoolsAgreedOn': day('2026-11-06'),
    'managedMove.parentAgreedOn': day('2026-11-06'),
    'sessions.startsOn': day('2026-11-23'),
  },
  REINTEGRATION: {
    'reintegration.schoolId': OTHER_SCHOOL,
    'reintegration.ready': 'Full attendance for a term.',
    'reintegration.lead': 'B. Return',
    'sessions.startsOn': day('2027-01-05'),
  },
  OFF_SITE_DIRECTION: {
    ...picture,
    'offSite.objectives': 'To learn in a small group.',
    'sessions.wanted': sessionSet(['mon-am']),
    'sessions.startsOn': day('2026-11-23'),
  },
} satisfies Partial<Record<ReferralType, Answers>>;
type Whole = keyof typeof whole;

const request = (type: Whole, over: Answers = {}): Answers => ({ type, ...pupil, ...whole[type], ...over });
const checked = (type: Whole, over: Answers = {}) => {
  const result = checkReferral(request(type, over), context);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
};
const faults = (type: Whole, over: Answers = {}, at: Partial<typeof context> = {}): string[] => {
  const result = checkReferral(request(type, over), { ...context, ...at });
  return result.ok
    ? []
    : result.problem.kind === 'invalid'
      ? result.problem.fields.map((f) => `${f.field} ${f.rule}`)
      : [];
};

describe('every kind of request', () => {
  it('names what it rests on, may be made by somebody, and asks only for answers that there are', () => {
    const paths = FIELDS.map(({ path }) => path);
    for (const type of REFERRAL_TYPES) {
      const { basis, raisedBy, needed, later } = TYPE_RULES[type];
      expect(basis.source).toMatch(/Act|guidance|SI/);
      expect(raisedBy.length).toBeGreaterThan(0);
      expect([...needed, ...later].filter((path) => !paths.includes(path))).toEqual([]);
      expect(requiredAnswers({ type }).slice(0, 1 + needed.length)).toEqual(['type', ...needed]);
    }
  });

  it('is whole as it stands in these tests', () => {
    for (const type of Object.keys(whole) as Whole[]) expect([type, faults(type)]).toEqual([type, []]);
  });

  it('is offered to whoever may make it, and refused to the others', () => {
    const offered = (raiser: Raiser) => typeChoices(raiser).map(({ code }) => code);
    expect(offered('SCHOOL')).toEqual([...REFERRAL_TYPES]);
    expect(offered('AUTHORITY')).not.toContain('MANAGED_MOVE');
    expect(faults('MANAGED_MOVE', {}, { madeBy: 'AUTHORITY' })).toEqual(['type raised-by']);
  });

  it('keeps no answer of another kind', () => {
    const kept = checked('SAFEGUARDING_SEPARATION', {
      'exclusion.firstExcludedOn': day('2026-11-09'),
      'exclusion.reasons': ['PA'],
      'history.tried': 'A mentor.',
    });
    expect(Object.keys(kept.answers).filter((path) => /^(exclusion|history)/.test(path))).toEqual([]);
    expect(kept.clock).toBeNull();
  });
});

describe('a suspension', () => {
  it('is worked to the sixth school day in a row, and its place ends with it', () => {
    const { aim, clock, endsOn, startsOn } = checked('SUSPENSION');
    expect(aim).toEqual({ on: '2026-11-16', why: 'SIXTH_DAY' });
    expect(clock).toMatchObject({ of: 'SUSPENSION', firstExcludedOn: '2026-11-09', lastLawful: '2026-11-16' });
    expect([startsOn, endsOn]).toEqual(['2026-11-16', '2026-11-18']);
  });

  it.each([
    ['back to back', [block('2026-11-09', '2026-11-11'), block('2026-11-12', '2026-11-18')], '2026-11-16'],
    ['over half-term', [block('2026-10-20', '2026-10-23'), block('2026-11-02', '2026-11-05')], '2026-11-03'],
  ])('adds up with another: %s', (_, blocks, aim) => {
    expect(checked('SUSPENSION', { 'suspended.blocks': blocks }).aim.on).toBe(aim);
  });

  it.each([
    ['five days', [block('2026-11-09', '2026-11-13')]],
    ['a day in school between', [block('2026-11-09', '2026-11-11'), block('2026-11-13', '2026-11-18')]],
  ])('is none for this route with %s', (_, blocks) => {
    expect(faults('SUSPENSION', { 'suspended.blocks': blocks })).toEqual(['suspended.blocks not-six']);
  });

  it('is worked to the next school day for a looked-after child', () => {
    expect(checked('SUSPENSION', { 'support.lookedAfter': 'YES' }).aim).toEqual({ on: '2026-11-10', why: 'NEXT_DAY' });
  });

  it('may not pass 45 school days in the year, to the day', () => {
    expect(faults('SUSPENSION', { 'suspended.daysBefore': 37 })).toEqual([]);
    expect(faults('SUSPENSION', { 'suspended.daysBefore': 38 })).toEqual(['suspended.daysBefore over-cap']);
  });

  it('is full time, and lasts no longer than the suspension', () => {
    const over = { 'sessions.wanted': sessionSet(['mon-am']), 'sessions.endsOn': day('2026-11-19') };
    expect(faults('SUSPENSION', over)).toEqual([
      'sessions.wanted sessions-full-time',
      'sessions.endsOn after-suspension',
    ]);
  });
});

describe('illness', () => {
  it('is worked to the day on which the absence reaches fifteen school days, and to the next one after that', () => {
    expect(checked('SECTION_19_HEALTH').aim).toEqual({ on: '2026-11-16', why: 'HEALTH_DAYS' });
    expect(checked('SECTION_19_HEALTH', { 'health.daysAbsent': 15 }).aim.on).toBe('2026-11-09');
    expect(faults('SECTION_19_HEALTH', { 'health.daysExpected': 4 })).toEqual(['health.daysExpected too-few-days']);
    expect(faults('SECTION_19_HEALTH', { 'health.daysExpected': 5 })).toEqual([]);
  });

  it('asks why, and only then, when fewer hours than full time are right', () => {
    expect(faults('SECTION_19_HEALTH', { 'health.hours': 24 })).toEqual(['health.hoursWhy required']);
    expect(faults('SECTION_19_HEALTH', { 'health.hours': 10, 'health.hoursWhy': 'Tires soon.' })).toEqual([]);
    const part = { 'sessions.wanted': sessionSet(['mon-am']) };
    expect(faults('SECTION_19_HEALTH', part)).toEqual(['sessions.wanted fewer-than-hours']);
  });
});

describe('a separation for safeguarding', () => {
  it('is worked to the next school day, and looked at again later', () => {
    expect(checked('SAFEGUARDING_SEPARATION').aim).toEqual({ on: '2026-11-10', why: 'SEPARATION' });
    expect(faults('SAFEGUARDING_SEPARATION', { 'separation.reviewOn': day('2026-11-09') })).toEqual([
      'separation.reviewOn before-start',
    ]);
  });

  it('asks and says nothing of an exclusion or of blame', () => {
    const words = JSON.stringify([
      TYPE_RULES.SAFEGUARDING_SEPARATION,
      FIELDS.filter((f) => f.path.startsWith('separation')),
    ]);
    expect(words).not.toMatch(/perpetrator|offender|guilty|assault|incident/i);
  });
});

describe('fair access', () => {
  it('knows thirteen groups and gives a place within twenty school days', () => {
    expect(FAIR_ACCESS_GROUPS).toHaveLength(13);
    expect(checked('FAIR_ACCESS').aim).toEqual({ on: '2026-12-08', why: 'FAIR_ACCESS' });
  });

  it('is not for a child with an EHC plan', () => {
    expect(faults('FAIR_ACCESS', { 'support.senProvision': 'E' })).toEqual([
      'support.senProvision named-school-instead',
    ]);
  });
});

describe('a managed move', () => {
  it('names another school, and everybody agreed before it is sent', () => {
    expect(faults('MANAGED_MOVE', { 'managedMove.receivingSchoolId': OWN_SCHOOL })).toEqual([
      'managedMove.receivingSchoolId same-school',
    ]);
    expect(faults('MANAGED_MOVE', { 'managedMove.parentAgreedOn': day('2026-11-10') })).toEqual([
      'managedMove.parentAgreedOn future',
    ]);
    expect(faults('MANAGED_MOVE', { 'support.senProvision': 'E' })).toEqual(['managedMove.authorityAgreedOn required']);
  });

  it('has no end: there is no trial', () => {
    expect(checked('MANAGED_MOVE', { 'sessions.endsOn': day('2026-12-18') }).endsOn).toBeNull();
  });
});

describe('the way back to a school', () => {
  it('goes by steps, one after the other', () => {
    const steps = (...from: string[]) => ({
      'reintegration.steps': from.map((each, at) => ({ from: each, halfDays: at + 1 })),
    });
    expect(faults('REINTEGRATION', steps('2027-01-05', '2027-01-12'))).toEqual([]);
    expect(faults('REINTEGRATION', steps('2027-01-12', '2027-01-12'))).toEqual([
      'reintegration.steps.1.from after-step-before',
    ]);
    expect(checked('REINTEGRATION').aim).toEqual({ on: '2027-01-05', why: 'START_ASKED' });
  });
});

describe('the notice of an off-site direction', () => {
  const given = (on: string, covers = NOTICE_CONTENT.map(({ code }) => code)) => ({
    'offSite.noticeGivenOn': day(on),
    'offSite.noticeCovers': covers,
  });

  it('is given two school days before the first day, and is whole', () => {
    const late = { today: day('2026-11-20') };
    expect(faults('OFF_SITE_DIRECTION', given('2026-11-19'), late)).toEqual([]);
    expect(faults('OFF_SITE_DIRECTION', given('2026-11-20'), late)).toEqual(['sessions.startsOn notice-too-short']);
    expect(faults('OFF_SITE_DIRECTION', given('2026-11-06', ['ADDRESS']))).toEqual([
      'offSite.noticeCovers notice-lacks',
    ]);
  });

  it('gives a highest number of days that covers the dates', () => {
    const dates = { 'sessions.endsOn': day('2026-12-04'), 'sessions.wanted': FULL_WEEK };
    expect(faults('OFF_SITE_DIRECTION', { ...dates, 'offSite.daysMost': 8 })).toEqual(['offSite.daysMost too-few']);
    expect(faults('OFF_SITE_DIRECTION', { ...dates, 'offSite.daysMost': 9 })).toEqual([]);
  });
});
