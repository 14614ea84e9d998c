import { pence, percentOf, sessionSetOf } from '../../../kernel/index.js';
import { considerPlace, considerWhole, failed, keptApartAgain } from './consider.js';
import {
  type FactorResult,
  fitOf,
  fitOnly,
  type Part,
  partForParties,
  placeValues,
  weighedFor,
  withoutSiblings,
} from './factors/index.js';
import { halfDays } from './half-days.js';
import type { Option, Place, Pupil } from './model.js';
import { combine } from './packages.js';
import { periodOf, type SchoolWeeks } from './periods.js';
import { asPartiesRead } from './rules/apart.js';
import type { RuleKey, RuleResult } from './rules/rule.js';
import { sessionsNeeded } from './rules/week-and-money.js';
import type { Circumstances } from './settings.js';

/** One pupil and one place, as the run looked at them. */
export interface Pair {
  readonly place: Place;
  readonly option: Option;
  /** What the rules said of the place, and of the option that it is alone. */
  readonly onPlace: readonly RuleResult[];
  readonly results: readonly RuleResult[];
  readonly failed: readonly RuleKey[];
  readonly part: Part;
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
  /** Of each package that was refused, the rules that refused it. */
  readonly refused: readonly (readonly RuleKey[])[];
}

/** Puts places together as one option. Places are ordered by id, so that one combination is one option. */
export function optionOf(pupil: Pupil, chosen: readonly Place[], about: Circumstances, weeks: SchoolWeeks): Option {
  const places = chosen.toSorted((a, b) => (a.patternId < b.patternId ? -1 : 1));
  const period = periodOf(pupil, places, about.today, weeks);
  const weeklyPence = places.reduce((sum, place) => sum + (place.weeklyPence ?? 0), 0);
  const { fund, highNeedsBasisPoints: share } = about.settings.funding[pupil.type];
  return {
    id: places.map((place) => place.patternId).join('+'),
    places,
    period,
    sessions: sessionSetOf(places.reduce((bits, place) => bits | place.sessions, 0)),
    weeklyPence,
    fund,
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
  const weighed = weighedFor(pupil, about);
  const pairs = supply.map((place) => pairOf(pupil, place, weighed, weeks));
  return chosenFrom(pupil, pairs, weighed, weeks);
}

/**
 * The same as the parties of the case read it, without the names that their own referral gave. Only the rule and the factor
 * that rest on names are looked at again, and options are put together anew only if that changed anything.
 */
export function optionsForParties(found: PupilOptions, about: Circumstances, weeks: SchoolWeeks): PupilOptions {
  const pupil = asPartiesRead(found.pupil);
  if (pupil === found.pupil) return found;
  const weighed = weighedFor(pupil, about);
  const pairs = found.pairs.map((pair) => withoutNames(pair, pupil, weighed));
  // An option of several places runs no longer than each of them alone, so that whom it meets they meet as well.
  return pairs.every((pair, index) => pair === found.pairs[index]) ? found : chosenFrom(pupil, pairs, weighed, weeks);
}

/** Of what is told to the parties: the fit of each pair without an exact mark for quality. */
export function fitsForParties(found: PupilOptions, about: Circumstances): PupilOptions {
  const { weights } = weighedFor(found.pupil, about).settings;
  const told = (pair: Pair): Pair =>
    pair.place.quality === null ? pair : { ...pair, fit: fitOnly([partForParties(pair.part)], weights) };
  return { ...found, pairs: found.pairs.map(told) };
}

function withoutNames(pair: Pair, pupil: Pupil, about: Circumstances): Pair {
  const { place, option, part } = pair;
  const onPlace = keptApartAgain(pair.onPlace, pupil, place, option, about);
  const results = keptApartAgain(pair.results, pupil, place, option, about);
  const values = withoutSiblings(part.values);
  if (results === pair.results && values.every((value, index) => value === part.values[index])) return pair;
  const read = { ...part, values };
  return {
    ...pair,
    onPlace,
    results,
    failed: failed(results),
    part: read,
    fit: fitOnly([read], about.settings.weights),
  };
}

/**
 * On the list first: a place outside the framework is an option only once the list is exhausted for this pupil, since the
 * decision would be stopped until then (module placements, PurchaseGuard).
 */
function chosenFrom(pupil: Pupil, pairs: readonly Pair[], about: Circumstances, weeks: SchoolWeeks): PupilOptions {
  const listed = pairs.filter(({ place }) => place.supplyRoute !== 'OFF_FRAMEWORK');
  const onList = chosenAmong(pupil, listed, about, weeks);
  const exhausted = onList.feasible.length === 0 && listed.length < pairs.length;
  return { ...(exhausted ? chosenAmong(pupil, pairs, about, weeks) : onList), pairs };
}

/** Singles and packages that no rule refuses, the best of them first. */
function chosenAmong(pupil: Pupil, pairs: readonly Pair[], about: Circumstances, weeks: SchoolWeeks): PupilOptions {
  const { weights, matching } = about.settings;
  const single = pairs
    .filter((pair) => pair.failed.length === 0)
    .map(({ option, results, part }): Feasible => ({ option, results, ...fitOf([part], weights) }));
  const most = matching.packages.optionsPerPupil;
  const packages = packagesFor(pupil, pairs, about, weeks);
  const feasible = [...single, ...packages.found].toSorted(byFit);
  return {
    pupil,
    pairs,
    feasible: feasible.slice(0, most),
    cut: packages.cut + Math.max(0, feasible.length - most),
    refused: packages.refused,
  };
}

function pairOf(pupil: Pupil, place: Place, about: Circumstances, weeks: SchoolWeeks): Pair {
  const option = optionOf(pupil, [place], about, weeks);
  const onPlace = considerPlace(pupil, place, option, about);
  const results = [...onPlace, ...considerWhole(pupil, option, about)];
  const part = { values: placeValues(pupil, place, option, about), halfDays: halfDays(place.sessions) };
  return {
    place,
    option,
    onPlace,
    results,
    failed: failed(results),
    part,
    fit: fitOnly([part], about.settings.weights),
  };
}

const byFit = (a: Feasible, b: Feasible): number => b.fit - a.fit || byText(a.option.id, b.option.id);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Found {
  readonly found: readonly Feasible[];
  readonly cut: number;
  readonly refused: readonly (readonly RuleKey[])[];
}

/**
 * Packages of two or three part-time places, the best fits first. Only places that no rule refuses in themselves are
 * combined; combinations are compared by fit alone, which is cheap, and only as many as one pupil may have are looked
 * at rule by rule. What the stated caps leave out is counted and told with the run.
 */
function packagesFor(pupil: Pupil, pairs: readonly Pair[], about: Circumstances, weeks: SchoolWeeks): Found {
  const { components, combinationsTried, optionsPerPupil } = about.settings.matching.packages;
  const wanted = pupil.sessionsWanted;
  const needed = sessionsNeeded(halfDays(wanted), about.settings.rules.sessions.mayLackPerTen);
  const parts = pairs
    .filter(
      ({ place, part, failed: rules }) => (place.sessions & ~wanted) === 0 && part.halfDays < needed && isPart(rules),
    )
    .toSorted((a, b) => b.fit - a.fit || byText(a.place.patternId, b.place.patternId));
  const combined = combine(parts, { components, needed, most: combinationsTried });
  const ranked = combined.packages
    .map((members) => ({
      members: members.toSorted((a, b) => byText(a.place.patternId, b.place.patternId)),
      fit: fitOnly(
        members.map(({ part }) => part),
        about.settings.weights,
      ),
    }))
    .map((one) => ({ ...one, id: one.members.map(({ place }) => place.patternId).join('+') }))
    .toSorted((a, b) => b.fit - a.fit || byText(a.id, b.id));
  const found: Feasible[] = [];
  const refused: (readonly RuleKey[])[] = [];
  for (const { members } of ranked) {
    if (found.length >= optionsPerPupil) break;
    const one = packageOf(pupil, members, about, weeks);
    if ('option' in one) found.push(one);
    else refused.push(one);
  }
  return { found, refused, cut: combined.notTried + ranked.length - found.length - refused.length };
}

/** Any places as one option of the pupil's, or the rules that refuse it: for what a person names. */
export function optionIfAllowed(
  pupil: Pupil,
  places: readonly Place[],
  about: Circumstances,
  weeks: SchoolWeeks,
): Feasible | readonly RuleKey[] {
  const weighed = weighedFor(pupil, about);
  return packageOf(
    pupil,
    places.map((place) => pairOf(pupil, place, weighed, weeks)),
    weighed,
    weeks,
  );
}

/** The package as an option, or the rules that refuse the whole or, in its own period, one of its places. */
function packageOf(
  pupil: Pupil,
  members: readonly Pair[],
  about: Circumstances,
  weeks: SchoolWeeks,
): Feasible | readonly RuleKey[] {
  const option = optionOf(
    pupil,
    members.map(({ place }) => place),
    about,
    weeks,
  );
  const whole = considerWhole(pupil, option, about);
  const againstWhole = failed(whole);
  if (againstWhole.length > 0) return againstWhole;
  const { startsOn, endsOn } = option.period;
  const each = members.flatMap(({ place, option: alone, onPlace }) =>
    alone.period.startsOn === startsOn && alone.period.endsOn === endsOn
      ? onPlace
      : considerPlace(pupil, place, option, about),
  );
  const againstPlaces = failed(each);
  if (againstPlaces.length > 0) return againstPlaces;
  return {
    option,
    results: [...each, ...whole],
    ...fitOf(
      members.map(({ part }) => part),
      about.settings.weights,
    ),
  };
}

/** What a part cannot do alone, the whole may: only this rule looks at how much of the week there is. */
const isPart = (rules: readonly RuleKey[]): boolean => rules.every((rule) => rule === 'sessions');
