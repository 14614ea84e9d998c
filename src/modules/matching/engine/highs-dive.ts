import type { Model } from 'highs';
import { drawFrom, type Draw } from './draw.js';
import type { MipJob } from './highs-protocol.js';

/** What a dive needs of the solver: the relaxation, solved again from where it stood after columns were fixed or freed. */
interface Relaxation {
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
/** Pupils whose columns are freed to be dived for again, and how many of those in the way of one are drawn. */
const LEAST_FREED = 40;
const MORE_FREED = 70;
const DRAWN = 6;
/** What a solve counts for beside its iterations. */
const EACH_SOLVE = 20;

/**
 * Looks for a good choice by diving: what the relaxation takes wholly or nearly is fixed, it is solved again, and so on to the end.
 * Then again and again for some neighbours, with everybody else as they are. Columns are 0 or 1, rows have upper limits alone. A fixed
 * course, ended by simplex iterations; proves nothing.
 */
export class Dive {
  private readonly left: Float64Array;
  private readonly on: Uint8Array;
  private readonly out: Uint8Array;
  private readonly changed = new Set<number>();
  /** Columns of each row, and of each group. */
  private readonly ofRow: Int32Array[];
  private readonly ofGroup: Int32Array[];
  private readonly draw: Draw;
  private x: Float64Array = new Float64Array();
  private spent = 0;
  private best: Uint8Array;
  private bestValue: number;

  constructor(
    private readonly job: MipJob,
    private readonly groups: Int32Array,
    private readonly relaxation: Relaxation,
    private readonly improved: (ones: Int32Array) => void,
  ) {
    this.left = Float64Array.from(job.rowUpper);
    this.on = new Uint8Array(job.columns);
    this.out = new Uint8Array(job.columns);
    this.best = new Uint8Array(job.columns);
    for (const column of job.start ?? []) this.best[column] = 1;
    this.bestValue = this.valueOf(this.best);
    this.draw = drawFrom(job.columns);
    const rows: number[][] = Array.from({ length: job.rows }, () => []);
    const groupsOf: number[][] = [];
    for (let c = 0; c < job.columns; c += 1) {
      for (let k = job.starts[c] as number; k < (job.starts[c + 1] as number); k += 1) {
        rows[job.indices[k] as number]?.push(c);
      }
      (groupsOf[groups[c] as number] ??= []).push(c);
    }
    // What half of all columns use makes no neighbours of them.
    this.ofRow = rows.map((own) => Int32Array.from(own.length > job.columns / 2 ? [] : own));
    this.ofGroup = Array.from(groupsOf, (own) => Int32Array.from(own ?? []));
  }

  /** The best columns, after as much work as `effort` allows. `relaxation` has been solved once. */
  run(effort: number, stop: () => boolean): Int32Array {
    this.x = this.relaxation.columns();
    this.down();
    this.keep();
    while (this.spent < effort && !stop()) {
      this.restore();
      for (const group of this.neighbours()) this.free(group);
      if (this.solve() && this.relaxation.value() > this.bestValue + 0.5) this.down();
      this.keep();
    }
    return onesOf(this.best);
  }

  private valueOf(on: Uint8Array): number {
    return on.reduce((sum, each, c) => (each ? sum + (this.job.cost[c] as number) : sum), 0);
  }

  private keep(): void {
    const value = this.valueOf(this.on);
    if (value <= this.bestValue) return;
    this.bestValue = value;
    this.best = this.on.slice();
    this.improved(onesOf(this.best));
  }

  /** Fixes what the relaxation is nearly sure of, or else its surest, until nothing is left to take, or too little to be better. */
  private down(): void {
    for (;;) {
      const taken: number[] = [];
      let surest = -1;
      let broken = 0;
      for (let c = 0; c < this.x.length; c += 1) {
        const share = this.x[c] as number;
        if (share < TINY || this.on[c]) continue;
        if (share < 1 - TINY) broken += 1;
        if (share >= NEARLY) taken.push(c);
        else if (surest < 0 || share > (this.x[surest] as number)) surest = c;
      }
      if (!taken.some((c) => (this.x[c] as number) < 1 - TINY) && surest >= 0) taken.push(surest);
      taken.sort((a, b) => (this.x[b] as number) - (this.x[a] as number) || a - b);
      for (const c of taken) if (this.fits(c)) this.fix(c);
      if (broken === 0 || !this.leaveOut()) return;
      if (!this.solve() || this.relaxation.value() <= this.bestValue + 0.5) return;
    }
  }

