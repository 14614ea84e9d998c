import type { Half } from './halves.js';
import type { HighsClient } from './highs-client.js';
import type { Solved } from './highs-protocol.js';
import {
  boundOf,
  findMultipliers,
  multipliersOf,
  MULTIPLIER_SCALE,
  type Bound,
  type LevelProblem,
  type Multipliers,
} from './lagrange.js';
import { choiceOf, holds, mipOf, worthOf } from './mip-model.js';
import { withOptions, type Choice, type Part } from './part.js';
import { isFeasible } from './verify.js';

export interface Limits {
  readonly client: HighsClient;
  /** Milliseconds of performance.now(), Infinity for none. */
  readonly deadline: number;
}

export const isLate = ({ deadline }: Limits): boolean => performance.now() >= deadline;

/** What a relaxation says of a level. */
export interface Relaxed {
  readonly bound: Bound;
  /** What proves the bound. */
  readonly by: Multipliers;
  /** Share of each option that its solution takes; all 0 where only multipliers are known. */
  readonly shares: Float64Array;
  /** What a unit of each row, and of each earlier level, is worth in this one. */
  readonly prices: Float64Array;
  readonly premiums: Float64Array;
}

/** From here on multipliers have to do: the solver would need longer for the relaxation than a run may take. */
const LARGE = 20_000;
export const isLarge = (part: Part): boolean => part.options.length > LARGE;
const SHARE_SEEN = 0.02;
/** HiGHS works in floating point: a bound is widened by its relative error before the fraction is cut. */
const cut = (bound: number): number => Math.floor(bound + Math.max(1e-6, Math.abs(bound) * 1e-9));

const worths = (units: readonly number[]): Float64Array => Float64Array.from(units, (each) => each / MULTIPLIER_SCALE);

/** What multipliers say of a level; `shares` is what a relaxation takes at them, if that is known. */
export function boundedBy(part: Part, level: LevelProblem, by: Multipliers, shares?: Float64Array): Relaxed {
  return {
    bound: boundOf(part, level, by),
    by,
    shares: shares ?? new Float64Array(part.options.length),
    prices: worths(by.rows),
    premiums: worths(by.floors),
  };
}

/** A relaxation by multipliers alone: near its best bound, and quick where there are many options. */
export function priced(part: Part, level: LevelProblem, known: number, deadline: number): Relaxed {
  const by = findMultipliers(part, level, known, deadline);
  return boundedBy(part, level, by, by.shares);
}

/** What multipliers may take where the solver had no time left and nothing else is known. */
const LOOSE_MS = 150;

/** What the solver says of a relaxation, its bound proved by our own sum. `premiums` are what earlier levels are worth. */
function relaxedBy(part: Part, level: LevelProblem, found: Solved, premiums: ArrayLike<number>): Relaxed {
  const halves = found.halves.map((half, i) => ({ half, price: found.halfWorth[i] as number }));
  const by = multipliersOf(found.rowWorth.subarray(0, part.capacity.length), premiums, halves);
  return boundedBy(part, level, by, found.columnValue);
}

/** The relaxation of a level as HiGHS solves it; undefined if there is none, or no time for it. */
export async function solved(part: Part, level: LevelProblem, limits: Limits): Promise<Relaxed | undefined> {
  if (isLate(limits)) return undefined;
  // Counts of places are so degenerate that the interior point is faster; fit is not.
  const solver = level.worth.every((each) => each <= 1) ? 'ipm' : 'simplex';
  const { relaxation } = await limits.client.run({ ...mipOf(part, level, 'lp'), solver }, limits.deadline);
  if (!relaxation) return undefined;
  const { rowWorth } = relaxation;
  const floors = rowWorth.subarray(rowWorth.length - level.floors.length).map((worth) => -worth);
  return relaxedBy(part, level, relaxation, floors);
}

/**
 * The same, or, where the part is large, multipliers that come near; `rough` where time runs out, or else such multipliers too. `known` is
 * the worth of a choice that is known.
 */
export async function relaxed(
  part: Part,
  level: LevelProblem,
  known: number,
  limits: Limits,
  rough?: () => Relaxed,
): Promise<Relaxed> {
  if (isLarge(part)) return priced(part, level, known, limits.deadline);
  const relaxation = await solved(part, level, limits);
  if (relaxation) return relaxation;
  return rough ? rough() : priced(part, level, known, Math.max(limits.deadline, performance.now() + LOOSE_MS));
}

/** A level as it looks from some of its options. */
function restrict(level: LevelProblem, back: Int32Array): LevelProblem {
  const at = (all: Float64Array): Float64Array => Float64Array.from(back, (o) => all[o] as number);
  return { worth: at(level.worth), floors: level.floors.map(({ weight, least }) => ({ weight: at(weight), least })) };
}

/** Options that the relaxation takes, and those that would cost its bound no more than `within`. */
export function kernel(part: Part, { bound, shares }: Relaxed, within: number): (option: number) => boolean {
  const keep = Uint8Array.from(part.options, (_, o) =>
    (shares[o] as number) > SHARE_SEEN || bound.value - bound.with(o) <= within ? 1 : 0,
  );
  return (o) => keep[o] === 1;
}

