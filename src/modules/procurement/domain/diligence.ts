import {
  all,
  cleanText,
  type DateOnly,
  formatDate,
  formatPounds,
  invalid,
  isCode,
  ok,
  type Pence,
  type Result,
} from '../../../kernel/index.js';
import type { DiligenceCheck, Finder } from './diligence-list.js';

export interface SiteFacts {
  readonly id: string;
  readonly name: string;
  readonly hasAddress: boolean;
  /** As the authority recorded it for today; null where nothing is recorded. */
  readonly kind: 'REGISTERED_SCHOOL' | 'PRU' | 'NOT_REGISTERED' | null;
  readonly urn: string | null;
  readonly registeredPlaces: number | null;
  /** What the national register says of that number; null where it does not know it. */
  readonly register: {
    readonly name: string;
    readonly status: string;
    readonly typeName: string | null;
    readonly capacity: number | null;
    readonly rating: string | null;
  } | null;
}

export interface DocumentFacts {
  readonly kind: string;
  readonly words: string;
  readonly coverPence: Pence | null;
  readonly validTo: DateOnly | null;
}

/** What a site's bookings amount to, as far as this service sees them (domain of registration, s.463 Education Act 1996). */
export interface SiteRisk {
  readonly siteId: string;
  readonly fullTime: number;
  readonly outcome: 'MUST_REGISTER' | 'REVIEW' | 'WARN' | 'CLEAR';
}

export interface InspectionRule {
  readonly fromDate: DateOnly | null;
  readonly words: string;
  readonly mustBeRegistered: boolean;
  /** Overall grades that met it before report cards; none where the officer reads the report. */
  readonly grades: readonly string[];
  readonly source: string;
}

/** Until an authority says otherwise: the rule Manchester's rounds had, read with report cards. */
export const STARTING_INSPECTION_RULE: InspectionRule = {
  fromDate: null,
  words:
    'Registered, and graded good or better; on a report card every area at the expected standard or above, with safeguarding and the independent school standards met.',
  mustBeRegistered: true,
  grades: ['Outstanding', 'Good'],
  source: 'Starting rule, not confirmed by anybody',
};

export interface DiligenceFacts {
  readonly sites: readonly SiteFacts[];
  readonly inForce: readonly DocumentFacts[];
  /** Null where nothing may be known of who is placed there. */
  readonly risks: readonly SiteRisk[] | null;
  readonly rule: InspectionRule;
}

export type FindingState = 'MET' | 'NOT_MET' | 'UNKNOWN' | 'NOT_APPLICABLE';
export interface Finding {
  readonly state: FindingState;
  /** What it rests on, a sentence each. */
  readonly words: readonly string[];
}

const finding = (state: FindingState, ...words: readonly string[]): Finding => ({ state, words });
const isSchool = ({ kind }: SiteFacts): boolean => kind === 'REGISTERED_SCHOOL' || kind === 'PRU';

/** What the service finds by itself. A standard for settings that are not schools is not asked of schools. */
export function findingOf(one: DiligenceCheck, facts: DiligenceFacts): Finding {
  if (one.standard === true && facts.sites.length > 0 && facts.sites.every(isSchool)) {
    return finding('NOT_APPLICABLE', 'Every site is a registered school: its inspections ask for this.');
  }
  return FINDERS[one.finder.by](one.finder, facts);
}

const FINDERS: Readonly<Record<Finder['by'], (finder: Finder, facts: DiligenceFacts) => Finding>> = {
  OFFICER: () => finding('UNKNOWN', 'Nothing that is kept here says so: look, and confirm.'),
  DOCUMENTS: (finder, { inForce }) => (finder.by === 'DOCUMENTS' ? documentsFinding(finder, inForce) : UNKNOWN),
  REGISTER: (_, { sites }) => registerFinding(sites),
  RISK: (_, { sites, risks }) => riskFinding(sites, risks),
  SITES: (_, { sites, inForce }) => sitesFinding(sites, inForce),
  INSPECTION: (_, facts) => inspectionFinding(facts),
};
const UNKNOWN = finding('UNKNOWN');

