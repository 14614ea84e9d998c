import { roomOf, usesOf, type PricedHalf } from './halves.js';
import type { Part } from './part.js';

export interface Floor {
  readonly weight: Float64Array;
  readonly least: number;
}

/** One level of a mixed part: the worth of each option, and rows that hold earlier levels where they were. */
export interface LevelProblem {
  /** Worth of each local option, whole numbers of 0 or more. */
  readonly worth: Float64Array;
  /** Earlier levels: what each option counts towards one (whole, 0 or more), and the least there must be. */
  readonly floors: readonly Floor[];
}

/** Multipliers are published in units of 2^-20, so that anybody can redo the sum in whole numbers. */
export const MULTIPLIER_SCALE = 2 ** 20;

/** What proves a bound: a price on each row and on some halves, and a premium on each earlier level, in units of 2^-20. */
export interface Multipliers {
  readonly rows: readonly number[];
  readonly floors: readonly number[];
  readonly halves: readonly PricedHalf[];
}

const toUnits = (value: number): number =>
  Number.isFinite(value) && value > 0 ? Math.min(Math.round(value * MULTIPLIER_SCALE), Number.MAX_SAFE_INTEGER) : 0;

/** Rounds any prices to published multipliers; whatever they are, the bound they prove is true. */
export function multipliersOf(
  rows: ArrayLike<number>,
  floors: ArrayLike<number>,
  halves: readonly PricedHalf[] = [],
): Multipliers {
  return {
    rows: Array.from(rows, toUnits),
    floors: Array.from(floors, toUnits),
    halves: halves.map(({ half, price }) => ({ half, price: toUnits(price) })).filter(({ price }) => price > 0),
  };
}

/** A bound, and how far below it a choice must stay that takes a given option. */
export interface Bound {
  /** No choice that keeps to rows and floors is worth more. */
  readonly value: number;
  /** The same for choices that take this option; where it is not above a known choice, the option can be left out. */
  readonly with: (option: number) => number;
}

/**
 * The bound that multipliers prove: capacity and halves at their prices, less the premium already owed to earlier levels, plus for each
 * pupil the best of its options after prices and premiums, or nothing. In whole numbers throughout.
 */
export function boundOf(part: Part, level: LevelProblem, by: Multipliers): Bound {
  const scale = BigInt(MULTIPLIER_SCALE);
  const price = by.rows.map(BigInt);
  const premium = by.floors.map(BigInt);
  const gains = Array.from({ length: part.options.length }, () => 0n);
  const bests = Array.from({ length: part.pupils.length }, () => 0n);
  let total = 0n;
  price.forEach((each, row) => {
    if (each !== 0n) total += each * BigInt(part.capacity[row] as number);
  });
  level.floors.forEach((floor, i) => {
    total -= (premium[i] ?? 0n) * BigInt(floor.least);
  });
  const halves = by.halves.map(({ half, price: each }) => ({ uses: usesOf(part, half), each: BigInt(each), half }));
  for (const { half, each } of halves) total += each * BigInt(roomOf(part, half));
  for (let p = 0; p < part.pupils.length; p += 1) {
    let best = 0n;
    for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
      let gain = BigInt(level.worth[o] as number) * scale;
      level.floors.forEach((floor, i) => {
        const weight = floor.weight[o] as number;
        if (weight > 0) gain += (premium[i] ?? 0n) * BigInt(weight);
      });
      for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
        const each = price[part.useRow[k] as number] as bigint;
        if (each !== 0n) gain -= each * BigInt(part.useUnits[k] as number);
      }
      for (const { uses, each } of halves) {
        const units = uses[o] as number;
        if (units > 0) gain -= each * BigInt(units);
      }
      gains[o] = gain;
      if (gain > best) best = gain;
    }
    bests[p] = best;
    total += best;
  }
  // Worths are whole, so what is left of a unit cannot be reached; a negative bound only says there is no such choice.
  const whole = (sum: bigint): number => (sum <= 0n ? 0 : Number(sum / scale));
  return {
    value: whole(total),
    with: (option) => whole(total - (bests[part.optionPupil[option] as number] as bigint) + (gains[option] as bigint)),
  };
}

