import { keepApart, riskSeparation } from './apart.js';
import { access, needs } from './needs-and-access.js';
import { registration } from './registration.js';
import { confirmed, places, siteCap } from './room.js';
import type { OptionRule, PlaceRule, Rule, RuleKey } from './rule.js';
import { admission, standing } from './standing.js';
import { distance, travelBetween } from './travel.js';
import { fairShare, fund, price, sessions } from './week-and-money.js';
import { age, sex, transition, year } from './who-it-is-for.js';

export const PLACE_RULES: readonly PlaceRule[] = [
  age,
  year,
  sex,
  admission,
  standing,
  places,
  siteCap,
  confirmed,
  distance,
  access,
  needs,
  price,
  transition,
  keepApart,
  riskSeparation,
];

export const OPTION_RULES: readonly OptionRule[] = [registration, sessions, travelBetween, fund, fairShare];

const byKey = new Map<RuleKey, Rule>([...PLACE_RULES, ...OPTION_RULES].map((rule) => [rule.key, rule]));

/** Throws for a key that no rule has: only a bug can ask. */
export function ruleOf(key: RuleKey): Rule {
  const rule = byKey.get(key);
  if (rule === undefined) throw new Error(`No rule is called ${key}`);
  return rule;
}
