import { all, cleanText, invalid, isCode, ok, type Result } from '../../../kernel/index.js';

/** What of the register bears on whether and whom a provider may take, by its columns. */
const WATCHED = {
  status_name: 'Status',
  closed_on: 'Closed on',
  type_name: 'Type of establishment',
  capacity: 'Capacity',
  places_pru: 'Places of the pupil referral unit',
  lowest_age: 'Lowest age',
  highest_age: 'Highest age',
} as const;

export interface RegisterChange {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

const words = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : 'Not given';

/** Of everything that a row of an import changes, what somebody has to look at. */
export function watchedChanges(changes: unknown): RegisterChange[] {
  if (typeof changes !== 'object' || changes === null) return [];
  const given = changes as Readonly<Record<string, unknown>>;
  return Object.entries(WATCHED).flatMap(([column, what]) => {
    const change = Object.hasOwn(given, column) ? given[column] : undefined;
    return Array.isArray(change) && change.length === 2
      ? [{ what, before: words(change[0]), after: words(change[1]) }]
      : [];
  });
}

export const REGISTER_OUTCOMES = {
  CHANGED: 'The register says something else',
  CLOSED: 'The register says that it has closed',
  MISSING: 'It is not in the register any more',
} as const;
export type RegisterOutcome = keyof typeof REGISTER_OUTCOMES;

export const REGISTER_DONE = {
  REGISTRATION_RECORDED: 'The site’s registration was recorded anew',
  SUSPENDED: 'Its admissions were suspended',
  REMOVAL_BEGUN: 'Its removal was begun',
  PROVIDER_ASKED: 'The provider was asked, and what it said is enough',
  NOTHING: 'Nothing follows from it',
} as const;
export type RegisterDone = keyof typeof REGISTER_DONE;

export interface DoneGiven {
  readonly done: RegisterDone;
  readonly note: string;
}

export function checkDone(given: DoneGiven): Result<DoneGiven> {
  const note = cleanText(given.note, { field: 'note', max: 4000, multiline: true, required: true });
  const checked = all<unknown>([isCode(REGISTER_DONE, given.done) ? ok() : invalid('done', 'choice'), note]);
  return checked.ok ? ok({ ...given, note: note.ok ? note.value : '' }) : checked;
}
