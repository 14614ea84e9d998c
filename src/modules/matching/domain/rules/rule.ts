import type { Option, Place, Pupil } from '../model.js';
import type { Circumstances } from '../settings.js';

/** Every rule a pair can meet, in the order in which an explanation tells them. */
export const RULES = [
  'age',
  'year',
  'sex',
  'registration',
  'admission',
  'standing',
  'places',
  'siteCap',
  'confirmed',
  'sessions',
  'distance',
  'travelBetween',
  'access',
  'needs',
  'price',
  'fund',
  'fairShare',
  'transition',
  'keepApart',
  'riskSeparation',
] as const;
export type RuleKey = (typeof RULES)[number];

export type Verdict = 'PASS' | 'WARN' | 'FAIL';

/** Plain values, so that a stored verdict can be judged again years later: judge(value, limit) is all there is. */
export type Measured = number | string | readonly (number | string)[];

/** ALL: may be told to every party of the case. PANEL: others read one sentence that several reasons share. */
export type Audience = 'ALL' | 'PANEL';

export interface Measure<V extends Measured = Measured, L extends Measured = Measured> {
  readonly value: V;
  readonly limit: L;
}

export interface RuleResult extends Measure {
  readonly rule: RuleKey;
  readonly verdict: Verdict;
}

interface RuleBase {
  readonly key: RuleKey;
  readonly audience: Audience;
  /** Depends on the value and the limit alone. */
  readonly judge: (measure: Measure) => Verdict;
}

/** Looks at one place, whatever else an option holds. Undefined: the rule does not apply here. */
export interface PlaceRule extends RuleBase {
  readonly on: 'PLACE';
  readonly measure: (pupil: Pupil, place: Place, option: Option, about: Circumstances) => Measure | undefined;
}

/** Looks at the option as a whole: its sessions, sites, hours and price together. */
export interface OptionRule extends RuleBase {
  readonly on: 'OPTION';
  readonly measure: (pupil: Pupil, option: Option, about: Circumstances) => Measure | undefined;
}

export type Rule = PlaceRule | OptionRule;

type Judge<V extends Measured, L extends Measured> = (value: V, limit: L) => Verdict;

interface Definition<V extends Measured, L extends Measured> {
  readonly key: RuleKey;
  readonly audience?: Audience;
  readonly judge: Judge<V, L>;
}

/** Ties measure and judge to the same types; what is stored is then judged by the same function. */
export function placeRule<V extends Measured, L extends Measured>(
  definition: Definition<V, L> & {
    readonly measure: (pupil: Pupil, place: Place, option: Option, about: Circumstances) => Measure<V, L> | undefined;
  },
): PlaceRule {
  const { key, audience = 'ALL', judge, measure } = definition;
  return { on: 'PLACE', key, audience, measure, judge: ({ value, limit }) => judge(value as V, limit as L) };
}

export function optionRule<V extends Measured, L extends Measured>(
  definition: Definition<V, L> & {
    readonly measure: (pupil: Pupil, option: Option, about: Circumstances) => Measure<V, L> | undefined;
  },
): OptionRule {
  const { key, audience = 'ALL', judge, measure } = definition;
  return { on: 'OPTION', key, audience, measure, judge: ({ value, limit }) => judge(value as V, limit as L) };
}

export const passIf = (met: boolean): Verdict => (met ? 'PASS' : 'FAIL');
export const atLeast: Judge<number, number> = (value, limit) => passIf(value >= limit);
export const atMost: Judge<number, number> = (value, limit) => passIf(value <= limit);
export const isOneOf: Judge<string, string> = (value, limit) => passIf(value === limit);

/** Stands for a value that nobody recorded; the rules then warn instead of guessing. */
export const UNKNOWN = -1;
