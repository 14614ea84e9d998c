import { anneal } from './anneal.js';
import { feasibleStart } from './greedy.js';
import type { Solved } from './highs-protocol.js';
import { multipliersOf, type Floor, type LevelProblem } from './lagrange.js';
import { worthOf } from './mip-model.js';
import {
  boundedBy,
  dive,
  fitOfDive,
  improved,
  isLarge,
  isLate,
  kernel,
  mostTaken,
  priced,
  relaxed,
  search,
  type Limits,
  type Relaxed,
} from './mixed-search.js';
import type { ProvedBound } from './mixed-proof.js';
import { bandsOf, type Choice, type Part } from './part.js';
import { compareObjectives, partObjective } from './verify.js';

/** A place of the last band is worth at least this many times the best fit, and one of an earlier band so many times more. */
const PLACE = 3;
const EARLIER = 4;
/** A place counts for as much as the relaxation says it costs the others, if that is more. */
const PREMIUM = 1;
const MOST_WEIGHT = 2 ** 40;
/** Options that cost the relaxation's bound no more than this share of the best fit are worth a look. */
const NEAR_BEST = 0.08;
const FAIRLY_NEAR = 0.12;
/** The least share of a fractional solution that a rounded one begins with. */
const LEAST_SHARE = 0.3;
/** Steps of the search before it, as a share of a full one: the solver's thread is loading its code meanwhile, and wants the machine. */
const QUICK = 0.15;
/** After the relaxation the search is colder by this: it begins near the best. */
const COOLED = 0.25;
/** Turns of the solver and annealing, the simplex iterations of a dive and of a turn, and how many times the usual steps annealing takes. */
const ROUNDS = 4;
const DIVE = { first: 4_000, next: 4_000 };
const NEIGHBOURS = 5_000;
const THOROUGH = 3;
/** Turns without any gain, after which the next would hardly have one. */
const MOST_IDLE = 2;
/** Where every place that was hoped for is found and bounds leave no more options than this, the proof is the better search. */
const PROVABLE = 800;
/** With fewer, the solver's proof takes no longer than that. */
const FEW_PUPILS = 60;
/** Simplex iterations of the short searches that follow, for each level of places and for fit. */
const SHORT = { places: 4_000, fit: 8_000 };
/** Where bounds leave no more than this many times the options that a short search looks at, the proof itself is the search. */
const FEW_MORE = 2;
/** A choice this near its bound, as a share of it, needs no such search. */
const NEAR = 0.0005;

const spanOf = (fit: Float64Array): number => fit.reduce((most, each) => Math.max(most, each), 1);
export const fitOf = (part: Part): Float64Array => Float64Array.from(part.options, (o) => part.model.fit[o] as number);

/** 1 for each option of a pupil of the band. */
export function countOf(part: Part, band: number): Float64Array {
  return Float64Array.from(part.options, (o) =>
    part.model.band[part.model.optionPupil[o] as number] === band ? 1 : 0,
  );
}

/** Fit and places in one number. */
function weighted(
  part: Part,
  premiums: ArrayLike<number>,
): { worth: Float64Array; span: number; weight: ReadonlyMap<number, number> } {
  const bands = bandsOf(part);
  const fit = fitOf(part);
  const span = spanOf(fit);
  let least = PLACE * span;
  const weight = new Map<number, number>();
  for (let i = bands.length - 1; i >= 0; i -= 1) {
    const own = Math.min(MOST_WEIGHT, Math.max(least, PREMIUM * (premiums[i] ?? 0)));
    weight.set(bands[i] as number, own);
    least = own * EARLIER;
  }
  const bandOf = (o: number): number =>
    part.model.band[part.model.optionPupil[part.options[o] as number] as number] as number;
  return {
    worth: fit.map((each, o) => each + (weight.get(bandOf(o)) ?? 0)),
    span,
    weight,
  };
}

export const betterOf = (part: Part, a: Choice, b: Choice): Choice =>
  compareObjectives(partObjective(part, b), partObjective(part, a)) > 0 ? b : a;

/** What bounds a level: places of a band, or fit where there is none. */
type Rough = (level: LevelProblem, band: number | null) => Relaxed;

