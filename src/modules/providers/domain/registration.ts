import {
  addDays,
  type DateOnly,
  type FieldFault,
  formatDate,
  invalid,
  invalidFields,
  isCode,
  ok,
  parseUrn,
  type Result,
  within,
} from '../../../kernel/index.js';

export const REGISTRATION_KINDS = {
  REGISTERED_SCHOOL: 'Registered school',
  PRU: 'Pupil referral unit',
  NOT_REGISTERED: 'Not registered as a school',
} as const;
export type RegistrationKind = keyof typeof REGISTRATION_KINDS;

/** How a site is registered. One that is not may not give full-time education to five pupils (s.463 Education Act 1996). */
export interface Registration {
  readonly kind: RegistrationKind;
  readonly urn: string | null;
  /** The most pupils at one time; null only where nothing is registered. */
  readonly registeredPlaces: number | null;
  /** Set only where the site is registered for one sex. */
  readonly singleSex: 'M' | 'F' | null;
  readonly lowestAge: number;
  readonly highestAge: number;
}

export interface DatedRegistration extends Registration {
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
}

/** The registration on that day, or undefined when none is recorded. */
export const registrationOn = (history: readonly DatedRegistration[], on: DateOnly): DatedRegistration | undefined =>
  history.find(({ fromDate, toDate }) => within(on, fromDate, toDate));

/** Rules: `choice`, `required`, `not-registered` (a URN or a sex where nothing is registered), `urn`, `too-small` ... */
export function checkRegistration(given: Registration): Result<Registration> {
  if (!isCode(REGISTRATION_KINDS, given.kind)) return invalid('kind', 'choice');
  const urn = given.urn === null || given.urn.trim() === '' ? null : given.urn.trim();
  const faults = [
    ...(given.kind === 'NOT_REGISTERED' ? unregisteredFaults(given, urn) : registeredFaults(given, urn)),
    ...numberFaults('lowestAge', given.lowestAge, 2, 25),
    ...numberFaults('highestAge', given.highestAge, Math.max(2, given.lowestAge), 25),
    ...(given.singleSex === null || given.singleSex === 'M' || given.singleSex === 'F'
      ? []
      : [{ field: 'singleSex', rule: 'choice' }]),
  ];
  return faults.length > 0 ? invalidFields(faults) : ok({ ...given, urn });
}

function unregisteredFaults(given: Registration, urn: string | null): FieldFault[] {
  return [
    ...(urn === null ? [] : [{ field: 'urn', rule: 'not-registered' }]),
    ...(given.singleSex === null ? [] : [{ field: 'singleSex', rule: 'not-registered' }]),
    ...(given.registeredPlaces === null ? [] : numberFaults('registeredPlaces', given.registeredPlaces, 0, 5000)),
  ];
}

function registeredFaults(given: Registration, urn: string | null): FieldFault[] {
  const parsed = urn === null ? undefined : parseUrn(urn, 'urn');
  return [
    ...(parsed === undefined ? [{ field: 'urn', rule: 'required' }] : []),
    ...(parsed !== undefined && !parsed.ok ? parsed.problem.fields : []),
    ...(given.registeredPlaces === null
      ? [{ field: 'registeredPlaces', rule: 'required' }]
      : numberFaults('registeredPlaces', given.registeredPlaces, 0, 5000)),
  ];
}

function numberFaults(field: string, value: number, min: number, max: number): FieldFault[] {
  if (!Number.isInteger(value)) return [{ field, rule: 'number' }];
  if (value < min) return [{ field, rule: 'too-small', facts: { min } }];
  return value > max ? [{ field, rule: 'too-large', facts: { max } }] : [];
}

/**
 * What a change from `from` on does to the history: the latest row ends the day before, and the past stays as it was.
 * Refused on or before the start of the latest row, because that would rewrite days that were decided on.
 * @returns the day on which the latest row ends; null when there is none yet
 */
export function changeFrom(history: readonly DatedRegistration[], from: DateOnly): Result<DateOnly | null> {
  const latest = history.toSorted((a, b) => (a.fromDate < b.fromDate ? 1 : -1))[0];
  if (latest === undefined) return ok(null);
  if (from > latest.fromDate) return ok(addDays(from, -1));
  return invalid('fromDate', 'too-early', { min: formatDate(addDays(latest.fromDate, 1)) });
}
