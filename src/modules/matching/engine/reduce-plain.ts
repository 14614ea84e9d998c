import type { Model } from './model.js';
import type { Part } from './part.js';
import type { Row } from './reduce-rows.js';

/**
 * How many options are kept, and how many pupils could use each resource; undefined if some option uses more than one unit of one
 * resource. Plain loops here and below: over so many options, the library's iterators cost more than the work itself.
 */
function demands(model: Model, keep: Uint8Array): { readonly count: number; readonly demand: Int32Array } | undefined {
  const demand = new Int32Array(model.resources.length);
  const last = new Int32Array(demand.length).fill(-1);
  let count = 0;
  for (let o = 0; o < keep.length; o += 1) {
    if (!keep[o]) continue;
    count += 1;
    const at = model.useStart[o] as number;
    const uses = (model.useStart[o + 1] as number) - at;
    if (uses === 0) continue;
    if (uses > 1 || model.useUnits[at] !== 1) return undefined;
    const resource = model.useResource[at] as number;
    const pupil = model.optionPupil[o] as number;
    if (last[resource] === pupil) continue;
    last[resource] = pupil;
    demand[resource] = (demand[resource] as number) + 1;
  }
  return { count, demand };
}

/**
 * The same as `reduceRows` and the part made from it, in a few passes, where every option uses one unit of one resource at most: then
 * no two rows are alike, none implies another, and a row binds if more pupils could use it than it has units.
 */
export function reducePlain(
  model: Model,
  left: Float64Array,
  keep: Uint8Array,
): { readonly part: Part; readonly rows: readonly Row[] } | undefined {
  const asked = demands(model, keep);
  if (!asked) return undefined;
  const { count, demand } = asked;
  const rows: Row[] = [];
  const rowOf = new Int32Array(demand.length).fill(-1);
  for (let resource = 0; resource < demand.length; resource += 1) {
    const capacity = left[resource] as number;
    if ((demand[resource] as number) <= capacity) continue;
    rowOf[resource] = rows.length;
    rows.push({ capacity, members: [{ resource, divisor: 1 }], guards: [], spoken: [] });
  }
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
  const part: Part = {
    model,
    pupils: pupils.slice(0, taken),
    optionStart: optionStart.slice(0, taken + 1),
    options,
    optionPupil,
    useStart,
    useRow: useRow.subarray(0, uses),
    useUnits: new Float64Array(uses).fill(1),
    capacity: Float64Array.from(rows, (row) => row.capacity),
    rows: Int32Array.from(rows.keys()),
  };
  return { part, rows };
}
