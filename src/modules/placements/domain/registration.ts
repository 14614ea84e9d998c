import { addDays, type DateOnly, type SchoolCalendar, traitsOf } from '../../../kernel/index.js';

export type RegistrationKind = 'REGISTERED_SCHOOL' | 'PRU' | 'NOT_REGISTERED';
export type RollStatus = 'SINGLE' | 'MAIN_DUAL' | 'SUBSIDIARY_DUAL' | 'NOT_REGISTERED';
/**
 * What the home school enters meanwhile: D dual registered at another school, B educated off site as the school
 * arranged, K education arranged by the local authority (School Attendance (Pupil Registration) (England) Regulations 2024).
 */
export type HomeCode = 'D' | 'B' | 'K';

export interface RollEntry {
  readonly organisationId: string;
  readonly status: RollStatus;
  readonly certainty: 'AGREED' | 'EXPECTED';
  readonly from: DateOnly;
  readonly to: DateOnly | null;
  readonly attendanceCode: HomeCode | null;
}

export interface RollFacts {
  readonly referralType: string;
  readonly schoolId: string;
  readonly settings: readonly { readonly organisationId: string; readonly kind: RegistrationKind }[];
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  /** When the excluding school may take the pupil off its roll; null when unknown or when nobody was excluded. */
  readonly singleFrom: DateOnly | null;
}

/**
 * On whose roll the pupil is. At a school the pupil is dual registered, with the home school as the main one; after a
 * permanent exclusion the setting is expected to hold the pupil alone once the excluding school may delete the name.
 * A provider that is no school registers nobody: the pupil stays single registered at the home school.
 */
export function rollTimeline(facts: RollFacts): RollEntry[] {
  const { startsOn: from, plannedEnd: to, schoolId } = facts;
  const settings = [...new Map(facts.settings.map((one) => [one.organisationId, one])).values()];
  const schools = settings.filter(({ kind }) => kind !== 'NOT_REGISTERED');
  const dual = schools.length > 0;
  const agreed = { certainty: 'AGREED', from, to } as const;
  const home: RollEntry = {
    ...agreed,
    organisationId: schoolId,
    status: dual ? 'MAIN_DUAL' : 'SINGLE',
    attendanceCode: homeCode(facts.referralType, dual),
  };
  const elsewhere = settings.map(({ organisationId, kind }): RollEntry => ({
    ...agreed,
    organisationId,
    status: kind === 'NOT_REGISTERED' ? 'NOT_REGISTERED' : 'SUBSIDIARY_DUAL',
    attendanceCode: null,
  }));
  return [home, ...elsewhere, ...expectedSingle(facts, schools[0]?.organisationId)];
}

export function homeCode(referralType: string, dual: boolean): HomeCode {
  if (dual) return 'D';
  return traitsOf(referralType)?.arrangedBy === 'AUTHORITY' ? 'K' : 'B';
}

function expectedSingle(
  { referralType, singleFrom, startsOn, plannedEnd }: RollFacts,
  schoolId: string | undefined,
): RollEntry[] {
  if (referralType !== 'PERMANENT_EXCLUSION' || singleFrom === null || schoolId === undefined) return [];
  if (singleFrom > plannedEnd) return [];
  const from = singleFrom > startsOn ? singleFrom : startsOn;
  return [
    { organisationId: schoolId, status: 'SINGLE', certainty: 'EXPECTED', from, to: plannedEnd, attendanceCode: null },
  ];
}

/**
 * The governing board meets within 15 school days of the notice and parents have 15 school days from its decision to ask
 * for a review; the name may come off the roll the day after. Null where the calendar does not reach.
 */
export function singleRegistrationFrom(calendar: SchoolCalendar, firstExcludedOn: DateOnly): DateOnly | null {
  const board = calendar.addSchoolDays(firstExcludedOn, 15);
  if (!board.ok) return null;
  const review = calendar.addSchoolDays(board.value, 15);
  return review.ok ? addDays(review.value, 1) : null;
}

export const ROLL_WORDS: Readonly<Record<RollStatus, string>> = {
  SINGLE: 'Single registered',
  MAIN_DUAL: 'Dual registered, main school',
  SUBSIDIARY_DUAL: 'Dual registered, second school',
  NOT_REGISTERED: 'Not on the roll',
};

export const CODE_WORDS: Readonly<Record<HomeCode, string>> = {
  D: 'D: dual registered at another school',
  B: 'B: educated off site, arranged by the school',
  K: 'K: education arranged by the local authority',
};
