import { ACCESS_FEATURES, formatDate, formatPounds, isCode, pence } from '../../../kernel/index.js';
import { RULE_WORDS } from '../../policies/index.js';
import { type TellableRule, WITHHELD } from '../domain/explanation.js';
import type { PlaceQuality, QualityKind } from '../domain/model.js';
import type { FactorKey } from '../domain/settings.js';
import { type Measured, type RuleKey, UNKNOWN, type Verdict } from '../domain/rules/rule.js';

interface Told {
  readonly value: Measured;
  readonly limit: Measured;
  readonly verdict: Verdict;
}

/** One sentence for several reasons, so that it betrays none of them. */
export const WITHHELD_WORDS =
  'Officers hold information about this place that they cannot share. It may be about the place, its pupils or its provider.';

export const FACTOR_WORDS: Readonly<Record<FactorKey, string>> = {
  needs: 'Needs met',
  travel: 'Short travel',
  curriculum: 'Interests and curriculum',
  preference: 'The family’s ranking',
  quality: 'Evidence of quality',
  continuity: 'Continuity',
  siblings: 'Brothers and sisters',
  price: 'Price',
  balance: 'Group of about the same age',
  reintegration: 'The way back to school',
};

const number = (value: Measured | undefined): number => (typeof value === 'number' ? value : Number(value));
const at = (value: Measured, index: number): number => (Array.isArray(value) ? number(value[index]) : number(value));
const list = (value: Measured): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const kilometres = (metres: number): string => `${(metres / 1000).toFixed(1)} km`;
const pounds = (amount: Measured): string => formatPounds(pence(number(amount)));
const hours = (minutes: number): string => `${Math.round((minutes / 60) * 10) / 10} hours`;
const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
const SEXES: Readonly<Record<string, string>> = { F: 'girls', M: 'boys' };
const ROUTES: Readonly<Record<string, string>> = {
  MAINTAINED_AP: 'a pupil referral unit',
  FRAMEWORK: 'a provider on the framework',
  OFF_FRAMEWORK: 'a provider outside the framework',
};

const featureLabel = (code: string): string => (isCode(ACCESS_FEATURES, code) ? ACCESS_FEATURES[code] : code);

