import { invalid, ok, type Result } from './result.js';

/** The ten half days of a school week, in order; bit 0 of a set is Monday morning, bit 9 Friday afternoon. */
export const SESSION_NAMES = [
  ...(['mon-am', 'mon-pm', 'tue-am', 'tue-pm', 'wed-am'] as const),
  ...(['wed-pm', 'thu-am', 'thu-pm', 'fri-am', 'fri-pm'] as const),
] as const;
export type SessionName = (typeof SESSION_NAMES)[number];

declare const sessionBrand: unique symbol;

/** A set of weekly sessions as bits, 0 to 1023. A full week is ten sessions; five of them are half a place. */
export type SessionSet = number & { readonly [sessionBrand]: 'SessionSet' };

export const FULL_WEEK = 1023 as SessionSet;
export const NO_SESSIONS = 0 as SessionSet;

/** Throws RangeError for a name that is not a session. */
export function sessionSet(names: readonly string[]): SessionSet {
  return sessionSetOf(names.reduce((bits, name) => bits | (1 << indexOf(name)), 0));
}

/** From the number kept in the database. Throws RangeError outside 0..1023. */
export function sessionSetOf(bits: number): SessionSet {
  if (!Number.isInteger(bits) || bits < 0 || bits > FULL_WEEK) throw new RangeError(`Not a set of sessions: ${bits}`);
  return bits as SessionSet;
}

/** For input: refuses with rule `session` (an unknown name) or `required` (none) on the given field. */
export function parseSessions(names: readonly unknown[], field = 'sessions'): Result<SessionSet> {
  if (names.length === 0) return invalid(field, 'required');
  if (!names.every(isSessionName)) return invalid(field, 'session');
  return ok(sessionSet(names));
}

export function isSessionName(value: unknown): value is SessionName {
  return SESSION_NAMES.some((name) => name === value);
}

/** In the order of the week. */
export function sessionNames(set: SessionSet): SessionName[] {
  return SESSION_NAMES.filter((_, index) => (set & (1 << index)) !== 0);
}

/** The positions 0..9 in the set, in order; what a capacity counter is keyed by. */
export function sessionIndexes(set: SessionSet): number[] {
  return SESSION_NAMES.flatMap((_, index) => ((set & (1 << index)) === 0 ? [] : [index]));
}

export function sessionCount(set: SessionSet): number {
  return sessionIndexes(set).length;
}

export function overlaps(a: SessionSet, b: SessionSet): boolean {
  return (a & b) !== 0;
}

export function includesSessions(whole: SessionSet, part: SessionSet): boolean {
  return (whole & part) === part;
}

export function unionOfSessions(a: SessionSet, b: SessionSet): SessionSet {
  return sessionSetOf(a | b);
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
const PARTS = [
  { bits: 3, words: 'all day' },
  { bits: 1, words: 'morning' },
  { bits: 2, words: 'afternoon' },
];

/** "Monday and Tuesday, all day", "Monday to Friday, all day", "Monday, all day; Tuesday and Friday, morning". */
export function describeSessions(set: SessionSet): string {
  const phrases = PARTS.flatMap(({ bits, words }) => {
    const days = DAYS.flatMap((_, day) => (((set >> (day * 2)) & 3) === bits ? [day] : []));
    return days.length === 0 ? [] : [{ first: days[0] ?? 0, text: `${describeDays(days)}, ${words}` }];
  });
  if (phrases.length === 0) return 'no sessions';
  return phrases
    .toSorted((a, b) => a.first - b.first)
    .map((phrase) => phrase.text)
    .join('; ');
}

function describeDays(days: readonly number[]): string {
  const names = days.map((day) => DAYS[day] ?? '');
  const [first = '', last = ''] = [names[0], names.at(-1)];
  const unbroken = days.every((day, index) => day === (days[0] ?? 0) + index);
  if (names.length > 2 && unbroken) return `${first} to ${last}`;
  return names.length === 1 ? first : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function indexOf(name: string): number {
  const index = SESSION_NAMES.findIndex((known) => known === name);
  if (index < 0) throw new RangeError(`Not a session: ${name.slice(0, 20)}`);
  return index;
}

const SHORT_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

/** As people write half days in a file: "full week", "mon tue" (all day), "mon am, wed pm", "mon-am". Undefined when it is none of these. */
export function readHalfDays(text: string): SessionSet | undefined {
  const words = text
    .toLowerCase()
    .replaceAll('-', ' ')
    .split(/[\s,]+/)
    .filter((word) => word !== '' && word !== 'and');
  if (words.join(' ') === 'full week') return FULL_WEEK;
  const names: SessionName[] = [];
  for (let n = 0; n < words.length; n++) {
    const day = SHORT_DAYS.find((one) => new RegExp(`^${one}[a-z]*$`).test(words[n] ?? ''));
    if (day === undefined) return undefined;
    const half = words[n + 1];
    if (half === 'am' || half === 'pm') n += 1;
    names.push(
      ...(half === 'am' || half === 'pm' ? [`${day}-${half}` as const] : [`${day}-am` as const, `${day}-pm` as const]),
    );
  }
  return names.length === 0 ? undefined : sessionSet(names);
}

/** As `readHalfDays` reads them: read again they are the same. */
export const halfDaysText = (set: SessionSet): string =>
  set === FULL_WEEK ? 'full week' : sessionNames(set).join(' ');
