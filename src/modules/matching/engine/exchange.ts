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
  /** What no choice for these pupils could pass. The bounds of all components and the pins add up to the bound of the run. */
  readonly bound: Objective;
}

/**
 * A bound of one level that anybody can work out: capacity and halves at their prices, less the premium on places already counted in
 * earlier bands, plus for each pupil the best of its options after prices and premiums, or nothing; all of it divided by the unit, and cut
 * to a whole.
 */
export interface CertificateLevel {
  /** Places of this band; left out, total fit. */
  readonly band?: number;
  readonly bound: number;
  /** Position in `rows`, and the price of one unit of that row. */
  readonly prices: readonly (readonly [row: number, price: number])[];
  /** Position in `halves`, and the price of one of it; left out where there is none. */
  readonly halves?: readonly (readonly [half: number, price: number])[];
  readonly premiums: readonly (readonly [band: number, premium: number])[];
}

/**
 * Half of some rows and some pupils together, cut to a whole number. An option uses as much of it as half of its units of these rows, with
 * one more if its pupil is named, come to, cut to a whole; there is half of what these rows and pupils have, cut to a whole. As options are
 * taken whole, and a pupil has one at most, whoever keeps to each row keeps to that.
 */
export interface CertificateHalf {
  /** Positions in `rows`, and in `pupils`. */
  readonly rows: readonly number[];
  readonly pupils: readonly number[];
}

export interface CertificateEntry {
  readonly pupils: readonly string[];
  /** How many units of a price or premium make 1. */
  readonly unit: number;
  /** A resource and how many of its units make one of the row: what is left after the pins, and what an option uses, are cut to whole ones. */
  readonly rows: readonly (readonly [resource: string, divisor: number])[];
  /** Left out where there is none. */
  readonly halves?: readonly CertificateHalf[];
  readonly levels: readonly CertificateLevel[];
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
  /** What proves the bound, wherever it does not rest on a search: prices of what is scarce, level by level. */
  readonly certificate: readonly CertificateEntry[];
  /** SHA-256 of all the rest, keys in order. */
  readonly digest: string;
}

export const ENGINE_VERSION = '1.0.0';
export const MAX_FIT = 1_000_000_000;
export const MAX_BAND = 999;
export const MAX_WAITING_DAYS = 1_000_000;