/** Rounds of price adjustment: fixed by the size of the part, never by a clock, so that they come out the same each time. */
const WORK = 600_000_000;
const MOST_ROUNDS = 600;
/** Weight of the newest answers in the average that sets the direction, and how it falls. */
const NEWEST = 0.1;
const LEAST_NEWEST = 0.005;
/** Steps: shortened after so many rounds without a better bound, lengthened when the direction keeps its promise. */
const PATIENCE = 15;
const SHORTER = 0.66;
const LONGER = 1.1;
const MOST_PACE = 2;
const LEAST_PACE = 1e-4;

/** Multipliers, and the share of each option in the average of what pupils asked for on the way: about what a relaxation takes. */
export interface Found extends Multipliers {
  readonly shares: Float64Array;
}

/** Demands at some prices, row by row and level by level, in the usual use of one option: a fund in pence then weighs like a place. */
interface Demand {
  readonly rows: Float64Array;
  readonly floors: Float64Array;
}

/** What one option uses of each row, and counts for each level, on average. */
function usualUse(part: Part, level: LevelProblem): Demand {
  const rows = new Float64Array(part.capacity.length);
  const count = new Float64Array(rows.length);
  part.useRow.forEach((row, k) => {
    rows[row] = (rows[row] as number) + (part.useUnits[k] as number);
    count[row] = (count[row] as number) + 1;
  });
  const mean = (sum: number, of: number): number => Math.max(1, sum / Math.max(1, of));
  return {
    rows: rows.map((sum, row) => mean(sum, count[row] as number)),
    floors: Float64Array.from(level.floors, ({ weight }) => {
      const counting = weight.filter((each) => each > 0);
      return mean(
        counting.reduce((sum, each) => sum + each, 0),
        counting.length,
      );
    }),
  };
}

/**
 * Looks for good multipliers by the volume method (Barahona and Anbil, 2000): what is asked for on average more than there is becomes
 * dearer, starting each time from the best prices so far. `target` is the worth of a known choice and sets the pace. Deterministic,
 * unless a deadline ends it. The bound itself comes from `boundOf`.
 */
export function findMultipliers(part: Part, level: LevelProblem, target: number, deadline = Infinity): Found {
  const usual = usualUse(part, level);
  let centre: Demand = { rows: new Float64Array(usual.rows.length), floors: new Float64Array(usual.floors.length) };
  const taken = new Int32Array(part.pupils.length);
  const average = askEveryPupil(part, level, centre, taken);
  let best = average.value;
  const shares = new Average(part.options.length, taken);
  const rounds = Math.min(MOST_ROUNDS, Math.ceil(WORK / (part.useRow.length + part.options.length + 1)));
  let pace = 1;
  let newest = NEWEST;
  let since = 0;
  for (let round = 0; round < rounds; round += 1) {
    if (best < target + 1 || pace < LEAST_PACE || performance.now() >= deadline) break;
    const direction = excess(part, level, usual, average, centre);
    const norm = dot(direction.rows, direction.rows) + dot(direction.floors, direction.floors);
    if (norm < 1e-9) break;
    const step = (pace * Math.max(1, best - target)) / norm;
    const prices: Demand = {
      rows: centre.rows.map((price, r) =>
        stepped(price, step * (direction.rows[r] as number), usual.rows[r] as number),
      ),
      floors: centre.floors.map((price, i) =>
        stepped(price, step * (direction.floors[i] as number), usual.floors[i] as number),
      ),
    };
    const asked = askEveryPupil(part, level, prices, taken);
    blend(average.rows, asked.rows, newest);
    blend(average.floors, asked.floors, newest);
    shares.add(taken, newest);
    if (asked.value < best) {
      const now = excess(part, level, usual, asked, prices);
      const kept = dot(now.rows, direction.rows) + dot(now.floors, direction.floors) > 0;
      if (kept) pace = Math.min(MOST_PACE, pace * LONGER);
      best = asked.value;
      centre = prices;
      since = 0;
    } else if (++since >= PATIENCE) {
      pace *= SHORTER;
      newest = Math.max(LEAST_NEWEST, newest * SHORTER);
      since = 0;
    }
  }
  return { ...multipliersOf(centre.rows, centre.floors), shares: shares.values() };
}

