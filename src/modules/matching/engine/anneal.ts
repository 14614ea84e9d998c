import { drawFrom, type Draw } from './draw.js';
import { Packing, type Leeway } from './packing.js';
import type { Choice, Part } from './part.js';

/** What a search aims at, and what it knows of the worth of what is scarce. Worth and prices in the same unit. */
export interface Aim {
  /** Worth of each local option: its fit and what a place of its band counts for. */
  readonly worth: Float64Array;
  readonly prices: ArrayLike<number>;
  /** Options to try; left out, all. */
  readonly among?: (option: number) => boolean;
  /** Best fit of any option: sets the range of what the search puts up with. */
  readonly span: number;
}

/** How much of a place's best fit a step back may cost at the start, and at the end. */
const HOT = 0.15;
const COLD = 0.003;
/** Steps for each pupil. Fixed by the size of the part and never by a clock, so that a search comes out the same each time. */
const STEPS_A_PUPIL = 400;
/** Pupils that one step takes out, at most by choice; whoever stands in the way of the first one's wish goes too. */
const MOST_OUT = 8;
const OTHERS_ASKED = 4;
/** In per cent: a step begins with somebody without a place; it gives its first pupil the option drawn; an option is passed over. */
const BEGIN_WITHOUT = 40;
const AS_DRAWN = 50;
const PASSED_OVER = 5;
/** Options are tried in order of worth less price; prices are doubted a little, both ways. */
const DOUBTS = [1, 0.7, 1.3];
const CLOCK_EVERY = 256;
/** A row with room for this many usual uses is priced and may be passed on the way; others turn somebody out. */
const MANY = 50;
/** A usual use too many weighs at least this share of the best fit. How fast the strain changes, and how far. */
const LEAST_WEIGHT = 0.02;
const TIGHTER = 1.05;
const STRAIN = { least: 0.05, first: 1, most: 20 };

/**
 * Improves a feasible choice by taking a few pupils out, who stand in each other's way, and putting them back at the best that is
 * free, worse for a while if need be (simulated annealing over ruin and recreate). Deterministic; proves nothing. Returns the best
 * by bands and then fit, never worse than the start. Another `course` draws other numbers. A deadline ends it with the best so far.
 */
export function anneal(part: Part, start: Choice, aim: Aim, deadline: number, effort = 1, course = 0): Choice {
  const leeway = leewayOf(part, aim);
  const packing = new Packing(part, start, aim.worth, leeway);
  const draw = drawFrom(part.pupils.length + course);
  const orders = DOUBTS.map((doubt) => ordersOf(part, aim, leeway, doubt));
  const steps = Math.round(STEPS_A_PUPIL * effort * part.pupils.length);
  const cooling = Math.log(COLD / HOT);
  let best = start.slice();
  let bestScore = packing.score();
  let strain = STRAIN.first;
  for (let step = 0; step < steps; step += 1) {
    if (step % CLOCK_EVERY === 0) {
      if (performance.now() >= deadline) break;
      strain = packing.passed > 0 ? Math.min(STRAIN.most, strain * TIGHTER) : Math.max(STRAIN.least, strain / TIGHTER);
    }
    const before = packing.worth - strain * packing.cost;
    packing.begin();
    ruin(packing, part, leeway, orders[0] as Order, draw);
    recreate(packing, orders[draw(orders.length)] as Order, strain, draw);
    const heat = HOT * aim.span * Math.exp((cooling * step) / steps);
    const now = packing.worth - strain * packing.cost;
    if (now < before + heat * Math.log((draw(2 ** 30) + 1) / 2 ** 30)) {
      packing.undo();
      continue;
    }
    if (!packing.beats(bestScore)) continue;
    bestScore = packing.score();
    best = packing.choice.slice();
  }
  return best;
}

/** Each pupil's options that are tried, best first. */
interface Order {
  readonly start: Int32Array;
  readonly options: Int32Array;
}

