import { drawFrom, type Draw } from './draw.js';
import { Columns } from './highs-columns.js';
import type { MipJob } from './highs-protocol.js';

/** Solves a small job exactly, or until it has taken so many simplex iterations. */
export type Exact = (job: MipJob) => { readonly ones: Int32Array | undefined; readonly iterations: number };

/** Pupils freed at first, and at least; and of those in the way of one, how many are drawn. */
const FIRST_FREED = 60;
const LEAST_FREED = 25;
const DRAWN = 6;
/** How many more or fewer are freed after a neighbourhood that was quickly done, or was not. */
const MORE = 1.1;
const FEWER = 0.8;
/** Simplex iterations: one neighbourhood takes at most so many, is quickly done with so few, and counts for so many beside them. */
const MOST_EACH = 2_000;
const QUICK = 500;
const EACH_SOLVE = 100;

/**
 * Improves a choice neighbourhood by neighbourhood: some pupils who stand in each other's way are freed, everybody else stays, and
 * the solver places the freed ones anew as well as can be. Never worse than before. A fixed course; proves nothing.
 */
export class Neighbourhoods {
  private readonly columns: Columns;
  /** Columns of each row, and of each group. */
  private readonly ofRow: Int32Array[];
  private readonly ofGroup: Int32Array[];
  private readonly draw: Draw;
  private freed = FIRST_FREED;

  constructor(
    private readonly job: MipJob,
    private readonly groups: Int32Array,
    start: Int32Array,
    private readonly exact: Exact,
  ) {
    this.columns = new Columns(job);
    for (const c of start) this.columns.put(c);
    this.draw = drawFrom(job.columns + start.reduce((sum, c) => (sum + c) | 0, 0));
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

  /** Goes on until the effort is spent; each better choice is told. */
  run(effort: number, stop: () => boolean, improved: (ones: Int32Array) => void): void {
    let spent = 0;
    while (spent < effort && !stop()) {
      const { iterations, gain } = this.improve(this.neighbours());
      spent += EACH_SOLVE + iterations;
      if (iterations < QUICK) this.freed *= MORE;
      else if (iterations >= MOST_EACH) this.freed = Math.max(LEAST_FREED, this.freed * FEWER);
      if (gain > 0) improved(this.columns.ones());
    }
  }

  /** Places these groups anew. */
  private improve(groups: ReadonlySet<number>): { iterations: number; gain: number } {
    const own = [...groups].flatMap((group) => [...(this.ofGroup[group] ?? [])]).sort((a, b) => a - b);
    const before = own.filter((c) => this.columns.on[c]);
    for (const c of before) this.columns.takeOut(c);
    const free = own.filter((c) => this.columns.fits(c));
    const at = new Map(free.map((c, i) => [c, i]));
    const start = Int32Array.from(before, (c) => at.get(c) as number);
    const { ones, iterations } = this.exact({ ...this.among(free), start, effort: MOST_EACH });
    const worth = (columns: readonly number[]): number =>
      columns.reduce((sum, c) => sum + (this.job.cost[c] as number), 0);
    const found = Array.from(ones ?? start, (i) => free[i] as number);
    const gain = worth(found) - worth(before);
    if (gain > 0 && this.putAll(found)) return { iterations, gain };
    for (const c of before) this.columns.put(c);
    return { iterations, gain: 0 };
  }

  /** False, and nothing put, if they do not fit together: the solver works in floating point. */
  private putAll(found: readonly number[]): boolean {
    for (const [i, c] of found.entries()) {
      if (this.columns.fits(c)) this.columns.put(c);
      else {
        for (const put of found.slice(0, i)) this.columns.takeOut(put);
        return false;
      }
    }
    return true;
  }

  /** The job of some columns, with what the others leave of their rows. */
  private among(columns: readonly number[]): MipJob {
    const { job } = this;
    const rowAt = new Map<number, number>();
    const starts = [0];
    const indices: number[] = [];
    const values: number[] = [];
    for (const c of columns) {
      for (let k = job.starts[c] as number; k < (job.starts[c + 1] as number); k += 1) {
        const row = job.indices[k] as number;
        const known = rowAt.get(row) ?? rowAt.size;
        rowAt.set(row, known);
        indices.push(known);
        values.push(job.values[k] as number);
      }
      starts.push(indices.length);
    }
    return {
      ...job,
      kind: 'mip',
      columns: columns.length,
      rows: rowAt.size,
      cost: Float64Array.from(columns, (c) => job.cost[c] as number),
      rowLower: new Float64Array(rowAt.size).fill(-Infinity),
      rowUpper: Float64Array.from(rowAt.keys(), (row) => this.columns.left[row] as number),
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    };
  }

  /** Those without a place, or anybody, and around them those who stand in their way. */
  private neighbours(): Set<number> {
    const { on } = this.columns;
    const all = this.ofGroup.length;
    const wanted = Math.min(this.freed, all);
    const without = [...this.ofGroup.keys()].filter((g) => !this.ofGroup[g]?.some((c) => on[c]));
    const anybody = (): number => this.draw(all);
    const first = without.length > 0 && this.draw(3) > 0 ? (without[this.draw(without.length)] as number) : anybody();
    const freed = new Set([first]);
    for (const group of freed) {
      const inTheWay = [...(this.ofGroup[group] ?? [])].flatMap((c) => this.others(c)).filter((g) => !freed.has(g));
      for (let n = 0; n < DRAWN && inTheWay.length > 0 && freed.size < wanted; n += 1) {
        freed.add(inTheWay[this.draw(inTheWay.length)] as number);
      }
    }
    return freed;
  }

  /** Groups whose column shares a row with this one. */
  private others(c: number): number[] {
    const { starts, indices } = this.job;
    const groups: number[] = [];
    for (let k = starts[c] as number; k < (starts[c + 1] as number); k += 1) {
      for (const other of this.ofRow[indices[k] as number] ?? []) {
        if (this.columns.on[other]) groups.push(this.groups[other] as number);
      }
    }
    return groups;
  }
}
