import {
  addDays,
  all,
  cleanText,
  type DateOnly,
  formatDate,
  invalid,
  ok,
  type Result,
  workingDays,
} from '../../../kernel/index.js';

/** Which procurement law governs a framework, for life. Deadlines and notices depend on it. */
export const REGIMES = {
  PCR2015_DPS: 'Dynamic purchasing system (Public Contracts Regulations 2015)',
  PCR2015_LTR_FPS: 'Flexible purchasing system, light touch (Public Contracts Regulations 2015)',
  PA23_DYNAMIC_MARKET: 'Dynamic market (Procurement Act 2023)',
  PA23_FRAMEWORK: 'Framework (Procurement Act 2023)',
  PA23_OPEN_FRAMEWORK: 'Open framework (Procurement Act 2023)',
  NON_PROCUREMENT_LIST: 'Approved list, not a procurement',
} as const;
export type Regime = keyof typeof REGIMES;

export interface RegimeRules {
  /** Whether everybody who meets the published conditions is admitted, or scores decide who is. */
  readonly admits: 'WHOEVER_MEETS_CONDITIONS' | 'BY_SCORE';
  /** Whether the conditions stand for the framework's whole life once it is open. */
  readonly conditionsFixed: boolean;
  /** Whether a round may stay open without a last day. */
  readonly mayStayOpen: boolean;
  /** From which day the time to decide counts. */
  readonly decisionCountsFrom: 'RECEIPT' | 'CLOSE';
  readonly basis: string;
}

/** What each law asks. Numbers of days are settings of the framework, because most of them are local or unconfirmed. */
export const REGIME_RULES: Readonly<Record<Regime, RegimeRules>> = {
  PCR2015_DPS: {
    admits: 'WHOEVER_MEETS_CONDITIONS',
    conditionsFixed: false,
    mayStayOpen: true,
    decisionCountsFrom: 'RECEIPT',
    basis: 'Public Contracts Regulations 2015, regulation 34',
  },
  PCR2015_LTR_FPS: {
    admits: 'BY_SCORE',
    conditionsFixed: false,
    mayStayOpen: false,
    decisionCountsFrom: 'CLOSE',
    basis: 'Public Contracts Regulations 2015, regulations 74 to 77, and the published documents',
  },
  PA23_DYNAMIC_MARKET: {
    admits: 'WHOEVER_MEETS_CONDITIONS',
    conditionsFixed: true,
    mayStayOpen: true,
    decisionCountsFrom: 'RECEIPT',
    basis: 'Procurement Act 2023, sections 34 to 36',
  },
  PA23_FRAMEWORK: {
    admits: 'BY_SCORE',
    conditionsFixed: false,
    mayStayOpen: false,
    decisionCountsFrom: 'CLOSE',
    basis: 'Procurement Act 2023, sections 45 to 48',
  },
  PA23_OPEN_FRAMEWORK: {
    admits: 'BY_SCORE',
    conditionsFixed: false,
    mayStayOpen: false,
    decisionCountsFrom: 'CLOSE',
    basis: 'Procurement Act 2023, section 49',
  },
  NON_PROCUREMENT_LIST: {
    admits: 'WHOEVER_MEETS_CONDITIONS',
    conditionsFixed: false,
    mayStayOpen: true,
    decisionCountsFrom: 'RECEIPT',
    basis: 'The authority’s own published process',
  },
};

/** Days that a framework works with, from a date on. `confirmed` is false for a number nobody has checked. */
export interface FrameworkTerms {
  readonly fromDate: DateOnly;
  /** Working days to decide an application. */
  readonly decisionDays: number;
  /** Working days where documents must be verified first; null where no longer time is allowed. */
  readonly longestDecisionDays: number | null;
  /** Working days between telling the bidders and admitting them; nought where there is no standstill. */
  readonly standstillDays: number;
  readonly confirmed: boolean;
  readonly source: string;
}

/** What a new framework of this regime starts with, offered for change. */
export const STARTING_TERMS: Readonly<Record<Regime, Omit<FrameworkTerms, 'fromDate'>>> = {
  PCR2015_DPS: terms(10, 15, 'Regulation 34 of the 2015 Regulations, as generally understood'),
  PCR2015_LTR_FPS: terms(40, null, 'The published evaluation period of the round'),
  PA23_DYNAMIC_MARKET: terms(20, null, 'A reasonable period (section 36 of the 2023 Act), locally taken as 20 days'),
  PA23_FRAMEWORK: terms(40, null, 'The published evaluation period; standstill is voluntary for light-touch services'),
  PA23_OPEN_FRAMEWORK: terms(40, null, 'The published evaluation period; standstill is voluntary for light touch'),
  NON_PROCUREMENT_LIST: terms(20, null, 'The authority’s own published process'),
};

function terms(decisionDays: number, longest: number | null, source: string): Omit<FrameworkTerms, 'fromDate'> {
  return { decisionDays, longestDecisionDays: longest, standstillDays: 0, confirmed: false, source };
}

/** Rules: `number`, `too-small`, `too-large`, `too-early` (before `earliest`), those of `cleanText`. */
export function checkTerms(
  given: Omit<FrameworkTerms, 'confirmed'>,
  earliest: DateOnly,
): Result<Omit<FrameworkTerms, 'confirmed'>> {
  const { decisionDays, longestDecisionDays, standstillDays, fromDate } = given;
  const source = cleanText(given.source, { field: 'source', max: 500, required: true });
  const checked = all<unknown>([
    days('decisionDays', decisionDays, { min: 1, max: 250 }),
    longestDecisionDays === null
      ? ok()
      : days('longestDecisionDays', longestDecisionDays, { min: decisionDays, max: 250 }),
    days('standstillDays', standstillDays, { min: 0, max: 60 }),
    fromDate < earliest ? invalid('fromDate', 'too-early', { min: formatDate(earliest) }) : ok(),
    source,
  ]);
  return checked.ok ? ok({ ...given, source: source.ok ? source.value : '' }) : checked;
}

function days(field: string, value: number, { min, max }: { min: number; max: number }): Result<undefined> {
  if (!Number.isInteger(value)) return invalid(field, 'number');
  if (value < min) return invalid(field, 'too-small', { min });
  return value > max ? invalid(field, 'too-large', { max }) : ok();
}

/**
 * The last day to decide an application: so many working days after the day it came, or after the round closed where
 * the regime counts from there. The day itself is not counted, nor are bank holidays.
 * @param countFrom the day of receipt or of the close, whichever the regime counts from
 */
export function decisionDue(
  terms: Pick<FrameworkTerms, 'decisionDays' | 'longestDecisionDays'>,
  countFrom: DateOnly,
  bankHolidays: readonly DateOnly[],
): { readonly dueOn: DateOnly; readonly longestOn: DateOnly | null } {
  const after = (days: number): DateOnly => workingDays(countFrom, days, bankHolidays);
  return {
    dueOn: after(terms.decisionDays),
    longestOn: terms.longestDecisionDays === null ? null : after(terms.longestDecisionDays),
  };
}

/** Calendar days after entering a light-touch contract by which its details are published (Procurement Act 2023, s.53). */
export const LIGHT_TOUCH_DETAILS_DAYS = 120;

export const contractDetailsDue = (enteredOn: DateOnly): DateOnly => addDays(enteredOn, LIGHT_TOUCH_DETAILS_DAYS);
