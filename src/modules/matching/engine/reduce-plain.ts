import type { Model } from './model.js';
import { positions, type Part } from './part.js';
import type { Row } from './reduce-rows.js';

/** What options ask for, all in all. */
interface Demands {
  /** How many options are kept, and of these, how many use something. */
  readonly count: number;
  readonly using: number;
  /** How many pupils could use each resource. */
  readonly demand: Int32Array;
  /** Does no pupil have two options that use the same? */
  readonly apart: boolean;
}

/**
 * Undefined if some option uses more than one unit of one resource. Plain loops here and below: over so many options, the library's
 * iterators cost more than the work itself.
 */
function demands(model: Model, keep: Uint8Array): Demands | undefined {
  const { useStart, useUnits, useResource, optionPupil } = model;
  const demand = new Int32Array(model.resources.length);
  const last = new Int32Array(demand.length).fill(-1);
  let count = 0;
  let using = 0;
  let asked = 0;
  for (let o = 0; o < keep.length; o += 1) {
    if (!keep[o]) continue;
    count += 1;
    const at = useStart[o] as number;
    const uses = (useStart[o + 1] as number) - at;
    if (uses === 0) continue;
    if (uses > 1 || useUnits[at] !== 1) return undefined;
    using += 1;
    const resource = useResource[at] as number;
    const pupil = optionPupil[o] as number;
    if (last[resource] === pupil) continue;
    last[resource] = pupil;
    demand[resource] = (demand[resource] as number) + 1;
    asked += 1;
  }
  return { count, using, demand, apart: asked === count };
}

/** A reduction where every option uses one unit of one resource at most. */
export interface Plain {
  readonly part: Part;
  readonly rows: readonly Row[];
  /** Does every option use a row of its own among those of its pupil? Then none can lose against another. */
  readonly apart: boolean;
  /** How many pupils could use each resource. */
  readonly demand: Int32Array;
}

/**
 * The same as `reduceRows` and the part made from it, in a few passes, where every option uses one unit of one resource at most: then
 * no two rows are alike, none implies another, and a row binds if more pupils could use it than it has units.
 */
export function reducePlain(model: Model, left: Float64Array, keep: Uint8Array): Plain | undefined {
  const asked = demands(model, keep);
  if (!asked) return undefined;
  const { count, using, demand } = asked;
  const rows: Row[] = [];
  const rowOf = new Int32Array(demand.length).fill(-1);
  for (let resource = 0; resource < demand.length; resource += 1) {
    const capacity = left[resource] as number;
    if ((demand[resource] as number) <= capacity) continue;
    rowOf[resource] = rows.length;
    rows.push({ capacity, members: [{ resource, divisor: 1 }], guards: [], spoken: [] });
  }
  const whole = rows.length === demand.length && using === model.options.length && everybody(model);
  const part: Part = {
    model,
    ...(whole ? everything(model) : kept(model, keep, count, rowOf)),
    capacity: Float64Array.from(rows, (row) => row.capacity),
    rows: positions(rows.length),
  };
  return { part, rows, apart: asked.apart && part.useRow.length === count, demand };
}

/** Does every pupil have an option? */
function everybody({ pupils, optionStart }: Model): boolean {
  for (let p = 0; p < pupils.length; p += 1) if (optionStart[p] === optionStart[p + 1]) return false;
  return true;
}

type Kept = Omit<Part, 'model' | 'capacity' | 'rows'>;

/** Nothing goes, and the arrays of the model say it all. */
function everything({ pupils, options, optionStart, optionPupil, useStart, useResource, useUnits }: Model): Kept {
  return {
    pupils: positions(pupils.length),
    options: positions(options.length),
    optionStart,
    optionPupil,
    useStart,
    useRow: useResource,
    useUnits,
  };
}

/** So many units of one each; what is there does, where it says the same. */
function ones(units: Float64Array, count: number): Float64Array {
  for (let k = 0; k < count; k += 1) if (units[k] !== 1) return new Float64Array(count).fill(1);
  return units.subarray(0, count);
}

function kept(model: Model, keep: Uint8Array, count: number, rowOf: Int32Array): Kept {
  const options = new Int32Array(count);
  const optionPupil = new Int32Array(count);
  const useStart = new Int32Array(count + 1);
  const useRow = new Int32Array(count);
  const pupils = new Int32Array(model.pupils.length);
  const optionStart = new Int32Array(model.pupils.length + 1);
  let taken = 0;
  let local = 0;
  let uses = 0;
  for (let p = 0; p < model.pupils.length; p += 1) {
    const before = local;
    for (let o = model.optionStart[p] as number; o < (model.optionStart[p + 1] as number); o += 1) {
      if (!keep[o]) continue;
      options[local] = o;
      optionPupil[local] = taken;
      const at = model.useStart[o] as number;
      const row = at < (model.useStart[o + 1] as number) ? (rowOf[model.useResource[at] as number] as number) : -1;
      if (row >= 0) useRow[uses++] = row;
      local += 1;
      useStart[local] = uses;
    }
    if (local === before) continue;
    pupils[taken] = p;
    taken += 1;
    optionStart[taken] = local;
  }
  return {
    pupils: pupils.slice(0, taken),
    optionStart: optionStart.slice(0, taken + 1),
    options,
    optionPupil,
    useStart,
    useRow: useRow.subarray(0, uses),
    useUnits: ones(model.useUnits, uses),
  };
}
