import type { MipJob } from './highs-protocol.js';

/** The same job with some of its columns. */
export function narrowed(job: MipJob, columns: Int32Array): MipJob {
  const starts = new Int32Array(columns.length + 1);
  const taken = Array.from(columns, (c) => [job.starts[c] as number, job.starts[c + 1] as number] as const);
  taken.forEach(([from, to], i) => (starts[i + 1] = (starts[i] as number) + to - from));
  const at = new Map(Array.from(columns, (c, i) => [c, i]));
  return {
    ...job,
    columns: columns.length,
    cost: Float64Array.from(columns, (c) => job.cost[c] as number),
    groups: Int32Array.from(columns, (c) => job.groups?.[c] as number),
    starts,
    indices: Int32Array.from(taken.flatMap(([from, to]) => [...job.indices.subarray(from, to)])),
    values: Float64Array.from(taken.flatMap(([from, to]) => [...job.values.subarray(from, to)])),
    start: Int32Array.from(job.start ?? [], (c) => at.get(c) ?? -1).filter((c) => c >= 0),
  };
}

/** Columns at 1 and what they leave of each row. Columns are 0 or 1, rows have upper limits alone. */
export class Columns {
  readonly on: Uint8Array;
  readonly left: Float64Array;

  constructor(readonly job: MipJob) {
    this.on = new Uint8Array(job.columns);
    this.left = Float64Array.from(job.rowUpper);
  }

  fits(c: number): boolean {
    const { starts, indices, values } = this.job;
    for (let k = starts[c] as number; k < (starts[c + 1] as number); k += 1) {
      if ((values[k] as number) > (this.left[indices[k] as number] as number)) return false;
    }
    return true;
  }

  put(c: number): void {
    this.on[c] = 1;
    this.use(c, 1);
  }

  takeOut(c: number): void {
    this.on[c] = 0;
    this.use(c, -1);
  }

  value(): number {
    return this.on.reduce((sum, each, c) => (each ? sum + (this.job.cost[c] as number) : sum), 0);
  }

  copy(): Columns {
    const copy = new Columns(this.job);
    copy.on.set(this.on);
    copy.left.set(this.left);
    return copy;
  }

  /** Takes whatever still fits, dearest first. */
  fill(): void {
    const { cost } = this.job;
    const order = Array.from(this.on.keys()).sort((a, b) => (cost[b] as number) - (cost[a] as number) || a - b);
    for (const c of order) if (!this.on[c] && (cost[c] as number) > 0 && this.fits(c)) this.put(c);
  }

  /** What it is worth, less what it costs to leave out who is left out. */
  total(): number {
    const { leftCosts, groups } = this.job;
    if (!leftCosts) return this.value();
    const left = leftCosts.slice();
    this.on.forEach((each, c) => {
      if (each) left[groups?.[c] as number] = 0;
    });
    return this.value() - left.reduce((sum, cost) => sum + cost, 0);
  }

  ones(): Int32Array {
    const ones: number[] = [];
    this.on.forEach((each, c) => {
      if (each) ones.push(c);
    });
    return Int32Array.from(ones);
  }

  private use(c: number, times: 1 | -1): void {
    const { starts, indices, values } = this.job;
    for (let k = starts[c] as number; k < (starts[c + 1] as number); k += 1) {
      const row = indices[k] as number;
      this.left[row] = (this.left[row] as number) - times * (values[k] as number);
    }
  }
}
