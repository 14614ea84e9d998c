import type { Model } from './model.js';
import type { Part } from './part.js';
import type { Row } from './reduce-rows.js';

/** How many pupils could use each resource; undefined if some option uses more than one unit of one resource. */
function demands(model: Model, keep: Uint8Array): Int32Array | undefined {
  const demand = new Int32Array(model.resources.length);
  const last = new Int32Array(demand.length).fill(-1);
  for (let o = 0; o < keep.length; o += 1) {
    if (!keep[o]) continue;
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
  return demand;
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
  const demand = demands(model, keep);
  if (!demand) return undefined;
  const rows: Row[] = [];
  const rowOf = demand.map((pupils, resource) => {
    const capacity = left[resource] as number;
    if (pupils <= capacity) return -1;
    return rows.push({ capacity, members: [{ resource, divisor: 1 }], guards: [], spoken: [] }) - 1;
  });
  let count = 0;
  for (const kept of keep) count += kept;
  const options = new Int32Array(count);
  const optionPupil = new Int32Array(count);
  const useStart = new Int32Array(count + 1);
  const useRow = new Int32Array(count);
  const pupils: number[] = [];
  const optionStart = [0];
  let local = 0;
  let uses = 0;
  for (let p = 0; p < model.pupils.length; p += 1) {
    const before = local;
    for (let o = model.optionStart[p] as number; o < (model.optionStart[p + 1] as number); o += 1) {
      if (!keep[o]) continue;
      options[local] = o;
      optionPupil[local] = pupils.length;
      const at = model.useStart[o] as number;
      const row = at < (model.useStart[o + 1] as number) ? (rowOf[model.useResource[at] as number] as number) : -1;
      if (row >= 0) useRow[uses++] = row;
      local += 1;
      useStart[local] = uses;
    }
    if (local === before) continue;
    pupils.push(p);
    optionStart.push(local);
  }
  const part: Part = {
    model,
    pupils: Int32Array.from(pupils),
    optionStart: Int32Array.from(optionStart),
    options,
    optionPupil,
    useStart,
    useRow: useRow.slice(0, uses),
    useUnits: new Float64Array(uses).fill(1),
    capacity: Float64Array.from(rows, (row) => row.capacity),
    rows: Int32Array.from(rows.keys()),
  };
  return { part, rows };
}
