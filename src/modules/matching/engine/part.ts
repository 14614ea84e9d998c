import type { Model } from './model.js';

/**
 * A set of pupils with the options left to them and the rows (merged resources) those options use: the whole reduced problem,
 * or one independent component of it. Local positions; `pupils` and `options` lead back to the model.
 */
export interface Part {
  readonly model: Model;
  readonly pupils: Int32Array;
  /** Options of local pupil p stand at optionStart[p] up to optionStart[p + 1]. */
  readonly optionStart: Int32Array;
  readonly options: Int32Array;
  readonly optionPupil: Int32Array;
  readonly useStart: Int32Array;
  readonly useRow: Int32Array;
  readonly useUnits: Float64Array;
  readonly capacity: Float64Array;
  /** Row of the whole reduced problem that each local row is. */
  readonly rows: Int32Array;
}

/** 0, 1, 2 and so on. */
export function positions(count: number): Int32Array {
  const made = new Int32Array(count);
  for (let i = 0; i < count; i += 1) made[i] = i;
  return made;
}

/** The pupils of a part by name. */
export function namesOf({ model, pupils }: Part): string[] {
  const { pupils: all } = model;
  const names: string[] = [];
  for (let p = 0; p < pupils.length; p += 1) names.push(all[pupils[p] as number] as string);
  return names;
}

/** What a solved part chose: for each local pupil a local option, or -1. */
export type Choice = Int32Array;

/** Every option uses at most one unit of one row: a transportation problem. */
export function isTransportation(part: Part): boolean {
  for (let o = 0; o < part.options.length; o += 1) {
    const from = part.useStart[o] as number;
    const to = part.useStart[o + 1] as number;
    if (to - from > 1 || (to - from === 1 && part.useUnits[from] !== 1)) return false;
  }
  return true;
}

/** The row of an option of a transportation part; options that use nothing scarce share one more place, with room for all. */
export function placeOf(part: Part, option: number): number {
  const at = part.useStart[option] as number;
  return at === (part.useStart[option + 1] as number) ? part.capacity.length : (part.useRow[at] as number);
}

/** The bands of a part's pupils, first band first. */
export function bandsOf(part: Part): number[] {
  const present = new Uint8Array(part.model.bandCount);
  for (const p of part.pupils) present[part.model.band[p] as number] = 1;
  return [...present.keys()].filter((band) => present[band]);
}

/** Picks out some pupils of a part, with the rows for which `keepRow` is true and that they use. */
export function subPart(part: Part, pupils: readonly number[], keepRow: (row: number) => boolean): Part {
  const rowAt = new Map<number, number>();
  const optionStart = [0];
  const options: number[] = [];
  const optionPupil: number[] = [];
  const useStart = [0];
  const useRow: number[] = [];
  const useUnits: number[] = [];
  pupils.forEach((p, local) => {
    for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
      options.push(part.options[o] as number);
      optionPupil.push(local);
      for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
        const row = part.useRow[k] as number;
        if (!keepRow(row)) continue;
        const known = rowAt.get(row) ?? rowAt.size;
        rowAt.set(row, known);
        useRow.push(known);
        useUnits.push(part.useUnits[k] as number);
      }
      useStart.push(useRow.length);
    }
    optionStart.push(options.length);
  });
  const order = [...rowAt.keys()].sort((a, b) => a - b);
  order.forEach((row, i) => rowAt.set(row, i));
  const rename = Int32Array.from({ length: order.length });
  // useRow holds first-seen numbers; rows must stand in their own order, or the order of pupils would leak into the solver.
  let seen = 0;
  for (const place of rowAt.values()) rename[seen++] = place;
  return {
    model: part.model,
    pupils: Int32Array.from(pupils, (p) => part.pupils[p] as number),
    optionStart: Int32Array.from(optionStart),
    options: Int32Array.from(options),
    optionPupil: Int32Array.from(optionPupil),
    useStart: Int32Array.from(useStart),
    useRow: Int32Array.from(useRow, (row) => rename[row] as number),
    useUnits: Float64Array.from(useUnits),
    capacity: Float64Array.from(order, (row) => part.capacity[row] as number),
    rows: Int32Array.from(order, (row) => part.rows[row] as number),
  };
}

/** The same pupils and rows with fewer options; `back` leads from the new options to the old. */
export function withOptions(
  part: Part,
  keep: (option: number) => boolean,
): { readonly part: Part; readonly back: Int32Array } {
  const back: number[] = [];
  const optionStart = new Int32Array(part.pupils.length + 1);
  const useStart = [0];
  const useRow: number[] = [];
  const useUnits: number[] = [];
  for (let p = 0; p < part.pupils.length; p += 1) {
    for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
      if (!keep(o)) continue;
      back.push(o);
      for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
        useRow.push(part.useRow[k] as number);
        useUnits.push(part.useUnits[k] as number);
      }
      useStart.push(useRow.length);
    }
    optionStart[p + 1] = back.length;
  }
  const fewer: Part = {
    ...part,
    optionStart,
    options: Int32Array.from(back, (o) => part.options[o] as number),
    optionPupil: Int32Array.from(back, (o) => part.optionPupil[o] as number),
    useStart: Int32Array.from(useStart),
    useRow: Int32Array.from(useRow),
    useUnits: Float64Array.from(useUnits),
  };
  return { part: fewer, back: Int32Array.from(back) };
}

/** Splits a part into the components that share no row, leaving out rows for which `keepRow` is false. In order of pupils. */
export function split(part: Part, keepRow?: (row: number) => boolean): Part[] {
  const parent = positions(part.pupils.length);
  const find = (a: number): number => {
    let root = a;
    while (parent[root] !== root) root = parent[root] as number;
    for (let at = a; at !== root;) {
      const next = parent[at] as number;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const firstOfRow = new Int32Array(part.capacity.length).fill(-1);
  let pieces = part.pupils.length;
  const join = (pupil: number, row: number): void => {
    const first = firstOfRow[row] as number;
    if (first < 0) firstOfRow[row] = pupil;
    else if (parent[first] !== parent[pupil]) {
      const a = find(first);
      const b = find(pupil);
      if (a === b) return;
      // The smaller number becomes the root, so that components come out in the order of their first pupils.
      parent[Math.max(a, b)] = Math.min(a, b);
      pieces -= 1;
    }
  };
  // The first options of all pupils, then the second ones, and so on: mostly, everybody hangs together after a few.
  let most = 0;
  for (let p = 0; p < part.pupils.length; p += 1) {
    most = Math.max(most, (part.optionStart[p + 1] as number) - (part.optionStart[p] as number));
  }
  for (let nth = 0; nth < most && pieces > 1; nth += 1) {
    for (let p = 0; p < part.pupils.length; p += 1) {
      const o = (part.optionStart[p] as number) + nth;
      if (o >= (part.optionStart[p + 1] as number)) continue;
      for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
        const row = part.useRow[k] as number;
        if (!keepRow || keepRow(row)) join(p, row);
      }
    }
  }
  if (pieces === 1 && !keepRow) return [part];
  const groups = new Map<number, number[]>();
  for (let p = 0; p < part.pupils.length; p += 1) {
    const root = find(p);
    const group = groups.get(root);
    if (group) group.push(p);
    else groups.set(root, [p]);
  }
  return [...groups.values()].map((pupils) => subPart(part, pupils, keepRow ?? (() => true)));
}