function documentsFinding(
  { kinds, leastCoverPence }: Extract<Finder, { by: 'DOCUMENTS' }>,
  inForce: readonly DocumentFacts[],
): Finding {
  const looked = kinds.map((kind) => {
    const found = inForce.filter((one) => one.kind === kind);
    const enough = found.find(
      ({ coverPence }) => leastCoverPence === undefined || (coverPence ?? 0) >= leastCoverPence,
    );
    if (enough !== undefined) return { met: true, words: documentWords(enough) };
    const short = found[0];
    return {
      met: false,
      words: short ? `${documentWords(short)}: too little.` : `Nothing in force: ${kindWords(kind)}.`,
    };
  });
  return finding(looked.every(({ met }) => met) ? 'MET' : 'NOT_MET', ...looked.map(({ words }) => words));
}

const kindWords = (kind: string): string => kind.toLowerCase().replaceAll('_', ' ');
const documentWords = ({ words, coverPence, validTo }: DocumentFacts): string =>
  [words, coverPence === null ? null : formatPounds(coverPence), validTo === null ? null : `to ${formatDate(validTo)}`]
    .filter((part) => part !== null)
    .join(', ');

function registerFinding(sites: readonly SiteFacts[]): Finding {
  if (sites.length === 0) return finding('UNKNOWN', 'No site is recorded.');
  const looked = sites.map(({ name, kind, urn, registeredPlaces, register }): Finding => {
    if (kind === null) return finding('NOT_MET', `${name}: no registration is recorded.`);
    if (kind === 'NOT_REGISTERED') return finding('MET', `${name}: not registered, and not in the register.`);
    if (urn === null || register === null)
      return finding('NOT_MET', `${name}: URN ${urn ?? 'missing'} is not in the register.`);
    const said = `${name}: ${register.name}, ${register.typeName ?? 'type unknown'}, ${register.status.toLowerCase()}`;
    const places = register.capacity === null ? '' : `, capacity ${register.capacity}`;
    if (register.status !== 'OPEN') return finding('NOT_MET', `${said}${places}.`);
    const over = register.capacity !== null && registeredPlaces !== null && registeredPlaces > register.capacity;
    return over
      ? finding('NOT_MET', `${said}${places}, and ${registeredPlaces} places are recorded here.`)
      : finding('MET', `${said}${places}.`);
  });
  return joined(looked);
}

function riskFinding(sites: readonly SiteFacts[], risks: readonly SiteRisk[] | null): Finding {
  const open = sites.filter((site) => !isSchool(site));
  if (sites.length > 0 && open.length === 0) return finding('NOT_APPLICABLE', 'Every site is a registered school.');
  if (risks === null) return finding('UNKNOWN', 'Who is placed there cannot be seen from here.');
  const looked = open.map((site): Finding => {
    const risk = risks.find(({ siteId }) => siteId === site.id);
    const count = risk?.fullTime ?? 0;
    const said = `${site.name}: ${count} full-time pupils of compulsory school age by this authority’s bookings.`;
    if (risk?.outcome === 'MUST_REGISTER') return finding('NOT_MET', `${said} It must register.`);
    return risk?.outcome === 'REVIEW' ? finding('UNKNOWN', `${said} Near enough to look.`) : finding('MET', said);
  });
  return joined([...looked, finding('MET', 'Other commissioners’ pupils count too, and cannot be seen here.')]);
}

function sitesFinding(sites: readonly SiteFacts[], inForce: readonly DocumentFacts[]): Finding {
  const without = sites.filter(({ hasAddress }) => !hasAddress).map(({ name }) => `${name}: no address is recorded.`);
  const hasList = inForce.some(({ kind }) => kind === 'SITES_AND_SUBCONTRACTORS');
  const list = hasList ? 'A list of sites and subcontractors is kept.' : 'No list of sites and subcontractors is kept.';
  return finding(without.length === 0 && sites.length > 0 && hasList ? 'MET' : 'NOT_MET', ...without, list);
}

function inspectionFinding({ sites, rule, inForce }: DiligenceFacts): Finding {
  const open = sites.filter((site) => !isSchool(site)).map(({ name }) => `${name}: not registered.`);
  if (rule.mustBeRegistered && (open.length > 0 || sites.length === 0)) return finding('NOT_MET', rule.words, ...open);
  const ratings = sites.flatMap(({ name, register }) => (register?.rating ? [{ name, rating: register.rating }] : []));
  const said = ratings.map(({ name, rating }) => `${name}: ${rating}, as the register last said.`);
  const report = inForce.some(({ kind }) => kind === 'INSPECTION_REPORT') ? ['A report is kept: read it.'] : [];
  const isMet =
    sites.length > 0 && ratings.length === sites.length && ratings.every(({ rating }) => rule.grades.includes(rating));
  // The register carries no grades since report cards: the officer reads the report.
  return finding(isMet ? 'MET' : 'UNKNOWN', rule.words, ...said, ...report);
}

