import type { MipJob } from './highs-protocol.js';

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
