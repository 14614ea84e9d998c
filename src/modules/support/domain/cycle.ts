import {
  addDays,
  type DateOnly,
  type FieldFault,
  invalidFields,
  mondayOf,
  ok,
  type Result,
  type StateTable,
} from '../../../kernel/index.js';

export const INTENSITIES = { FULL: 'A full round', LIGHT: 'Light touch' } as const;
export type Intensity = keyof typeof INTENSITIES;

/** What one pupil takes of a caseload in a week of a full round. */
export const FULL_HUNDREDTHS = 100;

export const CYCLE_STATES = { ACTIVE: 'Under way', UNDER_REVIEW: 'To be reviewed', ENDED: 'Ended' } as const;
export type CycleStatus = keyof typeof CYCLE_STATES;

/** Every move a cycle may make, by what is decided. A review stops the work until it says what follows. */
export const cycleMoves = {
  ACTIVE: { REVIEW: 'UNDER_REVIEW', LIGHT_TOUCH: 'ENDED', ANOTHER_ROUND: 'ENDED', ENDED: 'ENDED' },
  UNDER_REVIEW: { LIGHT_TOUCH: 'ENDED', ANOTHER_ROUND: 'ENDED', ENDED: 'ENDED' },
  ENDED: {},
} as const satisfies StateTable;

export const DECISIONS = {
  REVIEW: 'Stop, and look again on a day',
  LIGHT_TOUCH: 'Go on with a light touch',
  ANOTHER_ROUND: 'Another round',
  ENDED: 'The support ends',
} as const;
export type CycleDecision = keyof typeof DECISIONS;

export const WORK_SORTS = {
  INDIVIDUAL: 'With the pupil',
  FAMILY: 'With the family',
  GROUP: 'With a group',
  SURGERY: 'Surgery for staff',
} as const;
export type WorkSort = keyof typeof WORK_SORTS;

/** The Mondays of every week that a cycle touches. */
export function weeksOf(startsOn: DateOnly, endsOn: DateOnly): DateOnly[] {
  const weeks: DateOnly[] = [];
  for (let week = mondayOf(startsOn); week <= endsOn; week = addDays(week, 7)) weeks.push(week);
  return weeks;
}

/** The last day of so many weeks. */
export const plannedEnd = (startsOn: DateOnly, weeks: number): DateOnly => addDays(startsOn, 7 * weeks - 1);

export interface ContactGiven {
  readonly heldOn: DateOnly;
  readonly sort: WorkSort;
  readonly minutes: number;
  readonly note: string | null;
}

/** Work is logged once it is done, on a day of the cycle. Rules: `not-in-the-future`, `before-cycle`, `minutes`. */
export function checkContact(
  { heldOn, minutes }: ContactGiven,
  { startsOn }: { readonly startsOn: DateOnly },
  today: DateOnly,
): Result<undefined> {
  const faults: FieldFault[] = [];
  if (heldOn > today) faults.push({ field: 'heldOn', rule: 'not-in-the-future' });
  else if (heldOn < startsOn) faults.push({ field: 'heldOn', rule: 'before-cycle' });
  if (!Number.isInteger(minutes) || minutes < 5 || minutes > 480) faults.push({ field: 'minutes', rule: 'minutes' });
  return faults.length > 0 ? invalidFields(faults) : ok();
}