const ORDER: readonly FindingState[] = ['NOT_MET', 'UNKNOWN', 'MET', 'NOT_APPLICABLE'];
function joined(looked: readonly Finding[]): Finding {
  const state = ORDER.find((one) => looked.some((each) => each.state === one)) ?? 'UNKNOWN';
  return finding(state, ...looked.flatMap(({ words }) => words));
}

export const CHECK_OUTCOMES = {
  CONFIRMED: 'Confirmed',
  NOT_MET: 'Not met',
  NOT_APPLICABLE: 'Does not apply',
} as const;
export type CheckOutcome = keyof typeof CHECK_OUTCOMES;

export interface CheckGiven {
  readonly outcome: CheckOutcome;
  readonly note: string;
  readonly checkedOn: DateOnly;
}

/** Rules: `choice`, `too-late`, those of `cleanText`. */
export function checkGiven(given: CheckGiven, today: DateOnly): Result<CheckGiven> {
  const note = cleanText(given.note, { field: 'note', max: 2000, multiline: true, required: true });
  const checked = all<unknown>([
    note,
    isCode(CHECK_OUTCOMES, given.outcome) ? ok() : invalid('outcome', 'choice'),
    given.checkedOn > today ? invalid('checkedOn', 'too-late', { max: formatDate(today) }) : ok(),
  ]);
  return checked.ok ? ok({ ...given, note: note.ok ? note.value : '' }) : checked;
}

/** A check as a board reads it. Whoever confirmed what data say today is not so is contradicted: the board looks itself. */
export type PaperCheckState = 'FAILED' | 'OPEN' | 'CONFIRMED' | 'NOT_APPLICABLE';
export interface PaperCheck {
  readonly title: string;
  readonly state: PaperCheckState;
  readonly words: string;
}

export interface SaidOfCheck {
  readonly outcome: CheckOutcome;
  readonly note: string;
  readonly checkedOn: DateOnly;
  readonly recordedByName: string;
}

export interface PaperDiligence {
  /** Checks that apply and nobody has looked at. */
  readonly open: number;
  readonly failed: number;
  /** Failed ones first, then open ones. */
  readonly checks: readonly PaperCheck[];
}

const PAPER_ORDER: readonly PaperCheckState[] = ['FAILED', 'OPEN', 'CONFIRMED', 'NOT_APPLICABLE'];

export function paperDiligence(
  lines: readonly { readonly check: DiligenceCheck; readonly finding: Finding; readonly said: SaidOfCheck | null }[],
): PaperDiligence {
  const checks = lines.map(({ check, finding: found, said }) => paperCheck(check.title, found, said));
  const count = (state: PaperCheckState): number => checks.filter((one) => one.state === state).length;
  return {
    open: count('OPEN'),
    failed: count('FAILED'),
    checks: checks.toSorted((a, b) => PAPER_ORDER.indexOf(a.state) - PAPER_ORDER.indexOf(b.state)),
  };
}

function paperCheck(title: string, found: Finding, said: SaidOfCheck | null): PaperCheck {
  const finds = found.words.join(' ');
  if (said === null) {
    return found.state === 'NOT_APPLICABLE'
      ? { title, state: 'NOT_APPLICABLE', words: `Does not apply. ${finds}` }
      : { title, state: 'OPEN', words: `Open: nobody has confirmed it. ${finds}` };
  }
  const who = `by ${said.recordedByName}, ${formatDate(said.checkedOn)}: ${said.note}`;
  if (said.outcome === 'NOT_MET') return { title, state: 'FAILED', words: `Not met, ${who}` };
  if (said.outcome === 'NOT_APPLICABLE') return { title, state: 'NOT_APPLICABLE', words: `Does not apply, ${who}` };
  return found.state === 'NOT_MET'
    ? { title, state: 'FAILED', words: `Confirmed ${who} The service finds otherwise. ${finds}` }
    : { title, state: 'CONFIRMED', words: `Confirmed ${who}` };
}
