import type { Model } from './model.js';
import type { Touched } from './model-change.js';
import { positions, type Part } from './part.js';
import { placeAmong, spliced } from './splice.js';

/** Where options and pupils of a model stand after a change, by where they stood. */
export interface Moved {
  /** Those from here on have moved, by so many. */
  readonly pupil: number;
  readonly pupils: number;
  readonly option: number;
  readonly options: number;
}

export function movedBy(was: Model, model: Model, { before, after }: Touched): Moved {
  const pupil = before >= 0 ? before + 1 : Math.max(0, after);
  return {
    pupil,
    pupils: model.pupils.length - was.pupils.length,
    option: was.optionStart[pupil] as number,
    options: model.options.length - was.options.length,
  };
}

/** A component as it was, in the positions of the model after a change. */
export function movedPart(part: Part, model: Model, { pupil, pupils, option, options }: Moved): Part {
  const p = placeAmong(part.pupils, pupil);
  const o = placeAmong(part.options, option);
  return {
    ...part,
    model,
    pupils: spliced(part.pupils, p, p, [], pupils),
    options: spliced(part.options, o, o, [], options),
  };
}

/** Of a component's pupils, one or none from `at` on goes and one or none comes; of its options, so many come for those that go. */
export interface Swap {
  readonly at: number;
  readonly gone: 0 | 1;
  readonly come: 0 | 1;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * The component after a change that left its pupils as they were but for one, who comes, goes, or has other options. `rowOf` is the local
 * row of a model option of that pupil, or -1; each option uses one unit of one row at most.
 */
export function partWith(
  part: Part,
  model: Model,
  moved: Moved,
  { before, after }: Touched,
  kept: Int32Array,
  rowOf: (option: number) => number,
): { readonly part: Part; readonly swap: Swap } {
  const at = placeAmong(part.pupils, before < 0 ? after : before);
  const gone = before >= 0 && part.pupils[at] === before ? 1 : 0;
  const come = kept.length > 0 ? 1 : 0;
  const [from, to] = [part.optionStart[at] as number, part.optionStart[at + gone] as number];
  const [first, last] = [part.useStart[from] as number, part.useStart[to] as number];
  const starts: number[] = [];
  const rows: number[] = [];
  for (const option of kept) {
    starts.push(first + rows.length);
    const row = rowOf(option);
    if (row >= 0) rows.push(row);
  }
  const pupils = spliced(part.pupils, at + gone, at + gone, [], moved.pupils);
  const options = spliced(part.options, to, to, [], moved.options);
  const useRow = spliced(part.useRow, first, last, rows);
  const swapped: Part = {
    ...part,
    model,
    pupils: spliced(pupils, at, at + gone, come ? [after] : []),
    optionStart: spliced(part.optionStart, at, at + gone, come ? [from] : [], kept.length - (to - from)),
    options: spliced(options, from, to, kept),
    optionPupil: spliced(part.optionPupil, from, to, new Int32Array(kept.length).fill(at), come - gone),
    useStart: spliced(part.useStart, from, to, starts, rows.length - (last - first)),
    useRow,
    useUnits: ones(part.useUnits, useRow.length),
  };
  return { part: swapped, swap: { at, gone, come, from, to, count: kept.length } };
}

const ones = (known: Float64Array, count: number): Float64Array =>
  count <= known.length ? known.subarray(0, count) : new Float64Array(count).fill(1);

/** Pupils that are looked at between two looks at whether enough was seen. */
const LOOK_EVERY = 16;

/** Does everybody still hang together after a swap? Mostly a few pupils show it; false also means that only a full look could tell. */
export function hangsTogether(part: Part, { at, gone, come, from, to }: Swap, was: Part): boolean {
  const { useStart, useRow, optionStart } = part;
  const usesOf = (p: number, side: 0 | 1): number => useStart[optionStart[p + side] as number] as number;
  if (part.pupils.length === 0 || (come && usesOf(at, 0) === usesOf(at, 1))) return false;
  const lost = gone ? was.useRow.subarray(was.useStart[from], was.useStart[to]) : [];
  const parent = positions(part.capacity.length);
  const find = (row: number): number => {
    let root = row;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] as number] as number;
      root = parent[root] as number;
    }
    return root;
  };
  const meets = (): boolean => {
    for (const row of lost) if (find(row) !== find(lost[0] as number)) return false;
    return true;
  };
  const join = (p: number): void => {
    for (let k = usesOf(p, 0) + 1; k < usesOf(p, 1); k += 1) {
      parent[find(useRow[k] as number)] = find(useRow[k - 1] as number);
    }
  };
  if (come) join(at);
  for (let p = 0; p < part.pupils.length; p += 1) {
    if (p % LOOK_EVERY === 0 && meets()) return true;
    join(p);
  }
  return meets();
}
