import {
  addDays,
  all,
  cleanText,
  type DateOnly,
  dateOnly,
  formatDate,
  invalid,
  isCode,
  ok,
  type Pence,
  problem,
  type Result,
  within,
} from '../../../kernel/index.js';
import { checkRequirements, type LotRequirements, NOTHING_ASKED } from './lots.js';
import { type Regime, REGIMES } from './regimes.js';

/** Systems under the 2015 Regulations end four years after the 2023 Act went live (SI 2024/716 reg 5). */
const OLD_SYSTEMS_END: DateOnly = dateOnly('2029-02-23');

export const SUSPENSION_REASONS = {
  QUALITY: 'Quality of the education',
  SAFEGUARDING: 'Safeguarding',
  REGISTRATION: 'Registration',
  INSURANCE: 'Insurance has run out',
  EVIDENCE: 'A document it must keep has run out',
  FINANCIAL: 'Financial standing',
  AT_OWN_REQUEST: 'At its own request',
} as const;
export type SuspensionReason = keyof typeof SUSPENSION_REASONS;

export interface FrameworkDetails {
  readonly reference: string;
  readonly name: string;
  readonly regime: Regime;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
  /** The last day to which its notice lets it be extended; left out or null where it does not. */
  readonly extendableTo?: DateOnly | null;
  /** Whether schools of the lead and the participants call off from it too; left out: they do. */
  readonly schoolsMayBuy?: boolean;
  /** The most that may be bought through it, with VAT; null when none was published. */
  readonly valuePence: Pence | null;
  readonly lots: readonly LotDetails[];
}

export interface LotDetails {
  readonly number: number;
  readonly name: string;
  /** Left out where it asks for nothing, or not yet. */
  readonly requirements?: LotRequirements;
}

/** The ten lots of Manchester's alternative education flexible purchasing system (TC1108, round 4). */
export const MANCHESTER_LOTS: readonly LotDetails[] = [
  'Full-time AP, minimum 25 hours per week',
  'Part-time: sports science / health and wellbeing',
  'Part-time: sports coaching / life skills',
  'Part-time: hair and beauty',
  'Part-time: construction',
  'Part-time: creative / media',
  'Complementary: animal care',
  'Complementary: innovation',
  'One-to-one tutoring',
  'Mentoring and coaching',
].map((name, index) => ({
  number: index + 1,
  name,
  requirements: index === 0 ? { ...NOTHING_ASKED, leastHours: 25 } : NOTHING_ASKED,
}));

/** Rules: those of `cleanText`, `choice`, `ends-before-start`, `too-late`, `too-small`, `lot-twice`. */
export function checkFramework(given: FrameworkDetails): Result<FrameworkDetails> {
  const extendableTo = given.extendableTo ?? null;
  const requirements = given.lots.map((lot) => checkRequirements(lot.requirements ?? NOTHING_ASKED));
  const lots = given.lots.map(({ number, name }) => {
    const text = cleanText(name, { field: 'lots', max: 200, required: true });
    if (!text.ok) return text;
    return Number.isInteger(number) && number >= 1 && number <= 200 ? ok(text.value) : invalid('lots', 'number');
  });
  const numbers = given.lots.map(({ number }) => number);
  const checked = all<string>([
    cleanText(given.reference, { field: 'reference', max: 60, required: true }),
    cleanText(given.name, { field: 'name', max: 200, required: true }),
    isCode(REGIMES, given.regime) ? ok('') : invalid('regime', 'choice'),
    given.endsOn < given.startsOn ? invalid('endsOn', 'ends-before-start') : ok(''),
    isTooLate(given.regime, given.endsOn)
      ? invalid('endsOn', 'too-late', { max: formatDate(OLD_SYSTEMS_END) })
      : ok(''),
    extendableTo !== null && extendableTo < given.endsOn ? invalid('extendableTo', 'ends-before-start') : ok(''),
    extendableTo !== null && isTooLate(given.regime, extendableTo)
      ? invalid('extendableTo', 'too-late', { max: formatDate(OLD_SYSTEMS_END) })
      : ok(''),
    given.valuePence !== null && given.valuePence < 0 ? invalid('valuePence', 'too-small', { min: 0 }) : ok(''),
    new Set(numbers).size === numbers.length ? ok('') : invalid('lots', 'lot-twice'),
    ...lots,
  ]);
  if (!checked.ok) return checked;
  const [reference = '', name = ''] = checked.value;
  const asked = all(requirements);
  if (!asked.ok) return asked;
  const names = checked.value.slice(-given.lots.length);
  const cleaned = given.lots.map((lot, n) => ({ ...lot, name: names[n] ?? lot.name, requirements: asked.value[n] }));
  return ok({ ...given, extendableTo, reference, name, lots: cleaned });
}

const isTooLate = (regime: Regime, endsOn: DateOnly): boolean => regime === 'PCR2015_DPS' && endsOn > OLD_SYSTEMS_END;

export interface FrameworkEnd {
  readonly endsOn: DateOnly;
  readonly extendableTo: DateOnly | null;
}

export const mayBeExtended = ({ endsOn, extendableTo }: FrameworkEnd): boolean =>
  extendableTo !== null && extendableTo > endsOn;

/** Fields of a framework's new end: rules `too-early`, `too-late`. Problems: `framework.not-extendable`, `framework.ended`. */
export function checkExtension(framework: FrameworkEnd, endsOn: DateOnly, today: DateOnly): Result<null> {
  const { extendableTo } = framework;
  if (extendableTo === null || !mayBeExtended(framework)) return problem('framework.not-extendable');
  if (framework.endsOn < today) return problem('framework.ended', { endedOn: formatDate(framework.endsOn) });
  if (endsOn <= framework.endsOn)
    return invalid('endsOn', 'too-early', { min: formatDate(addDays(framework.endsOn, 1)) });
  return endsOn > extendableTo ? invalid('endsOn', 'too-late', { max: formatDate(extendableTo) }) : ok(null);
}

/** An admission lives inside its framework's dates. */
export function checkAdmissionDates(
  framework: { readonly startsOn: DateOnly; readonly endsOn: DateOnly },
  dates: { readonly fromDate: DateOnly; readonly toDate: DateOnly },
): Result<null> {
  if (dates.toDate < dates.fromDate) return invalid('toDate', 'ends-before-start');
  if (dates.fromDate < framework.startsOn) {
    return invalid('fromDate', 'too-early', { min: formatDate(framework.startsOn) });
  }
  return dates.toDate > framework.endsOn
    ? invalid('toDate', 'too-late', { max: formatDate(framework.endsOn) })
    : ok(null);
}

export interface DatedAdmission {
  readonly status: 'ADMITTED' | 'ENDED';
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
  readonly suspensions: readonly { readonly fromDate: DateOnly; readonly toDate: DateOnly | null }[];
}

export const isSuspendedOn = (admission: DatedAdmission, on: DateOnly): boolean =>
  admission.suspensions.some(({ fromDate, toDate }) => within(on, fromDate, toDate));

/** May something new be called off under it that day? Problems: `admission.not-current`, `admission.suspended`. */
export function checkCallOff(admission: DatedAdmission, on: DateOnly): Result<null> {
  if (admission.status === 'ENDED' || !within(on, admission.fromDate, admission.toDate)) {
    return problem('admission.not-current', { from: admission.fromDate, to: admission.toDate });
  }
  return isSuspendedOn(admission, on) ? problem('admission.suspended') : ok(null);
}
