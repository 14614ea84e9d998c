import {
  addDays,
  ageOn,
  type DateOnly,
  type FieldFault,
  formatDate,
  FULL_WEEK,
  invalidFields,
  maxDate,
  ok,
  type ReferralType,
  type Result,
  type SchoolCalendar,
  type SessionSet,
} from '../../../kernel/index.js';
import { type Aim, aimOf, countedAim, sixthDayClock } from './aim.js';
import type { Answers, FieldPath } from './answers.js';
import type { DaySixClock } from './clock.js';
import type { ClockSettings } from './clock-settings.js';
import { askedAnswers, isAskedFor } from './journey-pages.js';
import { scoreFaults, triedFaults } from './scales.js';
import { lastSuspendedDay } from './suspension.js';
import { noticeOf, typeFaults } from './type-checks.js';
import { type Raiser, TYPE_RULES } from './types.js';

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

/** Not every kind asks for everything, and a pupil without special educational needs has no type of need to name. */
function applies(path: FieldPath, answers: Answers): boolean {
  if (path === 'needs.codes' && answers['support.senProvision'] === 'N') return false;
  return answers.type === undefined || isAskedFor(path, answers);
}

/** The answers without which this referral cannot be submitted, in the order in which they are asked. */
export function requiredAnswers(answers: Answers): readonly FieldPath[] {
  const rule = answers.type && TYPE_RULES[answers.type];
  const paths: readonly FieldPath[] =
    rule === undefined
      ? ['type', ...PUPIL_ANSWERS]
      : [
          ...(['type', ...rule.needed, ...PUPIL_ANSWERS] as const),
          ...(rule.week === 'SOME' ? (['sessions.wanted'] as const) : []),
          ...(rule.clock === 'START_ASKED' ? (['sessions.startsOn'] as const) : []),
          ...(rule.picture === 'NOW' ? WHOLE_PICTURE : []),
        ];
  return paths.filter((path) => applies(path, answers));
}

/** Asked before the first day: not given yet, or given as "not known yet". In the order in which they are asked. */
export function askedBeforeFirstDay(answers: Answers): readonly FieldPath[] {
  const unknown = (path: FieldPath) => {
    const value = answers[path];
    return value === undefined || value === 'UNKNOWN' || (path === 'pupil.sex' && value === 'U');
  };
  const own = answers.type === undefined ? [] : TYPE_RULES[answers.type].later;
  return [...own, ...WHOLE_PICTURE].filter((path) => applies(path, answers) && unknown(path));
}

export interface CheckContext extends ClockSettings {
  readonly today: DateOnly;
  /** The day the referral was first made: changing one answer later must not fail on a start that has passed since. */
  readonly madeOn: DateOnly;
  readonly madeBy: Raiser;
  /** Null where the school has none: every clock that needs one is refused by name. */
  readonly calendar: SchoolCalendar | null;
}

/** A whole referral, ready to be written: what was left open is filled in, deadlines are worked out. */
export interface CheckedReferral {
  /** Only those that this kind of request asks for. */
  readonly answers: Answers;
  readonly type: ReferralType;
  readonly clock: DaySixClock | null;
  readonly aim: Aim;
  readonly noticeLatestOn: DateOnly | null;
  readonly sessionsWanted: SessionSet;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly | null;
  /** Pupils whose plan names a setting go to the SEN officer: section I of the plan decides, not a panel. */
  readonly route: 'POOL' | 'SEN';
  readonly missing: readonly FieldPath[];
}

const FIRST_EXCLUDED_AHEAD_DAYS = 60;

/** Every rule that looks at more than one answer, and every answer that must be there. All faults at once. */
export function checkReferral(given: Answers, context: CheckContext): Result<CheckedReferral> {
  const answers = askedAnswers(given);
  const { type } = answers;
  const absent = requiredAnswers(answers).filter((path) => answers[path] === undefined);
  const faults: FieldFault[] = absent.map((field) => ({ field, rule: 'required' }));
  faults.push(...pupilFaults(answers, context), ...dateFaults(answers, context), ...typeFaults(answers, context));
  faults.push(...scoreFaults(answers, context.today), ...triedFaults(answers, context.today));
  const said = answers['needs.wishesOn'];
  if (said !== undefined && said > context.today) faults.push({ field: 'needs.wishesOn', rule: 'future' });
  const clock = sixthDayClock(answers, context);
  if (clock !== null && !clock.ok) faults.push(...clock.problem.fields);
  const counted = type === undefined ? ok(null) : countedAim(TYPE_RULES[type].clock, answers, context);
  if (!counted.ok) faults.push(...counted.problem.fields);
  const notice = noticeOf(answers, context);
  faults.push(...notice.faults);
  const unique = faults.filter((fault, index) => faults.findIndex(({ field }) => field === fault.field) === index);
  if (unique.length > 0 || type === undefined) return invalidFields(unique);
  const daySixDates = clock?.ok ? clock.value : null;
  const asked = answers['sessions.startsOn'];
  const aim = aimOf(daySixDates, counted.ok ? counted.value : null, { startsOn: asked, madeOn: context.madeOn });
  return ok({
    answers,
    type,
    clock: daySixDates,
    aim,
    noticeLatestOn: notice.latest,
    sessionsWanted: answers['sessions.wanted'] ?? FULL_WEEK,
    startsOn: asked ?? maxDate(daySixDates?.aimFor ?? aim.on, context.madeOn),
    endsOn: answers['sessions.endsOn'] ?? lastSuspendedDay(answers) ?? null,
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
