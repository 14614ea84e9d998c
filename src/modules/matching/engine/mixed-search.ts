import type { HighsClient } from './highs-client.js';
import {
  boundOf,
  findMultipliers,
  multipliersOf,
  MULTIPLIER_SCALE,
  type Bound,
  type LevelProblem,
} from './lagrange.js';
import { choiceOf, holds, mipOf, worthOf } from './mip-model.js';
import { withOptions, type Choice, type Part } from './part.js';

export interface Limits {
  readonly client: HighsClient;
  /** Milliseconds of performance.now(), Infinity for none. */
  readonly deadline: number;
}

/** What a relaxation says of a level. */
export interface Relaxed {
  readonly bound: Bound;
  /** Share of each option that its solution takes; all 0 where only multipliers are known. */
  readonly shares: Float64Array;
  /** What a unit of each row, and of each earlier level, is worth in this one. */
  readonly prices: Float64Array;
  readonly premiums: Float64Array;
}

/** From here on the relaxation is solved without its corner, and only over options that multipliers do not rule out. */
const LARGE = 20_000;
const SHARE_SEEN = 1e-6;
/** HiGHS works in floating point: a bound is widened by its relative error before the fraction is cut. */
const cut = (bound: number): number => Math.floor(bound + Math.max(1e-6, Math.abs(bound) * 1e-9));

const worths = (units: readonly number[]): Float64Array => Float64Array.from(units, (each) => each / MULTIPLIER_SCALE);

/**
 * The bound of the relaxation: HiGHS solves it and our own sum over all options proves it. Where time runs out before that, the
 * subgradient method gives multipliers. `known` is the worth of a choice that is known.
 */
export async function relaxed(part: Part, level: LevelProblem, known: number, limits: Limits): Promise<Relaxed> {
  const large = part.options.length > LARGE;
  const first = large ? findMultipliers(part, level, known, { deadline: limits.deadline }) : undefined;
  const { part: few, back } = first ? nearBest(part, boundOf(part, level, first)) : everything(part);
  const request = mipOf(few, restrict(level, back), 'lp');
  const lp = await limits.client.run({ ...request, corner: large ? 'no' : 'yes' }, limits.deadline);
  const shares = new Float64Array(part.options.length);
  if (!lp.rowWorth) {
    const by = first ?? findMultipliers(part, level, known, { deadline: limits.deadline });
    return { bound: boundOf(part, level, by), shares, prices: worths(by.rows), premiums: worths(by.floors) };
  }
  const floors = lp.rowWorth.subarray(lp.rowWorth.length - level.floors.length).map((worth) => -worth);
  const by = multipliersOf(lp.rowWorth.subarray(0, part.capacity.length), floors);
  lp.columnValue?.forEach((share, i) => (shares[back[i] as number] = share));
  return { bound: boundOf(part, level, by), shares, prices: worths(by.rows), premiums: worths(by.floors) };
}

const everything = (part: Part): { part: Part; back: Int32Array } => ({
  part,
  back: Int32Array.from(part.options, (_, o) => o),
});

/** For each pupil of a large part, the options that cost the bound least. */
const KEPT_A_PUPIL = 7;

function nearBest(part: Part, bound: Bound): { part: Part; back: Int32Array } {
  const keep = new Uint8Array(part.options.length);
  for (let p = 0; p < part.pupils.length; p += 1) {
    const from = part.optionStart[p] as number;
    const own = Array.from({ length: (part.optionStart[p + 1] as number) - from }, (_, i) => from + i);
    own.sort((a, b) => bound.with(b) - bound.with(a) || a - b);
    for (const o of own.slice(0, KEPT_A_PUPIL)) keep[o] = 1;
  }
  return withOptions(part, (o) => keep[o] === 1);
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
): Promise<{ choice: Choice; bound: number }> {
  const own = new Set(known);
  const { part: few, back } = withOptions(part, (o) => keep(o) || own.has(o));
  const at = new Map(Array.from(back, (o, local) => [o, local]));
  const start = Int32Array.from(
    known.filter((o) => o >= 0),
    (o) => at.get(o) ?? -1,
  );
  const request = { ...mipOf(few, restrict(level, back), 'mip'), start, ...(effort === undefined ? {} : { effort }) };
  const outcome = await client.run(request, deadline);
  const bound = Number.isFinite(outcome.bound) ? cut(outcome.bound) : Infinity;
  if (!outcome.ones) return { choice: known, bound };
  const found = choiceOf(
    part,
    outcome.ones.map((o) => back[o] as number),
  );
  const better = holds(part, level, found) && worthOf(level, found) >= worthOf(level, known);
  return { choice: better ? found : known, bound };
}
