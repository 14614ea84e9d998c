import {
  addDays,
  type DateOnly,
  type Pence,
  type SchoolCalendar,
  type SessionSet,
  sessionIndexes,
  timesFraction,
} from '../../../kernel/index.js';

/** What a block is counted in, by the week; `all` is what they add up to over weeks. */
export const UNITS = {
  PLACE: {
    one: 'place',
    many: 'places',
    all: 'weeks of a place',
    label: 'Places: a whole weekly pattern for one pupil',
  },
  DAY: { one: 'day', many: 'days', all: 'days', label: 'Days: shared out among pupils as they are needed' },
  HOUR: { one: 'hour', many: 'hours', all: 'hours', label: 'Hours of a specialist' },
} as const;
export type Unit = keyof typeof UNITS;

export const isUnit = (value: unknown): value is Unit => typeof value === 'string' && Object.hasOwn(UNITS, value);

/** "1 place", "12 hours". */
export const inUnits = (count: number, unit: Unit): string => `${count} ${UNITS[unit][count === 1 ? 'one' : 'many']}`;

export interface SoldPattern {
  readonly sessions: SessionSet;
  readonly weeklyMinutes: number;
}

const MINUTES_AN_HOUR = 60;
const daysOf = (sessions: SessionSet): number => new Set(sessionIndexes(sessions).map((index) => index >> 1)).size;

/** How many units one place of the pattern gives in a week; nought when it is shorter than an hour. */
export function unitsOfPlace(unit: Unit, { sessions, weeklyMinutes }: SoldPattern): number {
  if (unit === 'PLACE') return 1;
  return unit === 'DAY' ? daysOf(sessions) : Math.floor(weeklyMinutes / MINUTES_AN_HOUR);
}

/** How many places must be kept so that so many units can be used in one week. */
export const placesFor = (units: number, perPlace: number): number => Math.ceil(units / perPlace);

/** The list price of one unit, from what the pattern costs by the week, rounded once. */
export function listPence(unit: Unit, weeklyPence: Pence, pattern: SoldPattern): Pence {
  if (unit === 'PLACE') return weeklyPence;
  return unit === 'DAY'
    ? timesFraction(weeklyPence, 1, daysOf(pattern.sessions))
    : timesFraction(weeklyPence, MINUTES_AN_HOUR, pattern.weeklyMinutes);
}

/** Units that one pupil on the whole pattern uses in a week; a begun hour counts. */
export function unitsOfPupil(unit: Unit, pattern: SoldPattern): number {
  return unit === 'HOUR' ? Math.ceil(pattern.weeklyMinutes / MINUTES_AN_HOUR) : unitsOfPlace(unit, pattern);
}

/** The Mondays from the first week to the last in which there is at least one school day. */
export function schoolWeeks(calendar: SchoolCalendar, fromWeek: DateOnly, toWeek: DateOnly): DateOnly[] {
  const weeks: DateOnly[] = [];
  for (let week = fromWeek; week <= toWeek; week = addDays(week, 7)) {
    if (calendar.schoolDays(week, addDays(week, 4)).length > 0) weeks.push(week);
  }
  return weeks;
}
