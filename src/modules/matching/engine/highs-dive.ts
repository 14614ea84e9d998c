import type { Model } from 'highs';
import { Columns } from './highs-columns.js';
import type { MipJob } from './highs-protocol.js';

/** What a dive needs of the solver: the relaxation, solved again from where it stood after columns were fixed or ruled out. */
export interface Relaxation {
  /** Solves; false if it did not come to an optimum. */
  readonly run: () => boolean;
  readonly value: () => number;
  readonly columns: () => Float64Array;
  readonly iterations: () => number;
  readonly bounds: (columns: Int32Array, lower: Float64Array, upper: Float64Array) => void;
}

export function relaxationOf(model: Model, optimal: number): Relaxation {
  return {
    run: () => {
      model.run();
      return model.getModelStatus() === optimal;
    },
    value: () => model.getObjectiveValue(),
    columns: () => model.getSolution().colValue,
    iterations: () => Number(model.info.get('simplex_iteration_count')),
    bounds: (indices, lower, upper) => void model.changeColsBounds({ kind: 'set', indices }, lower, upper),
  };
}

/** Columns that a relaxation takes this far are fixed together. */
const NEARLY = 0.8;
const TINY = 1e-6;
/** What a solve counts for beside its iterations. */
const EACH_SOLVE = 20;

export interface Dived {
  readonly columns: Columns;
  /** Simplex iterations, and what each solve counts for beside them. */
  readonly spent: number;
}

/**
 * Looks for a good choice by way of the relaxation, which has been solved once: what it takes wholly or nearly is fixed, it is solved
 * again, and so on until nothing is left to take, or too little to be worth more than `least`. A fixed course; proves nothing.
 */
export function dive(job: MipJob, relaxation: Relaxation, least: number): Dived {
  const columns = new Columns(job);
  const out = new Uint8Array(job.columns);
  let spent = 0;
  for (;;) {
    const x = relaxation.columns();
    const { taken, broken } = surest(columns, x);
    const fixed = taken.filter((c) => {
      const fits = columns.fits(c);
      if (fits) columns.put(c);
      return fits;
    });
    if (broken === 0) break;
    const { gone, some } = ruledOut(columns, out);
    if (!some) break;
    const changed = Int32Array.from([...fixed, ...gone]).sort();
    const at = Float64Array.from(changed, (c) => columns.on[c] as number);
    relaxation.bounds(changed, at, at);
    const solved = relaxation.run();
    spent += EACH_SOLVE + relaxation.iterations();
    if (!solved || relaxation.value() <= least + 0.5) break;
  }
  return { columns, spent };
}

/** What the relaxation takes nearly wholly, or else its surest; and how many columns it breaks. */
function surest({ on }: Columns, x: Float64Array): { taken: number[]; broken: number } {
  const taken: number[] = [];
  let first = -1;
  let broken = 0;
  for (let c = 0; c < x.length; c += 1) {
    const share = x[c] as number;
    if (share < TINY || on[c]) continue;
    if (share < 1 - TINY) broken += 1;
    if (share >= NEARLY) taken.push(c);
    else if (first < 0 || share > (x[first] as number)) first = c;
  }
  if (!taken.some((c) => (x[c] as number) < 1 - TINY) && first >= 0) taken.push(first);
  taken.sort((a, b) => (x[b] as number) - (x[a] as number) || a - b);
  return { taken, broken };
}

/** Rules out what no longer fits; `some` says whether anything is left that does. */
function ruledOut(columns: Columns, out: Uint8Array): { gone: number[]; some: boolean } {
  const gone: number[] = [];
  let some = false;
  for (let c = 0; c < out.length; c += 1) {
    if (columns.on[c] || out[c]) continue;
    if (columns.fits(c)) some = true;
    else {
      out[c] = 1;
      gone.push(c);
    }
  }
  return { gone, some };
}
