import {
  addDays,
  type DateOnly,
  formatDate,
  formatPounds,
  maxDate,
  pence,
  workingDays,
} from '../../../kernel/index.js';

export const ADMISSION_OUTCOMES = {
  ADMIT: 'Admit',
  ADMIT_WITH_CONDITIONS: 'Admit with conditions',
  REFUSE: 'Refuse',
  DEFERRED: 'Defer it to another meeting',
} as const;
export type AdmissionOutcome = keyof typeof ADMISSION_OUTCOMES;

/** What an applicant is told about one question or condition. */
export interface Feedback {
  readonly title: string;
  readonly points: number | null;
  readonly passed: boolean | null;
  readonly feedback: string;
}

interface Rules {
  readonly scored: boolean;
  readonly meets: boolean | null;
}

const OF_MARKET: Partial<Record<AdmissionOutcome, string>> = {
  ADMIT: 'Confirm that the published conditions are met',
  REFUSE: 'Find that a published condition is not met',
};

/**
 * What may be decided on an applicant. Whoever fails what was published is refused, under every regime. Where whoever
 * meets the published conditions must be admitted (Procurement Act 2023, section 36; regulation 34 of the 2015
 * Regulations) there are no conditions of the board's own, and no refusing who meets them.
 */
export function outcomesFor({ scored, meets }: Rules): readonly AdmissionOutcome[] {
  if (meets === false) return ['REFUSE', 'DEFERRED'];
  if (scored) return ['ADMIT', 'ADMIT_WITH_CONDITIONS', 'REFUSE', 'DEFERRED'];
  return meets === true ? ['ADMIT', 'DEFERRED'] : ['ADMIT', 'REFUSE', 'DEFERRED'];
}

export const outcomeWords = (outcome: AdmissionOutcome, { scored }: Pick<Rules, 'scored'>): string =>
  (scored ? undefined : OF_MARKET[outcome]) ?? ADMISSION_OUTCOMES[outcome];

/**
 * From which day an admission counts: the day it was planned for, and not before the decision or the end of a
 * standstill of so many working days after whoever applied was told.
 */
export function admittedFrom(
  planned: DateOnly,
  decidedOn: DateOnly,
  standstill: { readonly days: number; readonly toldOn: DateOnly; readonly bankHolidays: readonly DateOnly[] },
): { readonly from: DateOnly; readonly standstillUntil: DateOnly | null } {
  if (standstill.days === 0) return { from: maxDate(planned, decidedOn), standstillUntil: null };
  const until = workingDays(maxDate(decidedOn, standstill.toldOn), standstill.days, standstill.bankHolidays);
  return { from: maxDate(planned, addDays(until, 1)), standstillUntil: until };
}

/** A letter's facts, kept as they were when it was written. */
export interface LetterFacts {
  readonly authority: string;
  readonly framework: string;
  readonly lot: string;
  readonly provider: string;
  /** False for who came without a bid; letters from before it was kept are to those who bid. */
  readonly applied?: boolean;
  readonly outcome: AdmissionOutcome;
  readonly reasons: string;
  readonly conditions: string | null;
  readonly decidedOn: DateOnly;
  readonly standstillUntil: DateOnly | null;
  readonly admittedFrom: DateOnly | null;
  readonly admittedTo: DateOnly;
  readonly feedback: readonly Feedback[];
}

/** The letter in words, from its facts alone: read again in years, it says the same. */
export function letterParagraphs(facts: LetterFacts): readonly string[] {
  const { authority, framework, lot, decidedOn } = facts;
  const decided = `The governance board of ${authority} decided on`;
  const opening =
    facts.applied === false
      ? `${decided} your admission to ${framework}, ${lot}, on ${formatDate(decidedOn)}.`
      : `You applied to ${framework}, ${lot}. ${decided} your application on ${formatDate(decidedOn)}.`;
  const standstill =
    facts.standstillUntil === null ? [] : [`There is a standstill until ${formatDate(facts.standstillUntil)}.`];
  if (facts.outcome === 'REFUSE') {
    const refused = ['You have not been admitted to this lot.', ...standstill];
    return [opening, ...refused, 'You can ask once for this to be looked at again.'];
  }
  const from = facts.admittedFrom === null ? '' : ` from ${formatDate(facts.admittedFrom)}`;
  const admitted = `You are admitted to this lot${from} to ${formatDate(facts.admittedTo)}.`;
  const wait = standstill.map((words) => `${words} Nothing is bought from you under this decision before it ends.`);
  const conditions = facts.conditions === null ? [] : ['You are admitted on the conditions below.'];
  return [opening, admitted, ...conditions, ...wait];
}

/** A price as a paper shows it. */
export const priceWords = (netPence: number, basis: string): string =>
  `${formatPounds(pence(netPence))} a ${basis.toLowerCase().replaceAll('_', '-')}`;
