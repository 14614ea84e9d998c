import type { Model } from './model.js';
import type { Touched } from './model-change.js';
import { dropDominatedOptions } from './reduce-options.js';
import { ROUNDS, type Scarce } from './reduce.js';

/** What a reduction comes to after a change, and the options that the pupil it touched is left with. */
export interface ScarceAfter extends Scarce {
  readonly kept: Int32Array;
}

/**
 * The reduction after a change that touched one pupil, or the units of resources, where each option uses one unit of one resource at most:
 * worked out for that pupil alone. Undefined where it would come out differently for others as well, because a resource becomes scarce,
 * or no longer is, or has its first unit, or none any more.
 */
export function scarceAfter(before: Scarce, was: Model, model: Model, touched: Touched): ScarceAfter | undefined {
  const { demands } = before;
  if (!demands) return undefined;
  const { left } = model;
  for (let r = 0; r < left.length; r += 1) {
    if ((left[r] as number) > 0 !== (before.left[r] as number) > 0) return undefined;
  }
  const old = roundsOf(was, touched.before, before.left, demands);
  const now = roundsOf(model, touched.after, before.left, demands);
  if (!old || !now) return undefined;
  const moved: Int32Array[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const demand = demandIn(demands, round).slice();
    addDemand(demand, was, old[round] as Int32Array, -1);
    addDemand(demand, model, now[round] as Int32Array, 1);
    for (let r = 0; r < left.length; r += 1) {
      if (isScarce(demand, left, r) !== isScarce(demandIn(demands, round), before.left, r)) return undefined;
    }
    moved.push(demand);
  }
  const rows = before.rows.map((row) => {
    const capacity = left[row.members[0]?.resource as number] as number;
    return capacity === row.capacity ? row : { ...row, capacity };
  });
  return { resources: model.resources, rows, left, demands: moved, kept: now[ROUNDS] as Int32Array };
}

/** A reduction that ended early would have come to the same in the rounds it left out. */
const demandIn = (demands: readonly Int32Array[], round: number): Int32Array =>
  demands[Math.min(round, demands.length - 1)] as Int32Array;

const isScarce = (demand: Int32Array, left: Float64Array, r: number): boolean =>
  (demand[r] as number) > (left[r] as number);

function addDemand(demand: Int32Array, model: Model, options: Int32Array, by: 1 | -1): void {
  const seen = new Set<number>();
  for (const o of options) {
    const at = model.useStart[o] as number;
    if (at === model.useStart[o + 1]) continue;
    const r = model.useResource[at] as number;
    if (seen.has(r)) continue;
    seen.add(r);
    demand[r] = (demand[r] as number) + by;
  }
}

/** The options that one pupil is left with after each round, given what is scarce in it. Undefined if one uses more than one unit. */
function roundsOf(
  model: Model,
  p: number,
  left: Float64Array,
  demands: readonly Int32Array[],
): readonly Int32Array[] | undefined {
  const { useStart, useResource, useUnits } = model;
  let options = possibleOf(model, p, left);
  for (const o of options) {
    const at = useStart[o] as number;
    const uses = (useStart[o + 1] as number) - at;
    if (uses > 1 || (uses === 1 && useUnits[at] !== 1)) return undefined;
  }
  const rounds = [options];
  const keep = new Uint8Array(model.options.length);
  for (const o of options) keep[o] = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    const useRow: number[] = [];
    const starts = [0];
    for (const o of options) {
      const at = useStart[o] as number;
      const r = useResource[at] as number;
      if (at < (useStart[o + 1] as number) && isScarce(demandIn(demands, round), left, r)) useRow.push(r);
      starts.push(useRow.length);
    }
    const alone = {
      model,
      pupils: Int32Array.of(p),
      optionStart: Int32Array.of(0, options.length),
      options,
      optionPupil: new Int32Array(options.length),
      useStart: Int32Array.from(starts),
      useRow: Int32Array.from(useRow),
      useUnits: new Float64Array(useRow.length).fill(1),
      capacity: left,
      rows: new Int32Array(0),
    };
    if (dropDominatedOptions(alone, keep)) options = options.filter((o) => keep[o]);
    rounds.push(options);
  }
  return rounds;
}

/** The options of one pupil that are neither barred, nor pinned away, nor of a resource without a unit. */
function possibleOf(
  { pinned, barred, optionStart, useStart, useResource }: Model,
  p: number,
  left: Float64Array,
): Int32Array {
  const options: number[] = [];
  if (p < 0 || (pinned[p] as number) >= 0) return Int32Array.from(options);
  for (let o = optionStart[p] as number; o < (optionStart[p + 1] as number); o += 1) {
    const at = useStart[o] as number;
    const isOut = at < (useStart[o + 1] as number) && left[useResource[at] as number] === 0;
    if (!barred[o] && !isOut) options.push(o);
  }
  return Int32Array.from(options);
}