const stepped = (price: number, by: number, usual: number): number => Math.max(0, price + by / usual);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function blend(average: Float64Array, newest: Float64Array, share: number): void {
  for (let i = 0; i < average.length; i += 1) {
    average[i] = (1 - share) * (average[i] as number) + share * (newest[i] as number);
  }
}

/** By how many usual uses the demand passes what there is, or falls short of a level; nothing where a price of 0 cannot fall. */
function excess(part: Part, level: LevelProblem, usual: Demand, demand: Demand, prices: Demand): Demand {
  const free = (over: number, price: number): number => (over < 0 && price === 0 ? 0 : over);
  return {
    rows: usual.rows.map((use, r) =>
      free(((demand.rows[r] as number) - (part.capacity[r] as number)) / use, prices.rows[r] as number),
    ),
    floors: usual.floors.map((use, i) =>
      free(((level.floors[i]?.least ?? 0) - (demand.floors[i] as number)) / use, prices.floors[i] as number),
    ),
  };
}

/** A running average of choices; only what was taken is touched in a round. */
class Average {
  private readonly sums: Float64Array;
  private scale = 1;

  constructor(options: number, taken: Int32Array) {
    this.sums = new Float64Array(options);
    for (const o of taken) if (o >= 0) this.sums[o] = 1;
  }

  add(taken: Int32Array, share: number): void {
    this.scale *= 1 - share;
    for (const o of taken) if (o >= 0) this.sums[o] = (this.sums[o] as number) + share / this.scale;
    if (this.scale > 1e-100) return;
    for (let o = 0; o < this.sums.length; o += 1) this.sums[o] = (this.sums[o] as number) * this.scale;
    this.scale = 1;
  }

  values(): Float64Array {
    return this.sums.map((sum) => sum * this.scale);
  }
}

/** Each pupil takes its best option at these prices, or nothing; the worth of that, and what it would use. */
function askEveryPupil(
  part: Part,
  level: LevelProblem,
  { rows: price, floors: premium }: Demand,
  choice: Int32Array,
): Demand & { readonly value: number } {
  const { floors } = level;
  const used = new Float64Array(price.length);
  const reached = new Float64Array(premium.length);
  let total = dot(price, part.capacity);
  for (let i = 0; i < premium.length; i += 1) total -= (premium[i] as number) * (floors[i]?.least ?? 0);
  for (let p = 0; p < part.pupils.length; p += 1) {
    let best = 0;
    let taken = -1;
    for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
      let gain = level.worth[o] as number;
      for (let i = 0; i < floors.length; i += 1) gain += (premium[i] as number) * (floors[i]?.weight[o] as number);
      for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
        gain -= (price[part.useRow[k] as number] as number) * (part.useUnits[k] as number);
      }
      if (gain > best) {
        best = gain;
        taken = o;
      }
    }
    choice[p] = taken;
    if (taken < 0) continue;
    total += best;
    for (let k = part.useStart[taken] as number; k < (part.useStart[taken + 1] as number); k += 1) {
      const row = part.useRow[k] as number;
      used[row] = (used[row] as number) + (part.useUnits[k] as number);
    }
    for (let i = 0; i < floors.length; i += 1) {
      reached[i] = (reached[i] as number) + (floors[i]?.weight[taken] as number);
    }
  }
  return { rows: used, floors: reached, value: total };
}
