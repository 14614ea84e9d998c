import type { Highs, Model } from 'highs';
import type { Half } from './halves.js';
import { Halving, type HalfRow } from './highs-halves.js';
import { leftOut, type MipJob } from './highs-protocol.js';

/** Halves that one look at a solution may add: at the root, and on the way down, where there is less to find. */
const MOST_AT_ROOT = 80;
const MOST_BELOW = 30;

/** The relaxation of a job as it stands in the solver, with every half that has been added to it. It is never built anew. */
export class Relaxation {
  readonly halves: Half[] = [];
  /** Simplex iterations so far. */
  iterations = 0;
  private readonly halving: Halving;
  private readonly columns: Int32Array;
  /** Columns after those of the job, one a group, for being left out. */
  private readonly left: number;

  constructor(
    private readonly highs: Highs,
    private readonly model: Model,
    private readonly job: MipJob,
  ) {
    this.halving = new Halving(job);
    this.left = leftOut(job);
    this.columns = Int32Array.from({ length: job.columns }, (_, c) => c);
  }

  /** Solves from where it stood; false if it did not come to an optimum. */
  run(): boolean {
    this.model.run();
    this.iterations += Number(this.model.info.get('simplex_iteration_count'));
    return this.model.getModelStatus() === this.highs.constants.modelStatus.optimal;
  }

  /** Adds halves that the solution breaks and solves again, at most so many times; false if it does not come to an optimum. */
  tighten(rounds: number, at: 'root' | 'below'): boolean {
    for (let round = 0; round < rounds; round += 1) {
      if (!this.addHalves(at === 'root' ? MOST_AT_ROOT : MOST_BELOW)) break;
      if (!this.run()) return false;
    }
    return true;
  }

  value(): number {
    return this.model.getObjectiveValue();
  }

  shares(): Float64Array {
    return this.model.getSolution().colValue.subarray(0, this.job.columns);
  }

  /** What taking more of a column would add, at the prices of the rows. */
  gains(): Float64Array {
    return this.model.getSolution().colDual.subarray(0, this.job.columns);
  }

  /** How many groups it leaves out, in all, where everybody should be placed. */
  short(): number {
    return this.model
      .getSolution()
      .colValue.subarray(this.job.columns)
      .reduce((sum, each) => sum + each, 0);
  }

  /** What each row of the job is worth, and each half. */
  worths(): { readonly rowWorth: Float64Array; readonly halfWorth: Float64Array } {
    const { rowDual } = this.model.getSolution();
    return { rowWorth: rowDual.slice(0, this.job.rows), halfWorth: rowDual.slice(this.job.rows) };
  }

  bounds(columns: Int32Array, lower: Float64Array, upper: Float64Array): void {
    this.model.changeColsBounds({ kind: 'set', indices: columns }, lower, upper);
  }

  /** Columns that it takes, or that would cost its value no more than this. */
  near(within: number): Int32Array {
    const { colValue, colDual } = this.model.getSolution();
    return this.columns.filter((c) => (colValue[c] as number) > 0 || (colDual[c] as number) >= -within);
  }

  /** Starts where another stood, of which this has some of the columns. */
  startFrom(other: Relaxation, columns: Int32Array): boolean {
    this.add(other.halves.map((half) => this.halving.rowOf(half)));
    const { colStatus, rowStatus } = other.model.getBasis();
    const own = [...columns, ...Array.from({ length: this.left }, (_, i) => other.job.columns + i)];
    this.model.setBasis({ colStatus: Int32Array.from(own, (c) => colStatus[c] as number), rowStatus });
    return this.run();
  }

  private addHalves(most: number): boolean {
    const found = this.halving.find(this.shares(), most);
    if (found.length > 0) this.add(found);
    return found.length > 0;
  }

  private add(found: readonly HalfRow[]): void {
    if (found.length === 0) return;
    const starts = new Int32Array(found.length + 1);
    found.forEach(({ columns }, i) => (starts[i + 1] = (starts[i] as number) + columns.length));
    this.model.addRows({
      lower: new Float64Array(found.length).fill(-Infinity),
      upper: Float64Array.from(found, ({ room }) => room),
      matrix: {
        format: 'csr',
        numRows: found.length,
        numCols: this.job.columns + this.left,
        starts,
        indices: Int32Array.from(found.flatMap(({ columns }) => [...columns])),
        values: Float64Array.from(found.flatMap(({ values }) => [...values])),
      },
    });
    this.halves.push(...found.map(({ half }) => half));
  }
}