/** Prices of wide rows, such as funds. Turning people out for money at random places fewer than asking each what it costs. */
function leewayOf(part: Part, { prices, span }: Aim): Leeway {
  const rows = part.capacity.length;
  const units = new Float64Array(rows);
  const uses = new Float64Array(rows);
  part.useRow.forEach((row, k) => {
    units[row] = (units[row] as number) + (part.useUnits[k] as number);
    uses[row] = (uses[row] as number) + 1;
  });
  const usual = units.map((sum, row) => sum / Math.max(1, uses[row] as number));
  const price = Float64Array.from(prices);
  return {
    rows: Uint8Array.from(usual, (use, row) => ((part.capacity[row] as number) > MANY * use ? 1 : 0)),
    price,
    weight: price.map((each, row) => Math.max(each, (LEAST_WEIGHT * span) / (usual[row] as number))),
  };
}

function ordersOf(part: Part, { worth, prices, among }: Aim, leeway: Leeway, doubt: number): Order {
  const start = new Int32Array(part.pupils.length + 1);
  const options: number[] = [];
  const net = Float64Array.from(worth, (own, o) => {
    let sum = own;
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      const row = part.useRow[k] as number;
      sum -= (leeway.rows[row] ? 1 : doubt) * (prices[row] as number) * (part.useUnits[k] as number);
    }
    return sum;
  });
  for (let p = 0; p < part.pupils.length; p += 1) {
    const own: number[] = [];
    for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
      if (!among || among(o)) own.push(o);
    }
    own.sort((a, b) => (net[b] as number) - (net[a] as number) || a - b);
    options.push(...own);
    start[p + 1] = options.length;
  }
  return { start, options: Int32Array.from(options) };
}

/** Takes out a pupil, whoever stands in the way of one of its options, and a few more who use the same. */
function ruin(packing: Packing, part: Part, { rows: wide }: Leeway, { start, options }: Order, draw: Draw): void {
  const without = packing.without;
  const p =
    without.length > 0 && draw(100) < BEGIN_WITHOUT
      ? (without[draw(without.length)] as number)
      : draw(part.pupils.length);
  packing.takeOut(p);
  const from = start[p] as number;
  const count = (start[p + 1] as number) - from;
  if (count === 0) return;
  const wish = options[from + draw(count)] as number;
  const uses = part.useStart[wish] as number;
  const rows = (part.useStart[wish + 1] as number) - uses;
  for (let k = uses; k < uses + rows; k += 1) {
    const row = part.useRow[k] as number;
    if (wide[row]) continue;
    while ((packing.left[row] as number) < (part.useUnits[k] as number)) {
      if (!packing.takeOneOut(row, draw)) return;
    }
  }
  const most = 1 + draw(MOST_OUT);
  for (let tries = 0; rows > 0 && packing.out.length < most && tries < 2 * most; tries += 1) {
    packing.takeOneOut(part.useRow[uses + draw(rows)] as number, draw);
  }
  if (draw(100) < AS_DRAWN) packing.put(p, wish);
}

/** Puts back who was taken out, and a few who were without, each at the best of its options that is free and worth its price. */
function recreate(packing: Packing, { start, options }: Order, strain: number, draw: Draw): void {
  for (let tries = 0; tries < OTHERS_ASKED && packing.without.length > 0; tries += 1) {
    packing.touch(packing.without[draw(packing.without.length)] as number);
  }
  const waiting = packing.out;
  for (let i = waiting.length - 1; i > 0; i -= 1) {
    const j = draw(i + 1);
    const other = waiting[i] as number;
    waiting[i] = waiting[j] as number;
    waiting[j] = other;
  }
  if (draw(2) === 0) packing.byBand(waiting);
  for (const p of waiting) {
    if ((packing.choice[p] as number) >= 0) continue;
    for (let at = start[p] as number; at < (start[p + 1] as number); at += 1) {
      const o = options[at] as number;
      if (!packing.fits(o) || draw(100) < PASSED_OVER || packing.gain(o, strain) <= 0) continue;
      packing.put(p, o);
      break;
    }
  }
}
