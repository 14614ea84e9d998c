import {
  addDays,
  type DateOnly,
  FULL_WEEK,
  type SchoolCalendar,
  type SessionSet,
  sessionSet,
  valueOf,
} from '../kernel/index.js';
import type { Answers } from '../modules/referrals/index.js';
import type { DemoChild, DemoType } from './cases.js';
import type { Random } from './random.js';

/** Business instants of a made-up case; all derived from the day on which the demonstration is loaded. */
export interface CaseDates {
  /** The day the school submits. */
  readonly madeOn: DateOnly;
  readonly firstExcludedOn: DateOnly | null;
  readonly startsOn: DateOnly | null;
  readonly endsOn: DateOnly | null;
}

/** Dates of a referral that waits today: made in the last weeks, wanted soon. */
export function waitingDates(random: Random, type: DemoType, calendar: SchoolCalendar, today: DateOnly): CaseDates {
  const later = (day: DateOnly, schoolDays: number): DateOnly => valueOf(calendar.addSchoolDays(day, schoolDays));
  const latest = calendar.isSchoolDay(today) ? today : later(today, -1);
  const back = type === 'PERMANENT_EXCLUSION' ? random.whole(0, 8) : random.whole(1, 28);
  const madeOn = later(latest, -back);
  if (type === 'PERMANENT_EXCLUSION') return { madeOn, firstExcludedOn: madeOn, startsOn: null, endsOn: null };
  const startsOn = later(latest, random.whole(4, 15));
  const weeks = type === 'PREVENTATIVE_EARLY' ? random.pick([6, 12, 12, 18]) : random.pick([12, 18, 24, 30]);
  return { madeOn, firstExcludedOn: null, startsOn, endsOn: addDays(startsOn, weeks * 7 - 3) };
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const days = (...names: string[]): SessionSet => sessionSet(names.flatMap((name) => [`${name}-am`, `${name}-pm`]));

export function sessionsWanted(random: Random, type: DemoType): SessionSet {
  if (type === 'PERMANENT_EXCLUSION') return FULL_WEEK;
  if (type === 'PREVENTATIVE_EARLY') {
    if (random.chance(0.15)) return sessionSet(['tue-pm', 'thu-pm']);
    return random.chance(0.7) ? days(random.pick(DAYS)) : random.pick([days('mon', 'tue'), days('wed', 'thu')]);
  }
  if (random.chance(0.65)) return FULL_WEEK;
  return random.chance(0.75) ? days('wed', 'thu', 'fri') : sessionSet(DAYS.map((day) => `${day}-am`));
}

const TRIED = [
  'A mentor twice a week for a term; calmer in small groups, not in corridors.',
  'A reduced set of teachers and a quiet start; attendance rose, then fell after half-term.',
  'Restorative meetings, a report card and a seat plan; fewer incidents in mathematics only.',
];
const PUPIL_SAYS = [
  'I want to make things with my hands.',
  'I like it when somebody explains slowly.',
  'I want to be near home.',
];
const PARENT_SAYS = [
  'We agree that a smaller place would help.',
  'We would like to visit first.',
  'We worry about the journey.',
];

export interface Surroundings {
  readonly dates: CaseDates;
  readonly sessions: SessionSet;
  readonly postcode: string;
  /** Children this one must not be placed with. */
  readonly apartFrom: readonly DemoChild[];
  /** 'programme:ID' values the family ranks first. */
  readonly preferred: readonly string[];
  /** A high risk of exploitation, which is kept apart from others of its kind. */
  readonly exploited: boolean;
  /** An EHC plan that names a setting goes to the SEN officer, not into the pool. */
  readonly namedSetting: boolean;
}

/** What the school answers, as the journey would have kept it. */
export function answersFor(random: Random, type: DemoType, child: DemoChild, around: Surroundings): Answers {
  const { dates } = around;
  return {
    schoolId: child.school.organisationId,
    type,
    ...(dates.firstExcludedOn && {
      'exclusion.firstExcludedOn': dates.firstExcludedOn,
      'exclusion.reasons': child.reasons,
      ...(child.yearGroup === 11 && { 'exclusion.examinationsOver': 'NO' }),
    }),
    ...(type === 'OFF_SITE_DIRECTION' && {
      'offSite.noticeGivenOn': dates.madeOn,
      'offSite.noticeCovers': ['ADDRESS', 'REPORT_TO', 'DAYS', 'REASONS', 'TIMES'],
      'offSite.objectives': 'To return calmer, with a timetable that works.',
      'offSite.reasons': 'Lessons are lost every week, and what was tried helped only for a time (made up).',
      'offSite.daysMost': 195,
    }),
    'pupil.upn': child.upn,
    'pupil.forename': child.forename,
    'pupil.surname': child.surname,
    'pupil.dateOfBirth': child.dateOfBirth,
    'pupil.yearGroup': child.yearGroup,
    'pupil.sex': child.sex,
    'home.postcode': around.postcode,
    'support.senProvision': child.senProvision,
    ...(around.namedSetting && { 'support.namedSetting': 'A special school named in the plan (made up)' }),
    'support.lookedAfter': child.lookedAfter ? 'YES' : 'NO',
    ...(child.lookedAfter && { 'support.caringAuthorityCode': '352' }),
    'support.socialWorker': child.socialWorker ? 'IN_NEED' : 'NONE',
    ...(child.needsStepFree && { 'support.accessNeeds': ['STEP_FREE'] }),
    'needs.codes': child.needs,
    'needs.description': 'Finds long lessons and crowds hard; does well with one trusted adult.',
    ...(dates.startsOn && { 'sessions.wanted': around.sessions, 'sessions.startsOn': dates.startsOn }),
    ...(dates.endsOn && { 'sessions.endsOn': dates.endsOn }),
    ...(around.preferred.length > 0 && { 'family.preferred': around.preferred }),
    'family.interests': child.interests,
    'family.pupilView': random.pick(PUPIL_SAYS),
    'family.parentView': random.pick(PARENT_SAYS),
    'history.tried': random.pick(TRIED),
    ...(type !== 'PERMANENT_EXCLUSION' && {
      'history.steps': [
        { what: 'MENTOR', from: addDays(dates.madeOn, -120), to: addDays(dates.madeOn, -50), outcome: 'FOR_A_TIME' },
        {
          what: 'BEHAVIOUR_PLAN',
          from: addDays(dates.madeOn, -49),
          outcome: 'NO_CHANGE',
          note: 'Calmer with one adult.',
        },
      ],
    }),
    'risks.assessed': around.exploited || child.risk !== 'LOW' ? 'SOME' : 'NONE',
    ...(around.exploited && { 'risks.items': [{ code: 'EXPLOITATION', level: 'HIGH' }] }),
    ...(!around.exploited && child.risk !== 'LOW' && { 'risks.items': [{ code: 'VIOLENCE', level: child.risk }] }),
    'risks.note': 'Plan the first week with the school.',
    ...(around.apartFrom.length > 0 && {
      'keepApart.people': around.apartFrom.map(({ forename, surname, upn }) => ({
        name: `${forename} ${surname}`,
        upn,
        reason: 'A fight last term (made up).',
      })),
    }),
  };
}
