import {
  addDays,
  ageOn,
  type DateOnly,
  type FieldFault,
  formatDate,
  FULL_WEEK,
  invalidFields,
  maxDate,
  offSiteNoticeLatest,
  ok,
  type Result,
  type SchoolCalendar,
  sessionCount,
  type SessionSet,
} from '../../../kernel/index.js';
import type { Answers, FieldPath } from './answers.js';
import { type DaySixClock, daySixClock } from './clock.js';
import type { ReferralType } from './codes.js';

/** Ten answers start a day-six case; a school is not asked who it is. */
const DAY_SIX_ANSWERS: readonly FieldPath[] = [
  'type',
  'exclusion.firstExcludedOn',
  'exclusion.reasons',
  'pupil.upn',
  'pupil.forename',
  'pupil.surname',
  'pupil.dateOfBirth',
  'pupil.yearGroup',
  'home.postcode',
  'support.senProvision',
];

const PUPIL_ANSWERS: readonly FieldPath[] = [
  'pupil.upn',
  'pupil.forename',
  'pupil.surname',
  'pupil.dateOfBirth',
  'pupil.yearGroup',
  'home.postcode',
  'support.senProvision',
];

/** What a provider must know before the first day, whichever way the referral came. */
const WHOLE_PICTURE: readonly FieldPath[] = [
  'pupil.sex',
  'support.lookedAfter',
  'support.socialWorker',
  'needs.codes',
  'needs.description',
  'history.tried',
  'family.pupilView',
  'family.parentView',
  'risks.assessed',
];

const TYPE_ANSWERS: Readonly<Record<ReferralType, readonly FieldPath[]>> = {
  PERMANENT_EXCLUSION: DAY_SIX_ANSWERS,
  PREVENTATIVE_DUAL: ['type', ...PUPIL_ANSWERS, 'sessions.wanted', 'sessions.startsOn', ...WHOLE_PICTURE],
  PREVENTATIVE_EARLY: ['type', ...PUPIL_ANSWERS, 'sessions.wanted', 'sessions.startsOn', ...WHOLE_PICTURE],
  OFF_SITE_DIRECTION: [
    ...(['type', 'offSite.objectives'] as const),
    ...PUPIL_ANSWERS,
    ...(['sessions.wanted', 'sessions.startsOn'] as const),
    ...WHOLE_PICTURE,
  ],
};

/** A pupil without special educational needs has no type of need to name. */
const applies = (path: FieldPath, answers: Answers): boolean =>
  path !== 'needs.codes' || answers['support.senProvision'] !== 'N';

/** The answers without which this referral cannot be submitted. */
export function requiredAnswers(answers: Answers): readonly FieldPath[] {
  const paths = answers.type === undefined ? ['type' as const, ...PUPIL_ANSWERS] : TYPE_ANSWERS[answers.type];
  return paths.filter((path) => applies(path, answers));
}

/** Asked before the first day: not given yet, or given as "not known yet". In the order in which they are asked. */
export function askedBeforeFirstDay(answers: Answers): readonly FieldPath[] {
  const unknown = (path: FieldPath) => {
    const value = answers[path];
    return value === undefined || value === 'UNKNOWN' || (path === 'pupil.sex' && value === 'U');
  };
  const offSite: readonly FieldPath[] = answers.type === 'OFF_SITE_DIRECTION' ? ['offSite.noticeGivenOn'] : [];
  return [...offSite, ...WHOLE_PICTURE].filter((path) => applies(path, answers) && unknown(path));
}

export interface CheckContext {
  readonly today: DateOnly;
  /** The day the referral was first made: changing one answer later must not fail on a start that has passed since. */
  readonly madeOn: DateOnly;
  /** Null where the school has none: every clock that needs one is refused by name. */
  readonly calendar: SchoolCalendar | null;
  readonly countFirstExcludedDay: boolean;
  readonly offSiteNoticeClearDays: boolean;
}

