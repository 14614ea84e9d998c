import { academicYear, dateOnly, type DateOnly } from '../../../kernel/index.js';
import type { EndReason } from './placement-states.js';

/** Endings after which a pupil has gone somewhere: neither back to the home school nor on to another provision from here. */
export const LEAVES: readonly EndReason[] = ['COMPLETED', 'NEW_SCHOOL', 'LEFT_AREA', 'OTHER'];

export const DESTINATIONS = {
  MAINSTREAM: 'A mainstream school',
  SPECIAL: 'A special school',
  OTHER_AP: 'Other alternative provision',
  COLLEGE: 'A college or sixth form',
  TRAINING: 'Training',
  APPRENTICESHIP: 'An apprenticeship',
  EMPLOYMENT: 'Work',
  NONE: 'Not in education, training or work',
  MOVED: 'Moved away',
  UNKNOWN: 'Not known',
} as const;
export type Destination = keyof typeof DESTINATIONS;

export const ACTIVITIES = {
  LEARNING: 'Education or training',
  APPRENTICESHIP: 'Apprenticeship',
  EMPLOYMENT: 'Work',
  NEITHER: 'None of these',
  UNKNOWN: 'Not known',
} as const;
export type Activity = keyof typeof ACTIVITIES;

interface Rule {
  readonly from: DateOnly;
  readonly months: readonly string[];
  /** Of so many months in work, or in a mix of work and learning; learning alone takes all of them. */
  readonly workMonths: number;
}

/** The national rule (DfE, key stage 4 destination measures), by the first day of leaving to which it applies. */
const RULES: readonly Rule[] = [
  {
    from: dateOnly('2015-09-01'),
    months: ['October', 'November', 'December', 'January', 'February', 'March'],
    workMonths: 5,
  },
];

export const ruleAt = (leftOn: DateOnly): Rule => RULES.findLast(({ from }) => from <= leftOn) ?? (RULES[0] as Rule);

/** From the first of April after October to March of the next academic year there is something to be found. */
export const checkFrom = (leftOn: DateOnly): DateOnly =>
  dateOnly(`${Number(academicYear(leftOn).slice(0, 4)) + 2}-04-01`);

/** An apprenticeship counts as both: it is learning and work. */
export function isSustained(months: readonly Activity[], { workMonths }: Pick<Rule, 'workMonths'>): boolean {
  const learns = (one: Activity): boolean => one === 'LEARNING' || one === 'APPRENTICESHIP';
  if (months.every(learns)) return true;
  const works = months.some((one) => one === 'EMPLOYMENT' || one === 'APPRENTICESHIP');
  return works && months.filter((one) => learns(one) || one === 'EMPLOYMENT').length >= workMonths;
}
