import type { PlaceNames } from './place-words.js';
import type { Pair, PupilOptions } from './options.js';
import { ruleOf } from './rules/index.js';
import { type Audience, type Measured, type RuleKey, RULES, type Verdict } from './rules/rule.js';

/** What a school reads for every confidential reason alike. It is no rule, so that it betrays none. */
export const WITHHELD = 'withheld';
export type TellableRule = RuleKey | typeof WITHHELD;

const CODES: readonly Verdict[] = ['PASS', 'WARN', 'FAIL'];

/** One rule of one pair: [rule, verdict, value, limit], the first two as positions in RULES and PASS-WARN-FAIL. */
export type StoredResult = readonly [rule: number, verdict: number, value: Measured, limit: Measured];

/** One considered pair, small enough that a city's worth of them is a few megabytes. */
export interface StoredPair {
  readonly patternId: string;
  /** What people read instead of the id, as it was called then. */
  readonly names: PlaceNames;
  readonly fit: number;
  readonly results: readonly StoredResult[];
  /** A confidential rule failed; set only where the reader may not know which. */
  readonly withheld: boolean;
}

export interface NearMiss {
  readonly patternId: string;
  readonly fit: number;
  readonly failed: readonly TellableRule[];
}

/** A rule that stands alone between the pupil and so many places: waiving it, they would be considered. */
export interface Opener {
  readonly rule: TellableRule;
  readonly places: number;
}

/** What is stored with a run about one pupil, for one audience. */
export interface Explanation {
  readonly pairs: readonly StoredPair[];
  readonly considered: number;
  readonly feasible: number;
  readonly cut: number;
  readonly nearest: readonly NearMiss[];
  readonly openers: readonly Opener[];
}

type NameOf = (patternId: string) => PlaceNames;
const nameless: NameOf = () => ({ provider: '', site: '', programme: '', label: '' });

const NEAREST_MOST = 5;
/** A place that three rules refuse is not a near miss. */
const FAILED_MOST = 2;

const isFor = (rule: RuleKey, audience: Audience): boolean => audience === 'PANEL' || ruleOf(rule).audience === 'ALL';

/** Confidential results leave nothing behind for other readers but that one of them, they cannot tell which, failed. */
function storedPair(pair: Pair, audience: Audience, nameOf: NameOf): StoredPair {
  const told = pair.results.filter(({ rule }) => isFor(rule, audience));
  return {
    patternId: pair.place.patternId,
    names: nameOf(pair.place.patternId),
    fit: pair.fit,
    results: told.map(({ rule, verdict, value, limit }) => [RULES.indexOf(rule), CODES.indexOf(verdict), value, limit]),
    withheld: pair.results.some(({ rule, verdict }) => verdict === 'FAIL' && !isFor(rule, audience)),
  };
}

function tellable(pair: Pair, audience: Audience): TellableRule[] {
  const rules = pair.results.filter(({ verdict }) => verdict === 'FAIL').map(({ rule }) => rule);
  return [...new Set(rules.map((rule): TellableRule => (isFor(rule, audience) ? rule : WITHHELD)))];
}

/** The explanation of one pupil's options for those who may read everything, or for the parties of the case. */
export function explain(
  { pairs, feasible, cut }: PupilOptions,
  audience: Audience,
  nameOf: NameOf = nameless,
): Explanation {
  const refused = pairs.flatMap((pair) => {
    const rules = tellable(pair, audience);
    return rules.length === 0 ? [] : [{ patternId: pair.place.patternId, fit: pair.fit, failed: rules }];
  });
  return {
    pairs: pairs.map((pair) => storedPair(pair, audience, nameOf)),
    considered: pairs.length,
    feasible: feasible.length,
    cut,
    nearest: nearest(refused),
    openers: openers(refused),
  };
}

function nearest(refused: readonly NearMiss[]): NearMiss[] {
  return refused
    .filter(({ failed }) => failed.length <= FAILED_MOST)
    .toSorted((a, b) => a.failed.length - b.failed.length || b.fit - a.fit || (a.patternId < b.patternId ? -1 : 1))
    .slice(0, NEAREST_MOST);
}

/** Rules that alone refuse a place, by how many places each would open; the first is the single change that opens most. */
function openers(refused: readonly NearMiss[]): Opener[] {
  const counts = new Map<TellableRule, number>();
  for (const { failed } of refused) {
    const [only] = failed;
    if (failed.length === 1 && only !== undefined) counts.set(only, (counts.get(only) ?? 0) + 1);
  }
  return [...counts]
    .map(([rule, places]) => ({ rule, places }))
    .toSorted((a, b) => b.places - a.places || orderOf(a.rule) - orderOf(b.rule));
}

const orderOf = (rule: TellableRule): number => (rule === WITHHELD ? RULES.length : RULES.indexOf(rule));

/** Reads a stored result back, with names instead of positions. */
export function readResult([rule, verdict, value, limit]: StoredResult): {
  readonly rule: RuleKey;
  readonly verdict: Verdict;
  readonly value: Measured;
  readonly limit: Measured;
} {
  const [key, code] = [RULES[rule], CODES[verdict]];
  if (key === undefined || code === undefined) throw new Error(`Not a stored result: ${rule}/${verdict}`);
  return { rule: key, verdict: code, value, limit };
}
