import { all, cleanText, type DateOnly, invalid, isCode, ok, type Result } from '../../../kernel/index.js';

/** What follows when a document runs out. */
export const EXPIRY_EFFECTS = {
  WARN: 'A warning: the provider and the authority are told',
  NO_NEW_PLACEMENTS: 'No new placements until it is renewed',
  SUSPEND: 'The admission is suspended until somebody lifts it',
} as const;
export type ExpiryEffect = keyof typeof EXPIRY_EFFECTS;

/** What follows at one site; elsewhere nothing changes. */
export const SITE_EFFECTS: Readonly<Record<ExpiryEffect, string>> = {
  WARN: EXPIRY_EFFECTS.WARN,
  NO_NEW_PLACEMENTS: 'No new placements at this site until it is renewed',
  SUSPEND: 'No new placements at this site until it is renewed',
};

export interface EvidenceTerm {
  readonly kind: string;
  readonly fromDate: DateOnly;
  readonly onExpiry: ExpiryEffect;
  /** Days before its end on which the provider is reminded. */
  readonly remindDays: readonly number[];
  /** Where that was decided. */
  readonly source: string;
}

const REMIND_DAYS = [60, 30, 7] as const;
const STARTING_SOURCE = 'Starting terms, not confirmed by anybody';
/** Documents without which nobody should be placed. */
const ESSENTIAL: readonly string[] = [
  'PUBLIC_LIABILITY',
  'EMPLOYERS_LIABILITY',
  'SAFEGUARDING_CONFIRMATION',
  'SINGLE_CENTRAL_RECORD',
];

/** What counts until a framework says otherwise. */
export const startingTerm = (kind: string): Omit<EvidenceTerm, 'fromDate'> => ({
  kind,
  onExpiry: ESSENTIAL.includes(kind) ? 'NO_NEW_PLACEMENTS' : 'WARN',
  remindDays: REMIND_DAYS,
  source: STARTING_SOURCE,
});

/** The framework's own term for the kind on that day, or the starting one. */
export function termOn(terms: readonly EvidenceTerm[], kind: string, on: DateOnly): Omit<EvidenceTerm, 'fromDate'> {
  const begun = terms.filter((one) => one.kind === kind && one.fromDate <= on);
  return begun.toSorted((a, b) => (a.fromDate < b.fromDate ? 1 : -1))[0] ?? startingTerm(kind);
}

/** Rules: `choice`, `remind-days`, `not-in-the-past`, those of `cleanText`. */
export function checkTerm(given: EvidenceTerm, kinds: object, today: DateOnly): Result<EvidenceTerm> {
  const source = cleanText(given.source, { field: 'source', max: 500, required: true });
  const days = [...new Set(given.remindDays)].toSorted((a, b) => b - a);
  const areDays = days.length <= 10 && days.every((one) => Number.isInteger(one) && one >= 1 && one <= 365);
  const checked = all<unknown>([
    source,
    isCode(kinds, given.kind) ? ok() : invalid('kind', 'choice'),
    isCode(EXPIRY_EFFECTS, given.onExpiry) ? ok() : invalid('onExpiry', 'choice'),
    areDays ? ok() : invalid('remindDays', 'remind-days'),
    // What followed on past days was said by the term of those days.
    given.fromDate < today ? invalid('fromDate', 'not-in-the-past') : ok(),
  ]);
  if (!checked.ok) return checked;
  return ok({ ...given, remindDays: days, source: source.ok ? source.value : '' });
}

interface LapsedKind {
  readonly kind: string;
  /** Null: the whole admission. */
  readonly siteId: string | null;
  readonly effect: ExpiryEffect;
}

export interface OpenLapse extends LapsedKind {
  readonly id: string;
}

export interface WantedLapse extends LapsedKind {
  readonly evidenceId: string;
}

/** A document of one site suspends nothing elsewhere: nothing new is placed at that site until it is renewed. */
export const suspends = ({ effect, siteId }: LapsedKind): boolean => effect === 'SUSPEND' && siteId === null;

/** What to write so that what is open is what is wanted. The same twice is nothing. */
export function lapseChanges(
  open: readonly OpenLapse[],
  wanted: readonly WantedLapse[],
): { readonly lift: readonly OpenLapse[]; readonly add: readonly WantedLapse[] } {
  const same = (a: LapsedKind, b: LapsedKind): boolean =>
    a.kind === b.kind && a.effect === b.effect && a.siteId === b.siteId;
  return {
    lift: open.filter((one) => !wanted.some((other) => same(one, other))),
    add: wanted.filter((one) => !open.some((other) => same(one, other))),
  };
}
