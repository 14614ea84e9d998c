import {
  type DateOnly,
  type FieldFault,
  formatDate,
  FULL_WEEK,
  offSiteNoticeLatest,
  type ReferralType,
  type SchoolCalendar,
  sessionCount,
} from '../../../kernel/index.js';
import type { Answers, FieldPath } from './answers.js';
import type { ClockSettings } from './clock-settings.js';
import { NOTICE_CONTENT } from './codes.js';
import { lastSuspendedDay, suspendedDays } from './suspension.js';
import { type Raiser, TYPE_RULES } from './types.js';

export interface TypeCheckContext extends ClockSettings {
  readonly today: DateOnly;
  readonly madeOn: DateOnly;
  readonly madeBy: Raiser;
  readonly calendar: SchoolCalendar | null;
}

type Check = (answers: Answers, context: TypeCheckContext) => readonly FieldFault[];

const fault = (field: FieldPath, rule: string, facts?: FieldFault['facts']): FieldFault =>
  facts === undefined ? { field, rule } : { field, rule, facts };

const EARLY_SESSIONS_MAX = 4;

/** Part time is lawful only where health makes full time wrong for the child (s.19(3AA) EA 1996). */
const fullTime: Check = ({ 'sessions.wanted': wanted }) =>
  wanted !== undefined && wanted !== FULL_WEEK ? [fault('sessions.wanted', 'sessions-full-time')] : [];

const early: Check = ({ 'sessions.wanted': wanted }) =>
  wanted !== undefined && sessionCount(wanted) > EARLY_SESSIONS_MAX
    ? [fault('sessions.wanted', 'sessions-early', { max: EARLY_SESSIONS_MAX })]
    : [];

const suspension: Check = (answers, { calendar, suspensionSchoolDaysMost: max }) => {
  const [last, endsOn] = [lastSuspendedDay(answers), answers['sessions.endsOn']];
  const days = calendar === null ? 0 : suspendedDays(answers, calendar) + (answers['suspended.daysBefore'] ?? 0);
  return [
    ...(days > max ? [fault('suspended.daysBefore', 'over-cap', { days, max })] : []),
    ...(last !== undefined && endsOn !== undefined && endsOn > last
      ? [fault('sessions.endsOn', 'after-suspension', { max: formatDate(last) })]
      : []),
  ];
};

const separation: Check = (answers, { madeOn }) => {
  const [from, review] = [answers['separation.keptAwayFrom'], answers['separation.reviewOn']];
  return from !== undefined && review !== undefined && (review <= from || review < madeOn)
    ? [fault('separation.reviewOn', 'before-start')]
    : [];
};

const health: Check = (answers, { today, healthAbsenceSchoolDays: least, fullTimeHours }) => {
  const [absent, expected] = [answers['health.daysAbsent'], answers['health.daysExpected']];
  const [hours, wanted, seen] = [answers['health.hours'], answers['sessions.wanted'], answers['health.evidenceOn']];
  const isPart = hours !== undefined && hours < fullTimeHours;
  return [
    ...(absent !== undefined && expected !== undefined && absent + expected < least
      ? [fault('health.daysExpected', 'too-few-days', { least })]
      : []),
    ...(isPart && answers['health.hoursWhy'] === undefined
      ? [fault('health.hoursWhy', 'required', { fullTimeHours })]
      : []),
    ...(hours !== undefined && !isPart && wanted !== undefined && wanted !== FULL_WEEK
      ? [fault('sessions.wanted', 'fewer-than-hours', { hours })]
      : []),
    ...(seen !== undefined && seen > today ? [fault('health.evidenceOn', 'future')] : []),
  ];
};

const direction: Check = (answers, { calendar }) => {
  const { 'sessions.startsOn': startsOn, 'sessions.endsOn': endsOn, 'offSite.daysMost': most } = answers;
  if (calendar === null || startsOn === undefined || endsOn === undefined || most === undefined) return [];
  const days = calendar.schoolDaysBetween(startsOn, endsOn);
  return days > most ? [fault('offSite.daysMost', 'too-few', { days })] : [];
};

