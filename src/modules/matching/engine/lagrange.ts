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

/** What proves a bound: a price on each row and a premium on each earlier level, in units of 2^-20. */
export interface Multipliers {
  readonly rows: readonly number[];
  readonly floors: readonly number[];
}

const toUnits = (value: number): number =>
  Number.isFinite(value) && value > 0 ? Math.min(Math.round(value * MULTIPLIER_SCALE), Number.MAX_SAFE_INTEGER) : 0;

/** Rounds any prices to published multipliers; whatever they are, the bound they prove is true. */
export function multipliersOf(rows: ArrayLike<number>, floors: ArrayLike<number>): Multipliers {
  return { rows: Array.from(rows, toUnits), floors: Array.from(floors, toUnits) };
}

/** A bound, and how far below it a choice must stay that takes a given option. */
export interface Bound {
  /** No choice that keeps to rows and floors is worth more. */
  readonly value: number;
  /** The same for choices that take this option; where it is not above a known choice, the option can be left out. */
  readonly with: (option: number) => number;
}

/**
 * The bound that multipliers prove: capacity at its price, less the premium already owed to earlier levels, plus for each pupil the
 * best of its options after prices and premiums, or nothing. In whole numbers throughout.
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
const WORK = 20_000_000;
const MOST_ROUNDS = 300;
const LOOK_EVERY = 15;

/**
 * Looks for good multipliers by projected subgradient: what is asked for more than there is becomes dearer. `target` is the worth of
 * a known choice and sets the pace; `from` are multipliers to begin with; `look` is shown the prices now and then. Deterministic. The
 * bound itself comes from `boundOf`.
 */
export function findMultipliers(
  part: Part,
  level: LevelProblem,
  target: number,
  options: {
    readonly from?: Multipliers;
    readonly look?: (prices: Float64Array) => void;
    readonly deadline?: number;
  } = {},
): Multipliers {
  const rows = part.capacity.length;
  const deadline = options.deadline ?? Infinity;
  const unit = (value: number): number => value / MULTIPLIER_SCALE;
  const price = options.from ? Float64Array.from(options.from.rows, unit) : new Float64Array(rows);
  const premium = options.from ? Float64Array.from(options.from.floors, unit) : new Float64Array(level.floors.length);
  const used = new Float64Array(rows);
  const reached = new Float64Array(premium.length);
  const rounds = Math.min(MOST_ROUNDS, Math.ceil(WORK / (part.useRow.length + part.options.length + 1)));
  let pace = 1;
  let best = Infinity;
  let bestPrice = price.slice();
  let bestPremium = premium.slice();
  let since = 0;
  for (let round = 0; round < rounds; round += 1) {
    const value = askEveryPupil(part, level, price, premium, used, reached);
    if (value < best) {
      best = value;
      bestPrice = price.slice();
      bestPremium = premium.slice();
      since = 0;
    } else if (++since >= 12) {
      pace /= 2;
      since = 0;
    }
    if (best < target + 1 || pace < 1e-4 || performance.now() >= deadline) break;
    if (round % LOOK_EVERY === LOOK_EVERY - 1) options.look?.(price);
    let norm = 0;
    for (let r = 0; r < rows; r += 1) {
      // In shares of the capacity, or a fund in pence would drown a site in places.
      const excess = ((used[r] as number) - (part.capacity[r] as number)) / Math.max(1, part.capacity[r] as number);
      used[r] = excess;
      if (excess > 0 || (price[r] as number) > 0) norm += excess * excess;
    }
    level.floors.forEach((floor, i) => {
      const short = (floor.least - (reached[i] as number)) / Math.max(1, floor.least);
      reached[i] = short;
      if (short > 0 || (premium[i] as number) > 0) norm += short * short;
    });
    if (norm === 0) break;
    const step = (pace * Math.max(1, value - target)) / norm;
    for (let r = 0; r < rows; r += 1) {
      const scaled = (step * (used[r] as number)) / Math.max(1, part.capacity[r] as number);
      price[r] = Math.max(0, (price[r] as number) + scaled);
    }
    for (let i = 0; i < premium.length; i += 1) {
      const scaled = (step * (reached[i] as number)) / Math.max(1, level.floors[i]?.least ?? 1);
      premium[i] = Math.max(0, (premium[i] as number) + scaled);
    }
  }
  return multipliersOf(bestPrice, bestPremium);
}

/** Each pupil takes its best option at these prices; returns the worth of that, and fills in what it would use. */
function askEveryPupil(
  part: Part,
  level: LevelProblem,
  price: Float64Array,
  premium: Float64Array,
  used: Float64Array,
  reached: Float64Array,
): number {
  const { floors } = level;
  used.fill(0);
  reached.fill(0);
  let total = 0;
  for (let r = 0; r < price.length; r += 1) total += (price[r] as number) * (part.capacity[r] as number);
  for (let i = 0; i < premium.length; i += 1) total -= (premium[i] as number) * (level.floors[i]?.least ?? 0);
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
  return total;
}