/** A whole referral, ready to be written: what was left open is filled in, deadlines are worked out. */
export interface CheckedReferral {
  readonly answers: Answers;
  readonly type: ReferralType;
  readonly clock: DaySixClock | null;
  readonly noticeLatestOn: DateOnly | null;
  readonly sessionsWanted: SessionSet;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly | null;
  /** Pupils whose plan names a setting go to the SEN officer: section I of the plan decides, not a panel. */
  readonly route: 'POOL' | 'SEN';
  readonly missing: readonly FieldPath[];
}

const EARLY_SESSIONS_MAX = 4;
const FIRST_EXCLUDED_AHEAD_DAYS = 60;

/** Every rule that looks at more than one answer, and every answer that must be there. All faults at once. */
export function checkReferral(answers: Answers, context: CheckContext): Result<CheckedReferral> {
  const absent = requiredAnswers(answers).filter((path) => answers[path] === undefined);
  const faults: FieldFault[] = absent.map((field) => ({ field, rule: 'required' }));
  faults.push(...pupilFaults(answers, context), ...sessionFaults(answers), ...dateFaults(answers, context));
  const clock = clockOf(answers, context);
  if (clock !== null && !clock.ok) faults.push(...clock.problem.fields);
  const notice = noticeOf(answers, context);
  faults.push(...notice.faults);
  const unique = faults.filter((fault, index) => faults.findIndex(({ field }) => field === fault.field) === index);
  const { type } = answers;
  if (unique.length > 0 || type === undefined) return invalidFields(unique);
  const daySixDates = clock?.ok ? clock.value : null;
  return ok({
    answers,
    type,
    clock: daySixDates,
    noticeLatestOn: notice.latest,
    sessionsWanted: answers['sessions.wanted'] ?? FULL_WEEK,
    startsOn: answers['sessions.startsOn'] ?? maxDate(daySixDates?.aimFor ?? context.madeOn, context.madeOn),
    endsOn: answers['sessions.endsOn'] ?? null,
    route: answers['support.namedSetting'] === undefined ? 'POOL' : 'SEN',
    missing: askedBeforeFirstDay(answers),
  });
}

function pupilFaults(answers: Answers, { today }: CheckContext): FieldFault[] {
  const faults: FieldFault[] = [];
  const born = answers['pupil.dateOfBirth'];
  if (born !== undefined && born > today) faults.push({ field: 'pupil.dateOfBirth', rule: 'future' });
  else if (born !== undefined && (ageOn(born, today) < 4 || ageOn(born, today) > 19)) {
    faults.push({ field: 'pupil.dateOfBirth', rule: 'school-age' });
  }
  if (answers['support.namedSetting'] !== undefined && answers['support.senProvision'] !== 'E') {
    faults.push({ field: 'support.namedSetting', rule: 'plan-only' });
  }
  const twice = (answers['family.preferred'] ?? []).some((place) => answers['family.suitable']?.includes(place));
  if (twice) faults.push({ field: 'family.suitable', rule: 'twice' });
  faults.push(...otherChildrenFaults(answers));
  if (answers['risks.assessed'] === 'SOME' && !answers['risks.items'] && !answers['risks.note']) {
    faults.push({ field: 'risks.items', rule: 'required' });
  }
  if (answers['risks.assessed'] === 'NONE' && answers['risks.items']) {
    faults.push({ field: 'risks.assessed', rule: 'contradicts' });
  }
  return faults;
}

function otherChildrenFaults(answers: Answers): FieldFault[] {
  const faults = (['siblings.people', 'keepApart.people'] as const).flatMap((path): FieldFault[] => {
    const own = answers[path]?.findIndex(({ upn }) => upn !== null && upn === answers['pupil.upn']) ?? -1;
    return own >= 0 ? [{ field: `${path}.${own}.upn`, rule: 'own-number' }] : [];
  });
  const isNamed = answers['siblings.people'] !== undefined;
  const isWished = answers['siblings.wish'] !== undefined;
  if (isNamed && !isWished) faults.push({ field: 'siblings.wish', rule: 'required' });
  if (isWished && !isNamed) faults.push({ field: 'siblings.people', rule: 'required' });
  return faults;
}