const fairAccess: Check = (answers) =>
  answers['support.senProvision'] === 'E' ? [fault('support.senProvision', 'named-school-instead')] : [];

const AGREED = ['managedMove.schoolsAgreedOn', 'managedMove.parentAgreedOn', 'managedMove.authorityAgreedOn'] as const;

const managedMove: Check = (answers, { today }) => [
  ...(answers['managedMove.receivingSchoolId'] !== undefined &&
  answers['managedMove.receivingSchoolId'] === answers.schoolId
    ? [fault('managedMove.receivingSchoolId', 'same-school')]
    : []),
  ...(answers['support.senProvision'] === 'E' && answers['managedMove.authorityAgreedOn'] === undefined
    ? [fault('managedMove.authorityAgreedOn', 'required')]
    : []),
  ...AGREED.filter((path) => (answers[path] ?? today) > today).map((path) => fault(path, 'future')),
];

const steps: Check = (answers) => {
  const lines = answers['reintegration.steps'] ?? [];
  const at = lines.findIndex(({ from }, nth) => nth > 0 && String(from) <= String(lines[nth - 1]?.['from']));
  return at < 0 ? [] : [{ field: `reintegration.steps.${at}.from`, rule: 'after-step-before' }];
};

const CHECKS: Readonly<Record<ReferralType, readonly Check[]>> = {
  PERMANENT_EXCLUSION: [fullTime],
  SUSPENSION: [fullTime, suspension],
  SAFEGUARDING_SEPARATION: [fullTime, separation],
  SECTION_19_HEALTH: [health],
  PREVENTATIVE_DUAL: [],
  PREVENTATIVE_EARLY: [early],
  OFF_SITE_DIRECTION: [direction],
  FAIR_ACCESS: [fairAccess],
  MANAGED_MOVE: [managedMove],
  REINTEGRATION: [steps],
};

/** What one kind of request refuses and the others do not. */
export function typeFaults(answers: Answers, context: TypeCheckContext): readonly FieldFault[] {
  const { type } = answers;
  if (type === undefined) return [];
  const raised = TYPE_RULES[type].raisedBy.includes(context.madeBy) ? [] : [fault('type', 'raised-by')];
  return [...raised, ...CHECKS[type].flatMap((check) => check(answers, context))];
}

interface Notice {
  readonly latest: DateOnly | null;
  readonly faults: readonly FieldFault[];
}

/**
 * Not less than two school days before the first day, and whole (s.29A Education Act 2002, SI 2010/1156 reg 3): a notice that was
 * given too late, or that lacks something, is refused with what to do.
 */
export function noticeOf(answers: Answers, context: TypeCheckContext): Notice {
  const { today, madeOn, calendar, offSiteNoticeClearDays: clearDays } = context;
  const startsOn = answers['sessions.startsOn'];
  if (answers.type !== 'OFF_SITE_DIRECTION' || startsOn === undefined) return { latest: null, faults: [] };
  const latest = calendar === null ? null : offSiteNoticeLatest(calendar, startsOn, { clearDays });
  if (latest === null || !latest.ok) {
    return { latest: null, faults: [fault('sessions.startsOn', 'calendar-not-covered')] };
  }
  const { 'offSite.noticeGivenOn': given, 'offSite.noticeCovers': covers } = answers;
  const lacks = covers === undefined ? [] : NOTICE_CONTENT.filter(({ code }) => !covers.includes(code));
  return {
    latest: latest.value,
    faults: [
      ...(given !== undefined && given > today ? [fault('offSite.noticeGivenOn', 'future')] : []),
      ...((given ?? madeOn) > latest.value
        ? [fault('sessions.startsOn', 'notice-too-short', { latest: formatDate(latest.value) })]
        : []),
      ...(lacks.length > 0
        ? [
            fault('offSite.noticeCovers', 'notice-lacks', {
              lacks: lacks.map(({ label }) => label.toLowerCase()).join('; '),
            }),
          ]
        : []),
    ],
  };
}
