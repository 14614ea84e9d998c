import { leftByPins, type Model } from './model.js';
import type { Part } from './part.js';
import { dropDominatedOptions } from './reduce-options.js';
import { reducePlain } from './reduce-plain.js';
import { reduceRows, type Row, type UsedRow } from './reduce-rows.js';

/** What is scarce, once a problem is made smaller. */
export interface Scarce {
  readonly resources: readonly string[];
  readonly rows: readonly Row[];
  /** Capacity of each resource after the pins. */
  readonly left: Float64Array;
  /** Where each option uses one unit of one resource at most: how many pupils could use each, in each round of the reduction. */
  readonly demands?: readonly Int32Array[];
}

/** The problem made smaller without losing any solution that the objective or its tie-break could choose. */
export interface Reduced extends Scarce {
  readonly part: Part;
  /** Resources of which more would change the reduction itself: they ruled an option out, or a row speaks for them with others. */
  readonly blocking: Uint8Array;
}

/** Fewer options can free a row, and fewer rows make more options alike; two rounds find nearly everything. */
export const ROUNDS = 2;

export interface ReduceOptions {
  /** Stable mode compares ranks, not fit, so an option with a better fit dominates nothing there. */
  readonly dominance: 'by-objective' | 'none';
  /** Capacities to use in place of the model's, for prices. */
  readonly capacity?: Float64Array;
  /** `keep` leaves rows without a unit in, with the options on them: a price asks what the first unit would add. */
  readonly emptyRows?: 'keep' | 'drop';
}

/** Options that are neither barred, nor of a pinned pupil, nor larger than what is left of a resource. */
function possibleOptions(
  model: Model,
  left: Float64Array,
  blocking: Uint8Array,
  emptyRows: 'keep' | 'drop',
): Uint8Array {
  const { pinned, barred, optionStart, useStart, useResource, useUnits } = model;
  const keep = new Uint8Array(model.options.length);
  for (let p = 0; p < pinned.length; p += 1) {
    if ((pinned[p] as number) >= 0) continue;
    for (let o = optionStart[p] as number, to = optionStart[p + 1] as number; o < to; o += 1) {
      if (barred[o]) continue;
      let fits = 1;
      for (let k = useStart[o] as number, end = useStart[o + 1] as number; k < end; k += 1) {
        const resource = useResource[k] as number;
        const units = useUnits[k] as number;
        if (units <= (left[resource] as number) || (emptyRows === 'keep' && units === 1)) continue;
        blocking[resource] = 1;
        fits = 0;
      }
      keep[o] = fits;
    }
  }
  return keep;
}

function partOf(model: Model, keep: Uint8Array, rows: readonly UsedRow[]): Part {
  let count = 0;
  for (const kept of keep) count += kept;
  const options = new Int32Array(count);
  const optionPupil = new Int32Array(count);
  const localOption = new Int32Array(keep.length).fill(-1);
  const pupils: number[] = [];
  const optionStart = [0];
  let local = 0;
  for (let p = 0; p < model.pupils.length; p += 1) {
    const before = local;
    for (let o = model.optionStart[p] as number; o < (model.optionStart[p + 1] as number); o += 1) {
      if (!keep[o]) continue;
      options[local] = o;
      optionPupil[local] = pupils.length;
      localOption[o] = local;
      local += 1;
    }
    if (local === before) continue;
    pupils.push(p);
    optionStart.push(local);
  }
  return {
    model,
    pupils: Int32Array.from(pupils),
    optionStart: Int32Array.from(optionStart),
    options,
    optionPupil,
    ...usesByOption(count, localOption, rows),
    capacity: Float64Array.from(rows, (row) => row.capacity),
    rows: Int32Array.from({ length: rows.length }, (_, r) => r),
  };
}

/** Turns rows that know their options into options that know their rows. */
function usesByOption(
  count: number,
  localOption: Int32Array,
  rows: readonly UsedRow[],
): Pick<Part, 'useStart' | 'useRow' | 'useUnits'> {
  const useStart = new Int32Array(count + 1);
  for (const row of rows) {
    for (const option of row.options) {
      const local = localOption[option] as number;
      if (local >= 0) useStart[local + 1] = (useStart[local + 1] as number) + 1;
    }
  }
  for (let i = 0; i < count; i += 1) useStart[i + 1] = (useStart[i + 1] as number) + (useStart[i] as number);
  const next = useStart.slice();
  const useRow = new Int32Array(useStart[count] as number);
  const useUnits = new Float64Array(useRow.length);
  rows.forEach((row, r) => {
    for (let k = 0; k < row.options.length; k += 1) {
      const local = localOption[row.options[k] as number] as number;
      if (local < 0) continue;
      const at = next[local] as number;
      next[local] = at + 1;
      useRow[at] = r;
      useUnits[at] = row.units[k] as number;
    }
  });
  return { useStart, useRow, useUnits };
}

/** Rows that others imply are dropped, or kept to see which options use no more than others whatever the capacities. */
function smaller(
  model: Model,
  left: Float64Array,
  keep: Uint8Array,
  implied: 'drop' | 'keep',
): { part: Part; rows: readonly Row[]; apart?: boolean; demand?: Int32Array } {
  const plain = reducePlain(model, left, keep);
  if (plain) return plain;
  const rows = reduceRows(model, left, keep, implied);
  return { part: partOf(model, keep, rows), rows };
}

/** Pins are taken out first, with what they use; what is left is the problem to solve. */
export function reduce(model: Model, options: ReduceOptions): Reduced {
  const left = options.capacity ? leftByPins(model, options.capacity) : model.left;
  const blocking = new Uint8Array(model.resources.length);
  const emptyRows = options.emptyRows ?? 'drop';
  const keep = possibleOptions(model, left, blocking, emptyRows);
  // Prices raise capacities: an option may then not be dropped for the sake of a row that is implied only as things are.
  const implied = emptyRows;
  let { part, rows, apart, demand } = smaller(model, left, keep, implied);
  const demands = [demand];
  const note = (): void => rows.forEach(({ spoken }) => spoken.forEach((resource) => (blocking[resource] = 1)));
  for (let round = 0; round < ROUNDS && options.dominance === 'by-objective'; round += 1) {
    if (apart || !dropDominatedOptions(part, keep)) break;
    // Options were dropped for the sake of these rows too, which may not come out again without them.
    note();
    ({ part, rows, apart, demand } = smaller(model, left, keep, implied));
    demands.push(demand);
  }
  if (implied === 'keep') ({ part, rows } = smaller(model, left, keep, 'drop'));
  note();
  const plain = demands.flatMap((each) => each ?? []);
  const { resources } = model;
  return { part, resources, rows, left, blocking, ...(plain.length === demands.length ? { demands: plain } : {}) };
}