  /** Rules out what no longer fits; false if nothing is left that does. */
  private leaveOut(): boolean {
    let some = false;
    for (let c = 0; c < this.on.length; c += 1) {
      if (this.on[c] || this.out[c]) continue;
      if (this.fits(c)) some = true;
      else {
        this.out[c] = 1;
        this.changed.add(c);
      }
    }
    return some;
  }

  private fits(c: number): boolean {
    const { starts, indices, values } = this.job;
    for (let k = starts[c] as number; k < (starts[c + 1] as number); k += 1) {
      if ((values[k] as number) > (this.left[indices[k] as number] as number)) return false;
    }
    return true;
  }

  private fix(c: number): void {
    this.use(c, 1);
    this.on[c] = 1;
    this.changed.add(c);
  }

  private use(c: number, times: 1 | -1): void {
    const { starts, indices, values } = this.job;
    for (let k = starts[c] as number; k < (starts[c + 1] as number); k += 1) {
      const row = indices[k] as number;
      this.left[row] = (this.left[row] as number) - times * (values[k] as number);
    }
  }

  private free(group: number): void {
    for (const c of this.ofGroup[group] ?? []) {
      if (!this.on[c]) continue;
      this.use(c, -1);
      this.on[c] = 0;
      this.changed.add(c);
    }
  }

  /** Back to the best, with nothing ruled out. */
  private restore(): void {
    for (let c = 0; c < this.on.length; c += 1) {
      if (this.out[c]) {
        this.out[c] = 0;
        this.changed.add(c);
      }
      if (this.on[c] && !this.best[c]) {
        this.use(c, -1);
        this.on[c] = 0;
        this.changed.add(c);
      }
    }
    for (let c = 0; c < this.on.length; c += 1) if (this.best[c] && !this.on[c]) this.fix(c);
  }

  private solve(): boolean {
    const columns = Int32Array.from(this.changed).sort();
    this.changed.clear();
    if (columns.length > 0) {
      const at = (all: Uint8Array): Float64Array => Float64Array.from(columns, (c) => all[c] as number);
      this.relaxation.bounds(
        columns,
        at(this.on),
        at(this.out).map((gone) => 1 - gone),
      );
    }
    this.spent += EACH_SOLVE;
    if (!this.relaxation.run()) return false;
    this.spent += this.relaxation.iterations();
    this.x = this.relaxation.columns();
    return true;
  }

  /** Those without a place, or anybody, and around them those who stand in their way. */
  private neighbours(): Set<number> {
    const wanted = Math.min(LEAST_FREED + this.draw(MORE_FREED), this.ofGroup.length / 2);
    const without = [...this.ofGroup.keys()].filter((g) => !this.ofGroup[g]?.some((c) => this.best[c]));
    const first =
      without.length > 0 && this.draw(3) > 0
        ? (without[this.draw(without.length)] as number)
        : this.draw(this.ofGroup.length);
    const freed = new Set([first]);
    for (const group of freed) {
      const inTheWay = [...(this.ofGroup[group] ?? [])].flatMap((c) => this.others(c)).filter((g) => !freed.has(g));
      for (let n = 0; n < DRAWN && inTheWay.length > 0; n += 1) {
        freed.add(inTheWay[this.draw(inTheWay.length)] as number);
        if (freed.size >= wanted) return freed;
      }
    }
    return freed;
  }

  /** Groups whose best column shares a row with this one. */
  private others(c: number): number[] {
    const { starts, indices } = this.job;
    const groups: number[] = [];
    for (let k = starts[c] as number; k < (starts[c + 1] as number); k += 1) {
      for (const other of this.ofRow[indices[k] as number] ?? []) {
        if (this.best[other]) groups.push(this.groups[other] as number);
      }
    }
    return groups;
  }
}

function onesOf(on: Uint8Array): Int32Array {
  const ones: number[] = [];
  on.forEach((each, c) => {
    if (each) ones.push(c);
  });
  return Int32Array.from(ones);
}
