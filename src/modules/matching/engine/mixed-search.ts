import type { HighsClient } from './highs-client.js';
import {
  boundOf,
  findMultipliers,
  multipliersOf,
  type Bound,
  type LevelProblem,
  type Multipliers,
} from './lagrange.js';
import { choiceOf, holds, mipOf, worthOf } from './mip-model.js';
import { withOptions, type Choice, type Part } from './part.js';

/** How hard a search tries: branch-and-bound nodes, and how far from its bound it may stop. */
export interface Effort {
  readonly nodeLimit?: number;
  readonly gap?: number;
}

/** HiGHS works in floating point: a bound is widened by its relative error before the fraction is cut. */
const cut = (bound: number): number => Math.floor(bound + Math.max(1e-6, Math.abs(bound) * 1e-9));

/** What the relaxation says: its bound, and the options that a fractional solution of it takes. */
export interface Relaxed {
  readonly bound: Bound;
  readonly taken: readonly number[];
}

/** Options beside those the relaxation takes that a short search looks at, for each pupil on average, and at least. */
const BESIDE = 0.5;
const LEAST_BESIDE = 60;

/** The options that the relaxation takes, and the few others that cost the bound least. */
export function promising(part: Part, { bound, taken }: Relaxed): (option: number) => boolean {
  const keep = new Uint8Array(part.options.length);
  const cost = Float64Array.from(part.options, (_, o) => bound.value - bound.with(o));
  const order = Array.from(part.options, (_, o) => o).sort(
    (a, b) => (cost[a] as number) - (cost[b] as number) || a - b,
  );
  const beside = Math.max(LEAST_BESIDE, Math.ceil(BESIDE * part.pupils.length)) + part.pupils.length;
  for (const o of order.slice(0, beside)) keep[o] = 1;
  for (const o of taken) keep[o] = 1;
  return (o) => keep[o] === 1;
}

/**
 * Runs HiGHS over some of the options, from a known choice, whose options are always among them. Returns a choice at least as good,
 * checked in whole numbers, and what HiGHS proved over those options.
 */
export async function search(
  part: Part,
  level: LevelProblem,
  known: Choice,
  keep: (option: number) => boolean,
  client: HighsClient,
  deadline: number,
  effort: Effort = {},
): Promise<{ choice: Choice; bound: number }> {
  const own = new Set(known);
  const { part: few, back } = withOptions(part, (o) => keep(o) || own.has(o));
  const fewLevel: LevelProblem = {
    worth: Float64Array.from(back, (o) => level.worth[o] as number),
    floors: level.floors.map(({ counts, least }) => ({ counts: (o: number) => counts(back[o] as number), least })),
  };
  const at = new Map(Array.from(back, (o, local) => [o, local]));
  const start = Int32Array.from(
    known.filter((o) => o >= 0),
    (o) => at.get(o) ?? -1,
  );
  const outcome = await client.run({ ...mipOf(few, fewLevel, 'mip'), start, ...effort }, deadline);
  const bound = Number.isFinite(outcome.bound) ? cut(outcome.bound) : Infinity;
  if (!outcome.ones) return { choice: known, bound };
  const found = choiceOf(
    part,
    outcome.ones.map((o) => back[o] as number),
  );
  const better = holds(part, level, found) && worthOf(level, found) >= worthOf(level, known);
  return { choice: better ? found : known, bound };
}

/**
 * The bound of the relaxation: HiGHS solves it and our own sum proves it. Where time runs out before that, the subgradient method
 * goes on from the multipliers at hand.
 */
export async function relaxed(
  part: Part,
  level: LevelProblem,
  known: number,
  client: HighsClient,
  deadline: number,
  at?: Multipliers,
): Promise<Relaxed> {
  const lp = await client.run(mipOf(part, level, 'lp'), deadline);
  if (lp.rowWorth) {
    const floors = lp.rowWorth.subarray(lp.rowWorth.length - level.floors.length).map((worth) => -worth);
    const bound = boundOf(part, level, multipliersOf(lp.rowWorth.subarray(0, part.capacity.length), floors));
    const taken = [...(lp.columnValue ?? [])].flatMap((value, o) => (value > 1e-6 ? [o] : []));
    return { bound, taken };
  }
  const own = boundOf(part, level, findMultipliers(part, level, known, at ? { from: at } : {}));
  const before = at && boundOf(part, level, at);
  return { bound: before && before.value < own.value ? before : own, taken: [] };
}