function sessionFaults(answers: Answers): FieldFault[] {
  const wanted = answers['sessions.wanted'];
  if (wanted === undefined) return [];
  const field = 'sessions.wanted';
  if (answers.type === 'PREVENTATIVE_EARLY' && sessionCount(wanted) > EARLY_SESSIONS_MAX) {
    return [{ field, rule: 'sessions-early', facts: { max: EARLY_SESSIONS_MAX } }];
  }
  // Part time is lawful only where health makes full time wrong for the child (s.19(3AA) EA 1996).
  return answers.type === 'PERMANENT_EXCLUSION' && wanted !== FULL_WEEK ? [{ field, rule: 'sessions-full-time' }] : [];
}

function dateFaults(answers: Answers, { today, madeOn }: CheckContext): FieldFault[] {
  const faults: FieldFault[] = [];
  const excluded = answers['exclusion.firstExcludedOn'];
  const startsOn = answers['sessions.startsOn'];
  const endsOn = answers['sessions.endsOn'];
  if (excluded !== undefined && excluded > addDays(today, FIRST_EXCLUDED_AHEAD_DAYS)) {
    const max = formatDate(addDays(today, FIRST_EXCLUDED_AHEAD_DAYS));
    faults.push({ field: 'exclusion.firstExcludedOn', rule: 'too-late', facts: { max } });
  }
  if (startsOn !== undefined && startsOn < madeOn) faults.push({ field: 'sessions.startsOn', rule: 'past' });
  if (startsOn !== undefined && startsOn > addDays(today, 366)) {
    faults.push({ field: 'sessions.startsOn', rule: 'too-late', facts: { max: formatDate(addDays(today, 366)) } });
  }
  if (endsOn !== undefined && endsOn < (startsOn ?? madeOn)) {
    faults.push({ field: 'sessions.endsOn', rule: 'before-start' });
  }
  if (endsOn !== undefined && endsOn > addDays(startsOn ?? today, 5 * 366)) {
    const max = formatDate(addDays(startsOn ?? today, 5 * 366));
    faults.push({ field: 'sessions.endsOn', rule: 'too-late', facts: { max } });
  }
  return faults;
}

function clockOf(answers: Answers, context: CheckContext): Result<DaySixClock> | null {
  if (answers.type !== 'PERMANENT_EXCLUSION' || answers['exclusion.firstExcludedOn'] === undefined) return null;
  if (context.calendar === null) {
    return invalidFields([{ field: 'exclusion.firstExcludedOn', rule: 'calendar-not-covered' }]);
  }
  return daySixClock(answers, context.calendar, context);
}

interface Notice {
  readonly latest: DateOnly | null;
  readonly faults: FieldFault[];
}

/** Not less than two school days before the first day (s.29A Education Act 2002, SI 2010/1156 reg 3). */
function noticeOf(answers: Answers, { today, madeOn, calendar, offSiteNoticeClearDays }: CheckContext): Notice {
  const startsOn = answers['sessions.startsOn'];
  if (answers.type !== 'OFF_SITE_DIRECTION' || startsOn === undefined) return { latest: null, faults: [] };
  const latest =
    calendar === null ? null : offSiteNoticeLatest(calendar, startsOn, { clearDays: offSiteNoticeClearDays });
  if (latest === null || !latest.ok) {
    return { latest: null, faults: [{ field: 'sessions.startsOn', rule: 'calendar-not-covered' }] };
  }
  const given = answers['offSite.noticeGivenOn'];
  const faults: FieldFault[] = [];
  if (given !== undefined && given > today) faults.push({ field: 'offSite.noticeGivenOn', rule: 'future' });
  if ((given ?? madeOn) > latest.value) {
    faults.push({ field: 'sessions.startsOn', rule: 'notice-too-short', facts: { latest: formatDate(latest.value) } });
  }
  return { latest: latest.value, faults };
}