/** What each rule looked at, in words a head teacher can repeat to a parent. */
const SENTENCES: Readonly<Record<RuleKey, (told: Told) => string>> = {
  age: ({ value, limit }) =>
    `The pupil will be ${number(value)}; the site is registered for ages ${at(limit, 0)} to ${at(limit, 1)}.`,
  year: ({ value, limit }) =>
    `The pupil is in year ${number(value)}; the programme is for years ${at(limit, 0)} to ${at(limit, 1)}.`,
  sex: ({ limit, verdict }) =>
    verdict === 'WARN'
      ? `The site is registered for ${SEXES[String(limit)] ?? 'one sex'} only, and the pupil’s sex is not recorded.`
      : `The site is registered for ${SEXES[String(limit)] ?? 'one sex'} only.`,
  registration: ({ value, limit, verdict }) => {
    const week = `${hours(at(value, 0))} a week at a setting that is not registered as a school`;
    if (verdict === 'FAIL') return `${week}: with this pupil it would have to register.`;
    return `${week}; more than ${hours(at(limit, 0))} counts as full time.`;
  },
  admission: ({ verdict }) =>
    verdict === 'PASS'
      ? 'The provider is admitted to the framework.'
      : 'The provider is not admitted to the framework.',
  standing: ({ value, verdict }) => {
    if (verdict === 'PASS') return 'The provider is in good standing.';
    return value === 'EVIDENCE_LAPSED'
      ? 'A document that the provider must keep has run out.'
      : 'The provider’s admission is suspended.';
  },
  places: ({ value }) =>
    number(value) === 0
      ? 'No place is free in every week that is wanted.'
      : `${count(number(value), 'place is', 'places are')} free in every week that is wanted.`,
  siteCap: ({ value }) =>
    number(value) === 0
      ? 'The site, the programme or the provider takes nobody more in at least one week.'
      : `Site, programme and provider have room for ${number(value)} more.`,
  confirmed: ({ value, limit, verdict }) =>
    `The opening was last confirmed ${count(number(value), 'day')} ago; ` +
    (verdict === 'FAIL'
      ? `nothing is proposed in one that nobody has confirmed for ${at(limit, 1)}.`
      : `${at(limit, 0)} is the most that counts as fresh.`),
  sessions: ({ value, limit }) =>
    `It gives ${count(at(value, 0), 'half day')} of those wanted; ${at(limit, 0)} ${at(limit, 0) === 1 ? 'is' : 'are'} needed` +
    `${at(value, 1) > 0 ? `, and ${count(at(value, 1), 'half day')} that nobody wanted` : ''}.`,
  distance: ({ value, limit }) =>
    number(value) === UNKNOWN
      ? 'The distance is not known: the home or the site has no position.'
      : `${kilometres(number(value))} from home in a straight line; the limit is ${kilometres(number(limit))}.`,
  travelBetween: ({ value, limit }) =>
    number(value) === 0
      ? 'No day is split between sites.'
      : `${kilometres(number(value))} between two sites on one day; the limit is ${kilometres(number(limit))}.`,
  access: ({ value }) =>
    list(value).length === 0
      ? 'The site has what the pupil needs to use it.'
      : `The site lacks: ${list(value).map(featureLabel).join(', ')}.`,
  needs: ({ value, limit }) =>
    number(value) === UNKNOWN
      ? 'The programme does not say which needs it meets.'
      : `The programme meets ${Math.round(number(value) / 100)}% of the needs named; ${number(limit) / 100}% is asked for.`,
  price: ({ value }) =>
    number(value) === UNKNOWN ? 'No price has been approved.' : `${pounds(value)} a week, net of VAT.`,
  fund: ({ value, limit }) =>
    `${pounds(value)} from the fund to the end of the financial year; ${pounds(limit)} is left.`,
  fairShare: ({ value, limit }) =>
    `The school would hold ${count(number(value), 'preventative place')}; its share is ${number(limit)}.`,
  transition: ({ value, limit }) =>
    `This year group stays with ${ROUTES[String(limit)] ?? String(limit)}; this is ${ROUTES[String(value)] ?? String(value)}.`,
  keepApart: ({ value }) =>
    number(value) === 0
      ? 'Nobody is there from whom this pupil must be kept apart.'
      : `${count(number(value), 'pupil')} from whom this one must be kept apart ${number(value) === 1 ? 'is' : 'are'} there.`,
  riskSeparation: ({ value, limit }) =>
    `${count(number(value), 'pupil')} with a risk that is separated would be there; ${number(limit)} may be.`,
};

/** What a mark for quality rests on, each with its day; figures of single sources are not told. */
export function qualityWords(known: PlaceQuality['known'] = []): string {
  if (known.length === 0) return 'Not known';
  return known.map(({ kind, on }) => `${QUALITY_WORDS[kind]}${on === null ? '' : `, ${formatDate(on)}`}`).join('; ');
}

const QUALITY_WORDS: Readonly<Record<QualityKind, string>> = {
  INSPECTION: 'Inspections, as an officer last looked',
  REGISTER: 'Inspection grade, as the national register last gave it',
  SCORE: 'Score of the bid',
  VISIT: 'Quality visit',
};

export const factorLabel = (factor: FactorKey | typeof WITHHELD): string =>
  factor === WITHHELD ? 'Information that cannot be shared' : FACTOR_WORDS[factor];

export const ruleLabel = (rule: TellableRule): string =>
  rule === WITHHELD ? 'Information that cannot be shared' : RULE_WORDS[rule];

/** The sentence for one rule's verdict. */
export const ruleSentence = (told: Told & { readonly rule: RuleKey }): string => SENTENCES[told.rule](told);