/** A choice from nothing but multipliers and patience, for while the solver is at work, and what these multipliers bound. */
export function quickStart(part: Part, known: Choice, deadline: number): { choice: Choice; rough: Rough } {
  const { worth, span, weight } = weighted(part, []);
  const { prices } = priced(part, { worth, floors: [] }, worthOf({ worth, floors: [] }, known), deadline);
  const bands = bandsOf(part);
  return {
    choice: anneal(part, known, { worth, prices, span }, deadline, QUICK),
    rough: (level, band) => {
      // They are prices of places and fit in one number; counted in places of a band, they are prices of that.
      const unit = band === null ? 1 : (weight.get(band) as number);
      const premiums = level.floors.map((_, i) => (weight.get(bands[i] as number) as number) / unit);
      return boundedBy(
        part,
        level,
        multipliersOf(
          prices.map((price) => price / unit),
          premiums,
        ),
      );
    },
  };
}

/** What a first dive came to; `hopes` if its relaxation had a place for everybody. */
export interface FirstDive {
  readonly choice: Choice;
  readonly hopes: Hopes | undefined;
}

/** A first dive on its way: what its relaxation says, as soon as it is solved, and what the dive came to. */
export interface Diving {
  readonly heard: Promise<Hopes | undefined>;
  readonly done: Promise<FirstDive | undefined>;
}

/**
 * A first dive, in the solver's thread, for choices that place everybody: mostly they can be, and then its relaxation is all that is to
 * be known of the levels. No hopes, and one dive only, if it leaves somebody out.
 */
export function diveForAll(part: Part, known: Choice, limits: Limits): Diving {
  if (isLarge(part)) return { heard: Promise.resolve(undefined), done: Promise.resolve(undefined) };
  const floors = everybody(part);
  // Whoever has no option left cannot be placed, but neither do they count: floors are of those who have one.
  const level: LevelProblem = { worth: fitOf(part), floors: [] };
  const { worth } = weighted(part, []);
  const leftCosts = Float64Array.from(part.pupils, (_, p) => {
    const first = part.optionStart[p] as number;
    return (worth[first] as number) - (level.worth[first] as number);
  });
  const places = floors.map(({ least }) => ({ bound: least, by: undefined }));
  let hopes: Hopes | undefined;
  const dived = { effort: DIVE.first, leftCosts };
  let done: Promise<FirstDive | undefined> = Promise.resolve(undefined);
  const heard = new Promise<Hopes | undefined>((resolve) => {
    const hear = (relaxation: Solved): void => {
      hopes = { floors, places, fit: fitOfDive(part, { ...level, floors }, relaxation) };
      resolve(hopes);
    };
    done = dive(part, level, known, () => true, limits, dived, hear)
      .then((choice) => ({ choice, hopes }))
      .finally(() => resolve(undefined));
  });
  return { heard, done };
}

/** What relaxations allow at most, level upon level: the most places of each band beside those of the bands before, and the fit. */
export interface Hopes {
  readonly floors: readonly Floor[];
  /** What proves each of them. */
  readonly places: readonly ProvedBound[];
  /** The relaxation of fit with all of these places. */
  readonly fit: Relaxed;
}

const everybody = (part: Part): Floor[] =>
  bandsOf(part).map((band) => {
    const weight = countOf(part, band);
    return {
      weight,
      least: part.optionStart.reduce((sum, o, p) => (p < part.pupils.length ? sum + (weight[o] as number) : sum), 0),
    };
  });

/** Goes down the levels as if every bound could be reached. `rough` bounds them where no time is left. */
export async function hopesOf(part: Part, known: Choice, limits: Limits, rough?: Rough): Promise<Hopes> {
  const bands = bandsOf(part);
  const floors: Floor[] = [];
  const places: ProvedBound[] = [];
  const bounded = (level: LevelProblem, reached: number, band: number | null): Promise<Relaxed> =>
    relaxed(part, level, reached, limits, rough && (() => rough(level, band)));
  for (const [i, { weight, least }] of everybody(part).entries()) {
    const level: LevelProblem = { worth: weight, floors: [...floors] };
    const reached = worthOf(level, known);
    // Nobody can place more than there are; less where a relaxation says so.
    const by = reached === least ? undefined : await bounded(level, reached, bands[i] as number);
    const tight = by && by.bound.value <= least ? by : undefined;
    places.push({ bound: tight?.bound.value ?? least, by: tight?.by });
    floors.push({ weight, least: tight?.bound.value ?? least });
  }
  const level: LevelProblem = { worth: fitOf(part), floors };
  return { floors, places, fit: await bounded(level, worthOf(level, known), null) };
}

/**
 * Goes on from a dive in turns: the solver's thread neighbourhood by neighbourhood, while annealing here fits in who was left over. Each
 * starts from what the other found.
 */
