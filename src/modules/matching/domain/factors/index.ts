import { askedFor, codesMet } from '../codes.js';
import { halfDays } from '../half-days.js';
import type { Choice, Option, Place, Pupil } from '../model.js';
import { presentDuring } from '../rules/registration.js';
import { distanceLimit } from '../rules/travel.js';
import { type Circumstances, FACTOR_KEYS, type FactorKey, type Settings } from '../settings.js';

/** One reason for an option's fit: how good it is (0 to 1000), how much it counts, and what it adds to the fit. */
export interface FactorResult {
  readonly factor: FactorKey;
  readonly weight: number;
  /** 0 to 1000; 500 where nobody recorded what the factor asks for. */
  readonly value: number;
  /** Whole; all of an option's contributions sum to its fit. */
  readonly contribution: number;
  readonly known: boolean;
}

export interface Fit {
  /** 0 to 1000. */
  readonly fit: number;
  readonly factors: readonly FactorResult[];
}

/** Looks at one place. Undefined: not known, which counts as the middle. */
type Factor = (pupil: Pupil, place: Place, option: Option, about: Circumstances) => number | undefined;

const MIDDLE = 500;
const thousandths = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 1000);

/** How much of what the pupil needs the programme meets. */
const needs: Factor = (pupil, place) =>
  pupil.needs.length === 0 || place.needs.length === 0 ? undefined : thousandths(codesMet(pupil.needs, place.needs));

/** Full marks at home, none at the limit. */
const travel: Factor = (pupil, { site }, _option, { settings, travel: ways }) => {
  const way = ways.fromHome(pupil, site);
  return way && thousandths(1 - way.metres / distanceLimit(pupil, settings));
};

/** What is taught against what the pupil is interested in and was recommended. */
const curriculum: Factor = (pupil, place) => {
  const asked = [...pupil.interests, ...pupil.wishes];
  return asked.length === 0 ? undefined : thousandths(askedFor(asked, [...place.curriculum, ...place.specialisms]));
};

const names = (choice: Choice, place: Place): boolean =>
  choice.programmeId === place.programmeId || (choice.programmeId === null && choice.providerId === place.providerId);

/** The family's first choice counts in full, each later one a fifth less; what they left out counts for little. */
const preference: Factor = (pupil, place) => {
  if (pupil.preferred.length === 0 && pupil.suitable.length === 0) return undefined;
  const ranks = pupil.preferred.filter((choice) => names(choice, place)).map((choice) => choice.rank);
  if (ranks.length > 0) return Math.max(400, 1200 - 200 * Math.min(...ranks));
  return pupil.suitable.some((choice) => names(choice, place)) ? 400 : 100;
};

const quality: Factor = (_pupil, place) => place.quality?.value;

const continuity: Factor = (pupil, place) => (pupil.earlierProviderIds.includes(place.providerId) ? 1000 : 0);

/**
 * The share of the brothers and sisters named who are at the site, or are not, as the family wishes. Confidential: the
 * parties of the case read a fit without it, because it says where another child is.
 */
const siblings: Factor = (pupil, { site }, option) => {
  const known = pupil.siblings?.known ?? [];
  if (known.length === 0) return undefined;
  const there = new Set(presentDuring(site, option, pupil.pupilId).map((one) => one.pupilId));
  const met = known.filter(({ pupilId, wish }) => there.has(pupilId) === (wish === 'TOGETHER'));
  return thousandths(met.length / known.length);
};

/** Full marks for the cheapest half day of the whole supply, none for the dearest. */
const price: Factor = (_pupil, place, _option, { prices }) => {
  if (place.weeklyPence === null || prices.mostPence === prices.leastPence) return undefined;
  const perSession = place.weeklyPence / Math.max(1, halfDays(place.sessions));
  return thousandths((prices.mostPence - perSession) / (prices.mostPence - prices.leastPence));
};

/** The share of those at the site who are within a year group of the pupil, as of the run. */
const balance: Factor = (pupil, { site }, option) => {
  const present = presentDuring(site, option, pupil.pupilId);
  const peers = present.filter((one) => Math.abs(one.yearGroup - pupil.yearGroup) <= 1);
  return present.length === 0 ? undefined : thousandths(peers.length / present.length);
};

