import {
  all,
  cleanText,
  type DateOnly,
  daysBetween,
  describeSessions,
  invalid,
  NO_SESSIONS,
  ok,
  type Result,
  type SessionSet,
} from '../../../kernel/index.js';

export interface PatternDetails {
  /** Shown to schools; when empty, the sessions in words. */
  readonly label: string;
  readonly sessions: SessionSet;
  readonly tariffLineId: string;
}

export interface OpeningDetails {
  readonly programmeId: string;
  /** The admission it is sold under; framework providers only. */
  readonly admissionId: string | null;
  readonly places: number;
  readonly validFrom: DateOnly;
  readonly validTo: DateOnly;
  readonly patterns: readonly PatternDetails[];
  /** Only likely until then: the last day to make it certain. Left out for places that are certain. */
  readonly firmBy?: DateOnly | null;
}

export const PLACES_MAX = 500;
export const LIMIT_MAX = 5000;
export const PATTERNS_MAX = 12;
/** Three school years: an opening is a promise, and nobody can promise for longer. */
export const OPENING_DAYS_MAX = 1100;

/** Where the labels stand among what is checked. */
const FIRST_LABEL = 5;

/** Rules: `firm-by` (a past day, or one after the opening ends), `number`, `too-small`, `too-large`, `ends-before-start`, `too-long-ahead`, `required`, `too-many`, `pattern-twice`. */
export function checkOpening(given: OpeningDetails, today: DateOnly): Result<OpeningDetails> {
  const labels = given.patterns.map(({ label, sessions }) => checkLabel(label, sessions));
  const checked = all<string>([
    checkPlaces(given.places),
    given.validTo < given.validFrom ? invalid('validTo', 'ends-before-start') : ok(''),
    daysBetween(given.validFrom, given.validTo) > OPENING_DAYS_MAX ? invalid('validTo', 'too-long-ahead') : ok(''),
    checkPatterns(given.patterns),
    checkFirmBy(given, today),
    ...labels,
  ]);
  if (!checked.ok) return checked;
  return ok({
    ...given,
    patterns: given.patterns.map((pattern, n) => ({
      ...pattern,
      label: checked.value[FIRST_LABEL + n] ?? pattern.label,
    })),
  });
}

export function checkPlaces(places: number): Result<string> {
  if (!Number.isInteger(places)) return invalid('places', 'number');
  if (places < 0) return invalid('places', 'too-small', { min: 0 });
  return places > PLACES_MAX ? invalid('places', 'too-large', { max: PLACES_MAX }) : ok('');
}

function checkPatterns(patterns: readonly PatternDetails[]): Result<string> {
  if (patterns.length === 0) return invalid('patterns', 'required');
  if (patterns.length > PATTERNS_MAX) return invalid('patterns', 'too-many', { max: PATTERNS_MAX });
  if (patterns.some(({ sessions }) => sessions === NO_SESSIONS)) return invalid('patterns', 'pattern-empty');
  const once = new Set(patterns.map(({ sessions }) => sessions)).size === patterns.length;
  return once ? ok('') : invalid('patterns', 'pattern-twice');
}

function checkFirmBy({ firmBy = null, validTo }: OpeningDetails, today: DateOnly): Result<string> {
  if (firmBy === null) return ok('');
  return firmBy < today || firmBy > validTo ? invalid('firmBy', 'firm-by') : ok('');
}

function checkLabel(label: string, sessions: SessionSet): Result<string> {
  const cleaned = cleanText(label, { field: 'patterns', max: 100 });
  return cleaned.ok && cleaned.value === '' ? ok(describeSessions(sessions).slice(0, 100)) : cleaned;
}
