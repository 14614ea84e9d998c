/** The exchange format, version 1: what a problem file and a result file hold. Any instance can be run from a file. */

/** Units of one resource that an option uses: the resource's id and a whole number of units, 1 or more. */
export type Use = readonly [resource: string, units: number];

export interface ResourceEntry {
  readonly id: string;
  /** Whole units to be had, 0 or more. */
  readonly capacity: number;
  /** Resources of one group are priced together; left out, a resource is a group of its own. */
  readonly group?: string;
  /** How many units more a price asks about; left out, one. */
  readonly step?: number;
}

export interface PupilEntry {
  readonly id: string;
  /** Priority band, 0 first. */
  readonly band: number;
  readonly waitingDays?: number;
}

export interface OptionEntry {
  readonly id: string;
  readonly pupil: string;
  /** Whole number from 0 to 10^9; scores shown to people are 0 to 1000. */
  readonly fit: number;
  /** The pupil's own order, 1 first, equal means a tie. Stable mode needs it. */
  readonly rank?: number;
  /** The place's order for this pupil, lowest first, equal means a tie. Stable mode needs it. */
  readonly priority?: number;
  readonly uses: readonly Use[];
}

export interface ProblemFile {
  readonly version: 1;
  /** Drawn once per pool and meeting, and published; left out, it is 0. */
  readonly seed?: number;
  readonly asOf?: string;
  readonly resources: readonly ResourceEntry[];
  readonly pupils: readonly PupilEntry[];
  readonly options: readonly OptionEntry[];
  readonly pinned?: readonly string[];
  readonly barred?: readonly string[];
}

export const MODES = ['optimal', 'stable', 'greedy'] as const;
export type Mode = (typeof MODES)[number];

/**
 * optimal: the objective equals its proven bound. bounded: a time limit ended the run, the bound is proven.
 * stable and greedy: the mode's own rule was followed to its end; the bound still says what an optimal run could not pass.
 */
export type Status = 'optimal' | 'bounded' | 'stable' | 'greedy';

/** The first two levels of the objective; `placedByBand[b]` counts the placed pupils of band b. */
export interface Objective {
  readonly placedByBand: readonly number[];
  readonly totalFit: number;
}

export interface Price {
  readonly group: string;
  readonly step: number;
  /** What one step more of every resource of the group would add, by band, then to total fit; both may be negative after a gain. */
  readonly placedByBand: readonly number[];
  readonly fit: number;
}

export type Method = 'flow' | 'mip' | 'stable' | 'greedy';

export interface ComponentReport {
  readonly method: Method;
  readonly status: Status;
  readonly pupils: readonly string[];
}

export interface ResultFile extends Objective {
  readonly status: Status;
  readonly mode: Mode;
  readonly engine: string;
  readonly bound: Objective;
  /** Option ids, in the order of their pupils' ids. */
  readonly chosen: readonly string[];
  readonly unplaced: readonly string[];
  readonly prices: readonly Price[];
  /** SHA-256 of the problem in canonical order: the same problem has the same hash however it was written down. */
  readonly problem: string;
  /** Which pupils were solved together and how; pupils with no option left stand in none. */
  readonly components: readonly ComponentReport[];
}

export const ENGINE_VERSION = '1.0.0';
export const MAX_FIT = 1_000_000_000;
export const MAX_BAND = 999;
export const MAX_WAITING_DAYS = 1_000_000;
