import type { Option, Place, Pupil } from './model.js';
import { keepApart } from './rules/apart.js';
import { OPTION_RULES, PLACE_RULES, ruleOf } from './rules/index.js';
import type { Rule, RuleKey, RuleResult, Verdict } from './rules/rule.js';
import type { Circumstances } from './settings.js';

const result = (rule: Rule, measure: Pick<RuleResult, 'value' | 'limit'>): RuleResult => ({
  rule: rule.key,
  value: measure.value,
  limit: measure.limit,
  verdict: rule.judge(measure),
});

/** What each rule says about one place; rules that do not apply are left out. Every rule is asked, also after a failure. */
export function considerPlace(pupil: Pupil, place: Place, option: Option, about: Circumstances): RuleResult[] {
  return PLACE_RULES.flatMap((rule) => {
    const measure = rule.measure(pupil, place, option, about);
    return measure === undefined ? [] : [result(rule, measure)];
  });
}

/** What the rules say about the option as a whole. */
export function considerWhole(pupil: Pupil, option: Option, about: Circumstances): RuleResult[] {
  return OPTION_RULES.flatMap((rule) => {
    const measure = rule.measure(pupil, option, about);
    return measure === undefined ? [] : [result(rule, measure)];
  });
}

/** Everything the rules say about an option: of each of its places, and of the whole. */
export const considerOption = (pupil: Pupil, option: Option, about: Circumstances): RuleResult[] => [
  ...option.places.flatMap((place) => considerPlace(pupil, place, option, about)),
  ...considerWhole(pupil, option, about),
];

/** The same results for a pupil who names others to be kept apart, or nobody; the same list when nothing changes. */
export function keptApartAgain(
  results: readonly RuleResult[],
  pupil: Pupil,
  place: Place,
  option: Option,
  about: Circumstances,
): readonly RuleResult[] {
  const at = results.findIndex(({ rule }) => rule === keepApart.key);
  const measure = keepApart.measure(pupil, place, option, about);
  if (measure === undefined || measure.value === results[at]?.value) return results;
  return results.with(at, result(keepApart, measure));
}

/** Judges what was stored, with the same function that judged it then. */
export const judgeAgain = ({ rule, value, limit }: RuleResult): Verdict => ruleOf(rule).judge({ value, limit });

export const failed = (results: readonly RuleResult[]): RuleKey[] => [
  ...new Set(results.filter(({ verdict }) => verdict === 'FAIL').map(({ rule }) => rule)),
];