/** What each pupil gets most of in the relaxation, if it gets enough of it to be worth a try. */
export function mostTaken(part: Part, { shares }: Relaxed, least: number): Choice {
  const choice = new Int32Array(part.pupils.length).fill(-1);
  for (let o = 0; o < part.options.length; o += 1) {
    const p = part.optionPupil[o] as number;
    const share = shares[o] as number;
    const own = choice[p] as number;
    if (share >= least && (own < 0 || share > (shares[own] as number))) choice[p] = o;
  }
  return choice;
}

/** `effort`, in simplex iterations, ends a dive. `leftCosts`: everybody should be placed, and what it costs to leave each pupil out. */
export interface DiveOptions {
  readonly effort: number;
  readonly leftCosts?: Float64Array;
}

/**
 * Dives among some of the options for a choice of great worth, from a known choice, and never comes back with less. `hear` is told of the
 * relaxation that it begins with, once that is solved.
 */
export async function dive(
  part: Part,
  level: LevelProblem,
  known: Choice,
  keep: (option: number) => boolean,
  { client, deadline }: Limits,
  { effort, leftCosts }: DiveOptions,
  hear?: (relaxation: Solved) => void,
): Promise<Choice> {
  const { few, back, start } = narrowed(part, known, keep);
  const request = { ...mipOf(few, restrict(level, back), 'dive', leftCosts ? { leftCosts } : {}), start, effort };
  const { ones } = await client.run(request, deadline, hear);
  const found = ones && choiceFrom(part, ones, back);
  return found && isFeasible(part, found) ? found : known;
}

/** Makes a choice better neighbourhood by neighbourhood, among some of the options. */
export async function improved(
  part: Part,
  level: LevelProblem,
  known: Choice,
  keep: (option: number) => boolean,
  { client, deadline }: Limits,
  effort: number,
): Promise<Choice> {
  const { few, back, start } = narrowed(part, known, keep);
  const { ones } = await client.run({ ...mipOf(few, restrict(level, back), 'neighbours'), start, effort }, deadline);
  return betterFound(part, level, known, ones, back);
}

/** What the solver found, checked in whole numbers; the known choice if it is no better. */
function betterFound(
  part: Part,
  level: LevelProblem,
  known: Choice,
  ones: Int32Array | undefined,
  back: Int32Array,
): Choice {
  if (!ones) return known;
  const found = choiceFrom(part, ones, back);
  return holds(part, level, found) && worthOf(level, found) >= worthOf(level, known) ? found : known;
}

/** The relaxation of fit that a dive for everybody began with: a place of each band is worth what it costs the others at most. */
export function fitOfDive(part: Part, level: LevelProblem, found: Solved): Relaxed {
  const premiums = level.floors.map(({ weight }) => {
    let most = 0;
    for (let p = 0; p < part.pupils.length; p += 1) {
      const costs = -(found.rowWorth[part.capacity.length + p] as number);
      if (costs > most && (weight[part.optionStart[p] as number] as number) > 0) most = costs;
    }
    return Math.ceil(most);
  });
  return relaxedBy(part, level, found, premiums);
}

/** Some of the options, with those of a choice. */
function narrowed(
  part: Part,
  known: Choice,
  keep: (option: number) => boolean,
): { readonly few: Part; readonly back: Int32Array; readonly start: Int32Array } {
  const own = new Set(known);
  const { part: few, back } = withOptions(part, (o) => keep(o) || own.has(o));
  const at = new Map(Array.from(back, (o, local) => [o, local]));
  const start = Int32Array.from(
    known.filter((o) => o >= 0),
    (o) => at.get(o) ?? -1,
  );
  return { few, back, start };
}

/**
 * Runs HiGHS over some of the options, from a known choice, whose options are always among them. Returns a choice at least as good,
 * checked in whole numbers, and what HiGHS proved over those options. `effort`, in simplex iterations, ends it early.
 */
export async function search(
  part: Part,
  level: LevelProblem,
  known: Choice,
  keep: (option: number) => boolean,
  { client, deadline }: Limits,
  effort?: number,
  halves: readonly Half[] = [],
): Promise<{ choice: Choice; bound: number }> {
  const { few, back, start } = narrowed(part, known, keep);
  const request = {
    ...mipOf(few, restrict(level, back), 'mip', { halves }),
    start,
    ...(effort === undefined ? {} : { effort }),
  };
  const outcome = await client.run(request, deadline);
  const bound = Number.isFinite(outcome.bound) ? cut(outcome.bound) : Infinity;
  return { choice: betterFound(part, level, known, outcome.ones, back), bound };
}

/**
 * The best choice other than a known one, among some of the options: undefined where there is none that keeps to the level's floors.
 * `stopped` if a limit came first.
 */
export async function another(
  part: Part,
  level: LevelProblem,
  known: Choice,
  keep: (option: number) => boolean,
  { client, deadline }: Limits,
): Promise<Choice | 'stopped' | undefined> {
  const { few, back, start } = narrowed(part, known, keep);
  const { status, ones } = await client.run(mipOf(few, restrict(level, back), 'mip', { except: start }), deadline);
  if (status === 'infeasible') return undefined;
  const found = status === 'optimal' && ones && choiceFrom(part, ones, back);
  return found && holds(part, level, found) ? found : 'stopped';
}

const choiceFrom = (part: Part, ones: Int32Array, back: Int32Array): Choice =>
  choiceOf(
    part,
    ones.map((o) => back[o] as number),
  );
