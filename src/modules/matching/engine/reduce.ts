import type { Model } from './model.js';
import type { Part } from './part.js';
import { dropDominatedOptions } from './reduce-options.js';
import { reduceRows, type Row } from './reduce-rows.js';

/** The problem made smaller without losing any solution that the objective or its tie-break could choose. */
export interface Reduced {
  readonly part: Part;
  readonly rows: readonly Row[];
  /** Capacity of each resource after the pins. */
  readonly left: Float64Array;
  /** Resources that ruled an option out by themselves: more of them could bring it back. */
  readonly blocking: Uint8Array;
}

export interface ReduceOptions {
  /** Stable mode compares ranks, not fit, so an option with a better fit dominates nothing there. */
  readonly dominance: 'by-objective' | 'none';
  /** Capacities to use in place of the model's, for prices. */
  readonly capacity?: Float64Array;
  /** `keep` leaves rows without a unit in, with the options on them: a price asks what the first unit would add. */
  readonly emptyRows?: 'keep' | 'drop';
}

function capacityAfterPins(model: Model, capacity: Float64Array): Float64Array {
  const left = Float64Array.from(capacity);
  for (const option of model.pinned) {
    if (option < 0) continue;
    for (let k = model.useStart[option] as number; k < (model.useStart[option + 1] as number); k += 1) {
      const resource = model.useResource[k] as number;
      left[resource] = (left[resource] as number) - (model.useUnits[k] as number);
    }
  }
  return left;
}

/** Options that are neither barred, nor of a pinned pupil, nor larger than what is left of a resource. */
function possibleOptions(
  model: Model,
  left: Float64Array,
  blocking: Uint8Array,
  emptyRows: 'keep' | 'drop',
): Uint8Array {
  const keep = new Uint8Array(model.options.length);
  for (let o = 0; o < keep.length; o += 1) {
    if (model.barred[o] || (model.pinned[model.optionPupil[o] as number] as number) >= 0) continue;
    let fits = 1;
    for (let k = model.useStart[o] as number; k < (model.useStart[o + 1] as number); k += 1) {
      const resource = model.useResource[k] as number;
      const units = model.useUnits[k] as number;
      if (units > (left[resource] as number) && !(emptyRows === 'keep' && units === 1)) {
        blocking[resource] = 1;
        fits = 0;
      }
    }
    keep[o] = fits;
  }
  return keep;
}

function partOf(model: Model, keep: Uint8Array, rows: readonly Row[]): Part {
  const pupils: number[] = [];
  const optionStart = [0];
  const options: number[] = [];
  const optionPupil: number[] = [];
  for (let p = 0; p < model.pupils.length; p += 1) {
    const before = options.length;
    for (let o = model.optionStart[p] as number; o < (model.optionStart[p + 1] as number); o += 1) {
      if (!keep[o]) continue;
      options.push(o);
      optionPupil.push(pupils.length);
    }
    if (options.length === before) continue;
    pupils.push(p);
    optionStart.push(options.length);
  }
  const useStart = new Int32Array(options.length + 1);
  const localOption = new Int32Array(model.options.length).fill(-1);
  options.forEach((option, i) => (localOption[option] = i));
  for (const row of rows) {
    for (const option of row.options) {
      const local = localOption[option] as number;
      if (local >= 0) useStart[local + 1] = (useStart[local + 1] as number) + 1;
    }
  }
  for (let i = 0; i < options.length; i += 1) useStart[i + 1] = (useStart[i + 1] as number) + (useStart[i] as number);
  const next = useStart.slice();
  const useRow = new Int32Array(useStart[options.length] as number);
  const useUnits = new Float64Array(useRow.length);
  rows.forEach((row, r) => {
    row.options.forEach((option, k) => {
      const local = localOption[option] as number;
      if (local < 0) return;
      const at = next[local] as number;
      next[local] = at + 1;
      useRow[at] = r;
      useUnits[at] = row.units[k] as number;
    });
  });
  return {
    model,
    pupils: Int32Array.from(pupils),
    optionStart: Int32Array.from(optionStart),
    options: Int32Array.from(options),
    optionPupil: Int32Array.from(optionPupil),
    useStart,
    useRow,
    useUnits,
    capacity: Float64Array.from(rows, (row) => row.capacity),
    rows: Int32Array.from({ length: rows.length }, (_, r) => r),
  };
}

/** Pins are taken out first, with what they use; what is left is the problem to solve. */
export function reduce(model: Model, options: ReduceOptions): Reduced {
  const left = capacityAfterPins(model, options.capacity ?? model.capacity);
  const blocking = new Uint8Array(model.resources.length);
  const keep = possibleOptions(model, left, blocking, options.emptyRows ?? 'drop');
  let rows = reduceRows(model, left, keep);
  // Fewer options can free a row, and fewer rows make more options alike; two rounds find nearly everything.
  for (let round = 0; round < 2 && options.dominance === 'by-objective'; round += 1) {
    if (!dropDominatedOptions(partOf(model, keep, rows), keep)) break;
    rows = reduceRows(model, left, keep);
  }
  return { part: partOf(model, keep, rows), rows, left, blocking };
}
