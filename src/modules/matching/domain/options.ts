import { pence, percentOf, sessionCount, sessionSetOf } from '../../../kernel/index.js';
import { considerOption, considerPlace, considerWhole, failed } from './consider.js';
import { fitOf, type FactorResult } from './factors/index.js';
import type { Option, Place, Pupil } from './model.js';
import { periodOf, type SchoolWeeks } from './periods.js';
import { combine } from './packages.js';
import type { RuleResult } from './rules/rule.js';
import { sessionsNeeded } from './rules/week-and-money.js';
import type { Circumstances } from './settings.js';

/** One pupil and one place, as the run looked at them. */
export interface Pair {
  readonly place: Place;
  readonly option: Option;
  readonly results: readonly RuleResult[];
  readonly failed: readonly string[];
  readonly fit: number;
}

/** A way to place one pupil that no rule refuses. */
export interface Feasible {
  readonly option: Option;
  readonly fit: number;
  readonly factors: readonly FactorResult[];
  readonly results: readonly RuleResult[];
}

export interface PupilOptions {
  readonly pupil: Pupil;
  readonly pairs: readonly Pair[];
  /** Best fit first; ties by id. */
  readonly feasible: readonly Feasible[];
  /** Feasible options beyond the most that one pupil may have, and combinations not tried. */
  readonly cut: number;
}

/** Puts places together as one option. Places are ordered by id, so that one combination is one option. */
export function optionOf(pupil: Pupil, chosen: readonly Place[], about: Circumstances, weeks: SchoolWeeks): Option {
  const places = chosen.toSorted((a, b) => (a.patternId < b.patternId ? -1 : 1));
  const period = periodOf(pupil, places, about.today, weeks);
  const weeklyPence = places.reduce((sum, place) => sum + (place.weeklyPence ?? 0), 0);
  const share = about.settings.funding[pupil.type].highNeedsBasisPoints;
  return {
    id: places.map((place) => place.patternId).join('+'),
    places,
    period,
    sessions: sessionSetOf(places.reduce((bits, place) => bits | place.sessions, 0)),
    weeklyPence,
    fundPence: percentOf(pence(weeklyPence * period.fundedWeeks), share),
  };
}

/** Everything a run finds out about one pupil: each pair with its verdicts, and the options that no rule refuses. */
export function optionsFor(
  pupil: Pupil,
  supply: readonly Place[],
  about: Circumstances,
  weeks: SchoolWeeks,
): PupilOptions {
  const pairs = supply.map((place): Pair => {
    const option = optionOf(pupil, [place], about, weeks);
    const results = considerOption(pupil, option, about);
    return { place, option, results, failed: failed(results), fit: fitOf(pupil, option, about).fit };
  });
  const single = pairs.filter((pair) => pair.failed.length === 0).map(({ option, results }) => ({ option, results }));
  const packages = packagesFor(pupil, pairs, about, weeks);
  const feasible = [...single, ...packages.found]
    .map(({ option, results }): Feasible => ({ option, results, ...fitOf(pupil, option, about) }))
    .toSorted(byFit);
  const most = about.settings.matching.packages.optionsPerPupil;
  return {
    pupil,
    pairs,
    feasible: feasible.slice(0, most),
    cut: packages.notTried + Math.max(0, feasible.length - most),
  };
}

export const byFit = (a: Feasible, b: Feasible): number =>
  b.fit - a.fit || (a.option.id < b.option.id ? -1 : a.option.id > b.option.id ? 1 : 0);

interface Found {
  readonly found: readonly Pick<Feasible, 'option' | 'results'>[];
  readonly notTried: number;
}

/**
 * Packages of two or three part-time places. Only places that are wanted in themselves are combined, the best fits
 * first, so that what the stated cap leaves untried is the least promising; how many that were is told with the run.
 */
function packagesFor(pupil: Pupil, pairs: readonly Pair[], about: Circumstances, weeks: SchoolWeeks): Found {
  const { components, combinationsTried } = about.settings.matching.packages;
  const wanted = pupil.sessionsWanted;
  const needed = sessionsNeeded(sessionCount(wanted), about.settings.rules.sessions.mayLackPerTen);
  const parts = pairs
    .filter(({ place, failed: rules }) => (place.sessions & ~wanted) === 0 && rules.every(mayPassInPackage))
    .filter(({ place }) => sessionCount(place.sessions) < needed)
    .toSorted((a, b) => b.fit - a.fit || (a.place.patternId < b.place.patternId ? -1 : 1))
    .map(({ place }) => place);
  const combined = combine(parts, { components, needed, most: combinationsTried });
  const found = combined.packages.flatMap((places) => {
    const option = optionOf(pupil, places, about, weeks);
    const whole = considerWhole(pupil, option, about);
    if (failed(whole).length > 0) return [];
    const each = places.flatMap((place) => considerPlace(pupil, place, option, about));
    return failed(each).length > 0 ? [] : [{ option, results: [...each, ...whole] }];
  });
  return { found, notTried: combined.notTried };
}

/** What a part cannot do alone, the whole may: only these rules look at the week as a whole. */
const mayPassInPackage = (rule: string): boolean => rule === 'sessions';
