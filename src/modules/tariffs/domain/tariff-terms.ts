import {
  addPence,
  type DateOnly,
  NO_PENCE,
  type Pence,
  pence,
  percentOf,
  sessionCount,
  type SessionSet,
  sessionIndexes,
  timesFraction,
  weekday,
} from '../../../kernel/index.js';

/** What a price is for. WEEK, TERM and YEAR buy `sessionsCovered` weekly sessions; fewer or more go pro rata. */
export const BASES = {
  SESSION: 'a session (half day)',
  DAY: 'a day',
  WEEK: 'a week',
  TERM: 'a term',
  YEAR: 'a year',
  ONE_OFF: 'once',
} as const;
export type Basis = keyof typeof BASES;

/** Who charges VAT on it. Registered independent schools: STANDARD since 1 January 2025 (s.47 Finance Act 2025). */
export const VAT_TREATMENTS = {
  STANDARD: 'Standard rate (20 %)',
  EXEMPT: 'Exempt',
  OUT_OF_SCOPE: 'Outside the scope of VAT',
} as const;
export type VatTreatment = keyof typeof VAT_TREATMENTS;

const STANDARD_RATE_BASIS_POINTS = 2000;
/** A school year is 190 days, so 38 weeks (Education (School Day and School Year) (England) Regulations 1999). */
const WEEKS_A_YEAR = 38;
const TERMS_A_YEAR = 3;

export interface TariffTerms {
  readonly id: string;
  readonly authorityId: string;
  readonly basis: Basis;
  /** Net of VAT. */
  readonly netPence: Pence;
  readonly vatTreatment: VatTreatment;
  /** How many weekly sessions the price of a week, term or year buys; 10 is a full week. */
  readonly sessionsCovered: number;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
}

type Priced = Pick<TariffTerms, 'basis' | 'netPence' | 'sessionsCovered'>;

/** How many delivered sessions the price buys, as a fraction of whole numbers. */
function sessionsBought({ basis, sessionsCovered }: Priced): { sessions: number; per: number } {
  switch (basis) {
    case 'DAY':
      return { sessions: 2, per: 1 };
    case 'WEEK':
      return { sessions: sessionsCovered, per: 1 };
    case 'TERM':
      return { sessions: sessionsCovered * WEEKS_A_YEAR, per: TERMS_A_YEAR };
    case 'YEAR':
      return { sessions: sessionsCovered * WEEKS_A_YEAR, per: 1 };
    default:
      return { sessions: 1, per: 1 };
  }
}

/** The price of one week of these sessions, net, rounded once. A one-off price has no weekly part: nought. */
export function weeklyPence(terms: Priced, sessions: SessionSet): Pence {
  if (terms.basis === 'ONE_OFF') return NO_PENCE;
  return priceOf(terms, sessionCount(sessions));
}

export type Delivery =
  | { readonly sessions: SessionSet; readonly weeks: number }
  /** Days on which the programme runs; a day counts with the sessions that fall on its weekday. */
  | { readonly sessions: SessionSet; readonly schoolDays: readonly DateOnly[] };

/** The price of a whole stay, net, rounded once at the end; a one-off price counts once. */
export function costPence(terms: Priced, delivery: Delivery): Pence {
  if (terms.basis === 'ONE_OFF') return terms.netPence;
  return priceOf(terms, deliveredSessions(delivery));
}

/** Sessions delivered: whole weeks, or school day by school day. */
export function deliveredSessions(delivery: Delivery): number {
  if ('weeks' in delivery) return sessionCount(delivery.sessions) * delivery.weeks;
  const perWeekday = [0, 0, 0, 0, 0, 0, 0];
  for (const index of sessionIndexes(delivery.sessions)) perWeekday[index >> 1] = (perWeekday[index >> 1] ?? 0) + 1;
  return delivery.schoolDays.reduce((sum, day) => sum + (perWeekday[weekday(day) - 1] ?? 0), 0);
}

function priceOf(terms: Priced, delivered: number): Pence {
  const bought = sessionsBought(terms);
  return timesFraction(terms.netPence, delivered * bought.per, bought.sessions);
}

/** VAT on a net amount. Authorities recover it (s.33 VAT Act 1994), so commitments stay net. */
export const vatPence = (net: Pence, treatment: VatTreatment): Pence =>
  treatment === 'STANDARD' ? percentOf(net, STANDARD_RATE_BASIS_POINTS) : NO_PENCE;

/** What is invoiced. */
export const grossPence = (net: Pence, treatment: VatTreatment): Pence => addPence(net, vatPence(net, treatment));

/** "£95.00 a day", "£120.00 a week for 4 sessions". */
export function describeBasis(basis: Basis, sessionsCovered: number): string {
  const partWeek = sessionsCovered !== 10 && (basis === 'WEEK' || basis === 'TERM' || basis === 'YEAR');
  return partWeek ? `${BASES[basis]} for ${sessionsCovered} weekly sessions` : BASES[basis];
}

export const PRICE_MAX: Pence = pence(100_000_000);