async function alternate(
  part: Part,
  known: Choice,
  hopes: Hopes,
  limits: Limits,
  dived: 'dived' | 'not yet',
): Promise<Choice> {
  const { worth, span } = weighted(part, hopes.fit.premiums);
  const level: LevelProblem = { worth, floors: [] };
  const near = kernel(part, hopes.fit, FAIRLY_NEAR * span);
  const aim = { worth, prices: hopes.fit.prices, among: near, span: span * COOLED };
  let solver = dived === 'dived' ? known : await dive(part, level, known, near, limits, { effort: DIVE.next });
  let annealed = solver;
  let best = betterOf(part, known, solver);
  let idle = 0;
  for (let round = 0; round < ROUNDS && idle < MOST_IDLE; round += 1) {
    if (isProvable(part, best, hopes) || performance.now() >= limits.deadline) break;
    const before = Math.max(worthOf(level, solver), worthOf(level, annealed));
    // Each goes on from what the other found: one fits in who was left over, the other makes good what that cost.
    const searching = improved(part, level, annealed, near, limits, NEIGHBOURS);
    annealed = anneal(part, solver, aim, limits.deadline, THOROUGH, round);
    solver = await searching;
    idle = Math.max(worthOf(level, solver), worthOf(level, annealed)) > before ? 0 : idle + 1;
    best = betterOf(part, betterOf(part, best, annealed), solver);
  }
  return best;
}

/** Where diving would take too long, or longer than the proof: rounded from what is known of it, and improved in the cold. */
export function roundAndAnneal(part: Part, known: Choice, hopes: Hopes, { deadline }: Limits): Choice {
  const { prices, premiums } = hopes.fit;
  const { worth, span } = weighted(part, premiums);
  const among = kernel(part, hopes.fit, NEAR_BEST * span);
  const rounded = feasibleStart(part, mostTaken(part, hopes.fit, LEAST_SHARE), { worth, prices });
  let choice = betterOf(part, rounded, known);
  for (let round = 0; round < 2; round += 1) {
    choice = betterOf(part, choice, anneal(part, choice, { worth, prices, among, span: span * COOLED }, deadline));
  }
  return choice;
}

/** True if a choice places whom the relaxations hope to place, and little is left that could fit better. */
function isProvable(part: Part, choice: Choice, { floors, fit }: Hopes): boolean {
  const placed = floors.every(({ weight, least }) => worthOf({ worth: weight, floors: [] }, choice) >= least);
  return placed && optionsAbove(part, fit, worthOf({ worth: fitOf(part), floors: [] }, choice)) <= PROVABLE;
}

/** How many options could stand in a choice of more worth. */
const optionsAbove = (part: Part, { bound }: Relaxed, worth: number): number =>
  part.options.reduce((sum, _, o) => sum + (bound.with(o) > worth ? 1 : 0), 0);

/**
 * Looks for a choice that is what the relaxations hope for and, level by level where it falls short, has the solver make a short
 * search among the options that a best choice would be likely to take. A choice that was given, as by the run that prices ask about, is
 * mostly the best already: what is left to do is the proof.
 */
export async function reachFor(
  part: Part,
  known: Choice,
  hopes: Hopes,
  limits: Limits,
  start: 'dived' | 'found' | 'given',
): Promise<Choice> {
  if (isLate(limits)) return known;
  const { bound } = hopes.fit;
  const among = kernel(part, hopes.fit, NEAR_BEST * spanOf(fitOf(part)));
  const brief = start === 'given' || isLarge(part) || part.pupils.length < FEW_PUPILS;
  let choice = brief
    ? roundAndAnneal(part, known, hopes, limits)
    : await alternate(part, known, hopes, limits, start === 'dived' ? 'dived' : 'not yet');
  for (const [i, { weight, least }] of hopes.floors.entries()) {
    const level: LevelProblem = { worth: weight, floors: reachedBy(hopes.floors.slice(0, i), choice) };
    if (worthOf(level, choice) >= least || isLate(limits)) continue;
    ({ choice } = await search(part, level, choice, among, limits, SHORT.places));
  }
  const level: LevelProblem = { worth: fitOf(part), floors: reachedBy(hopes.floors, choice) };
  const reached = worthOf(level, choice);
  if (bound.value - reached <= NEAR * bound.value || isLate(limits)) return choice;
  const looked = part.options.reduce((sum, _, o) => sum + (among(o) ? 1 : 0), 0);
  if (optionsAbove(part, hopes.fit, reached) <= FEW_MORE * looked) return choice;
  return (await search(part, level, choice, among, limits, SHORT.fit)).choice;
}

/** The same levels, held where a choice has them. */
const reachedBy = (floors: readonly Floor[], choice: Choice): Floor[] =>
  floors.map(({ weight }) => ({ weight, least: worthOf({ worth: weight, floors: [] }, choice) }));
