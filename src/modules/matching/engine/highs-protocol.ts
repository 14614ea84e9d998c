import type { Half } from './halves.js';

/** What passes between the engine and the thread in which HiGHS runs. Sparse columns; every variable is 0 or 1. */
export interface MipJob {
  readonly id: number;
  readonly columns: number;
  readonly rows: number;
  readonly cost: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  /**
   * mip: whole numbers, maximised to proof. lp: the relaxation, for the worth of each row. dive: the same, and by way of it good whole
   * numbers. neighbours: better whole numbers than the start, neighbourhood by neighbourhood.
   */
  readonly kind: 'mip' | 'lp' | 'dive' | 'neighbours';
  /** How a relaxation is solved; left out, by simplex. */
  readonly solver?: 'simplex' | 'ipm';
  /** The pupil of each column, unless it is a mip. */
  readonly groups?: Int32Array;
  /** Rows of what is scarce come first: so many. */
  readonly scarce?: number;
  /** For a dive: everybody should be placed, and what it costs to leave each group out. Rows of groups are held at 1 then. */
  readonly leftCosts?: Float64Array;
  /** Simplex iterations after which a search for good solutions ends; a clock would end it elsewhere each time. */
  readonly effort?: number;
  /** How far below its bound a good solution may stay; left out, 0.5, which is none in whole numbers. */
  readonly gap?: number;
  /** A feasible point to start from: the columns at 1. */
  readonly start?: Int32Array;
  /** Seconds; HiGHS does not watch it in presolve, so the engine keeps a clock of its own. */
  readonly timeLimit: number;
  /** Bytes of WebAssembly memory after which the solve is stopped with the best found. */
  readonly memoryLimit: number;
}

/** How many columns stand after those of the job, one a group, for being left out. */
export const leftOut = ({ leftCosts }: MipJob): number => leftCosts?.length ?? 0;

export interface Improved {
  readonly id: number;
  readonly kind: 'improved';
  readonly ones: Int32Array;
}

export interface Bounded {
  readonly id: number;
  readonly kind: 'bounded';
  readonly bound: number;
}

/** The relaxation, solved and made tighter by halves. */
export interface Solved {
  /** Value of each column. */
  readonly columnValue: Float64Array;
  /** Worth of each row, and of each half. */
  readonly rowWorth: Float64Array;
  readonly halves: readonly Half[];
  readonly halfWorth: Float64Array;
}

/** On the way to good whole numbers: what the relaxation came to. */
export interface Relaxed {
  readonly id: number;
  readonly kind: 'relaxed';
  readonly relaxation: Solved;
}

export interface Done {
  readonly id: number;
  readonly kind: 'done';
  readonly status: 'optimal' | 'infeasible' | 'stopped';
  /** Columns at 1, if there is a solution. */
  readonly ones: Int32Array | undefined;
  /** The relaxation, if it was solved; not of a mip. */
  readonly relaxation: Solved | undefined;
  /** Upper bound on the objective, Infinity if none was proved. */
  readonly bound: number;
  /** What the thread holds of WebAssembly memory, which never shrinks. */
  readonly memoryBytes: number;
}

export interface Failed {
  readonly id: number;
  readonly kind: 'failed';
  /** start: the solver could not be loaded, which no problem causes. solve: it gave up on this one, as it does out of memory. */
  readonly during: 'start' | 'solve';
  readonly reason: string;
}

export type Reply = Improved | Bounded | Relaxed | Done | Failed;