/** Programmes that prepare the way back to school. */
const reintegration: Factor = (_pupil, place) =>
  place.specialisms.some((one) => one.toLowerCase().includes('reintegration')) ? 1000 : 300;

const FACTORS: Readonly<Record<FactorKey, Factor>> = {
  needs,
  travel,
  curriculum,
  preference,
  quality,
  continuity,
  siblings,
  price,
  balance,
  reintegration,
};

/** What each factor says of one place, in the order of FACTOR_KEYS; undefined where nobody recorded it. */
export type PlaceValues = readonly (number | undefined)[];

export const placeValues = (pupil: Pupil, place: Place, option: Option, about: Circumstances): PlaceValues =>
  FACTOR_KEYS.map((key) => FACTORS[key](pupil, place, option, about));

/** What counts for this pupil: siblings only where some are known. Everybody else's fit knows nothing of that factor. */
export function weighedFor(pupil: Pupil, about: Circumstances): Circumstances {
  const { siblings: weight = 0, ...others } = about.settings.weights;
  const counts = pupil.siblings !== undefined && pupil.siblings.known.length > 0 ? weight : 0;
  return { ...about, settings: { ...about.settings, weights: { ...others, siblings: counts } } };
}

/** The same values without what says where a brother or sister is. */
export const withoutSiblings = (values: PlaceValues): PlaceValues =>
  values.map((value, index) => (FACTOR_KEYS[index] === 'siblings' ? undefined : value));

/** One place's part in an option: its values, and how many half days it takes. */
export interface Part {
  readonly values: PlaceValues;
  readonly halfDays: number;
}

/** Places of a package count by their half days. */
function valueOf(factor: number, parts: readonly Part[]): number {
  let sum = 0;
  let half = 0;
  for (const { values, halfDays } of parts) {
    sum += (values[factor] ?? MIDDLE) * halfDays;
    half += halfDays;
  }
  return half === 0 ? MIDDLE : Math.round(sum / half);
}

/** The fit alone, for comparing many combinations. Equal to `fitOf`. */
export function fitOnly(parts: readonly Part[], weights: Settings['weights']): number {
  let sum = 0;
  let whole = 0;
  for (const [index, key] of FACTOR_KEYS.entries()) {
    const weight = weights[key] ?? 0;
    whole += weight;
    if (weight > 0) sum += weight * valueOf(index, parts);
  }
  return whole === 0 ? 0 : Math.round(sum / whole);
}

/**
 * The fit of an option, 0 to 1000: the weighted mean of its factors. Contributions are rounded along their running sum,
 * so that they add up to the fit exactly.
 */
export function fitOf(parts: readonly Part[], weights: Settings['weights']): Fit {
  return fitFrom(
    FACTOR_KEYS.flatMap((factor, index) => {
      const weight = weights[factor] ?? 0;
      if (factor === 'siblings' && weight === 0) return [];
      const known = parts.some(({ values }) => values[index] !== undefined);
      return [{ factor, weight, value: valueOf(index, parts), known }];
    }),
  );
}

function fitFrom(given: readonly Omit<FactorResult, 'contribution'>[]): Fit {
  const whole = given.reduce((so, { weight }) => so + weight, 0);
  let sum = 0;
  let told = 0;
  const factors = given.map((one): FactorResult => {
    sum += one.weight * one.value;
    const soFar = whole === 0 ? 0 : Math.round(sum / whole);
    const contribution = soFar - told;
    told = soFar;
    return { ...one, contribution };
  });
  return { fit: told, factors };
}

/** An exact mark would tell a bid's score to whoever knows the few things that it rests on. */
const QUALITY_STEP = 250;
const inSteps = (value: number): number => Math.round(value / QUALITY_STEP) * QUALITY_STEP;

/** A fit as the parties read it: the mark for quality in steps, and what it adds to the fit accordingly. */
export const fitForParties = (factors: readonly FactorResult[]): Fit =>
  fitFrom(factors.map((one) => (one.factor === 'quality' ? { ...one, value: inSteps(one.value) } : one)));

/** The same of one place's part. */
export const partForParties = (part: Part): Part => ({
  ...part,
  values: part.values.map((value, index) =>
    FACTOR_KEYS[index] === 'quality' && value !== undefined ? inSteps(value) : value,
  ),
});
