import { deflateRawSync } from 'node:zlib';
import { type Comparison, type LastRun, type Proposal } from '../domain/comparison.js';
import { type Problem, problemOf } from '../domain/problem.js';
import type { RuleKey } from '../domain/rules/rule.js';
import type { Circumstances } from '../domain/settings.js';
import { type ResultFile, solve } from '../engine/index.js';
import { compareRun } from './compare-run.js';
import { circumstancesOf, type Considered, namesIn, placesOf, type Progress, ruleOut } from './pose-problem.js';
import type { RunInput } from './run-input.js';
import { storedExplanations, type StoredExplanation, type StoredOption, storedOptions } from './stored-options.js';

export interface RunCounts {
  readonly pupils: number;
  readonly places: number;
  readonly pairs: number;
  readonly options: number;
  readonly cut: number;
  readonly placed: number;
  readonly withoutOption: number;
  readonly pupilsByBand: readonly number[];
  readonly placedByBand: readonly number[];
  readonly packagesChosen: number;
  /** How many packages each rule refused; places alone are in the explanations. */
  readonly packagesRefused: Readonly<Partial<Record<RuleKey, number>>>;
  readonly weeklyPence: number;
  readonly fundPence: number;
}

export interface RunOutput {
  readonly result: Omit<ResultFile, 'chosen' | 'unplaced'>;
  readonly counts: RunCounts;
  readonly options: readonly StoredOption[];
  readonly explanations: readonly StoredExplanation[];
  /** Compressed JSON of the engine's problem, so that the run can be replayed from file. */
  readonly problem: Uint8Array;
  /** Names of the groups that have a price and are about a place; none is about a child. */
  readonly names: Readonly<Record<string, string>>;
  /** Compressed JSON of the input: what the rules saw. */
  readonly input: Uint8Array;
  readonly comparison: Comparison;
  /** What each placed pupil gets, for the next run to compare itself with. */
  readonly proposal: Proposal;
  readonly milliseconds: { readonly rules: number; readonly engine: number };
}

/**
 * Rules, packages, the engine and the explanations of one run, and what is to be said of it beside the last one. The same
 * input after the same last run gives the same output, times aside.
 */
export async function computeRun(
  input: RunInput,
  progress: Progress = () => undefined,
  last: LastRun | null = null,
): Promise<RunOutput> {
  const started = performance.now();
  const about = circumstancesOf(input, placesOf(input));
  const nameOf = namesIn(input);
  const explanations: StoredExplanation[] = [];
  // Reasons are compressed at once: the pairs of a whole region would fill the memory.
  const pool = ruleOut(input, about, progress, (found, forParties) =>
    explanations.push(...storedExplanations(found, forParties, about, nameOf)),
  );
  const problem = problemOf(pool, about, input.seed);
  const ruled = performance.now();
  progress('solving', 0, pool.length);
  const { mode, timeLimitSeconds, alternatives } = input.settings.matching;
  const { chosen, unplaced: _unplaced, ...result } = await solve(problem, { mode, timeLimitSeconds });
  const solved = performance.now();
  const picked = new Set(chosen);
  const options = pool.flatMap((one) => storedOptions(one, picked, nameOf, alternatives));
  return {
    result,
    counts: countsOf(pool, problem, options, about),
    options,
    explanations,
    problem: deflateRawSync(JSON.stringify(problem)),
    names: groupNames(input),
    input: deflateRawSync(JSON.stringify(input)),
    ...(await compareRun({ pool, problem, chosen, about, nameOf, last })),
    milliseconds: { rules: Math.round(ruled - started), engine: Math.round(solved - ruled) },
  };
}

function tally(rules: readonly RuleKey[]): Partial<Record<RuleKey, number>> {
  const counts: Partial<Record<RuleKey, number>> = {};
  for (const rule of rules.toSorted()) counts[rule] = (counts[rule] ?? 0) + 1;
  return counts;
}

function countsOf(
  pool: readonly Considered[],
  problem: Problem,
  options: readonly StoredOption[],
  about: Circumstances,
): RunCounts {
  const bands = about.settings.bands.length;
  const pupilsByBand = Array.from({ length: bands }, () => 0);
  const placedByBand = Array.from({ length: bands }, () => 0);
  const chosen = options.filter((option) => option.chosen);
  const placed = new Set(chosen.map((option) => option.referralId));
  for (const { id, band } of problem.pupils) {
    pupilsByBand[band] = (pupilsByBand[band] ?? 0) + 1;
    if (placed.has(id)) placedByBand[band] = (placedByBand[band] ?? 0) + 1;
  }
  const sum = (of: (one: Considered) => number): number => pool.reduce((total, one) => total + of(one), 0);
  return {
    pupils: pool.length,
    places: pool[0]?.considered ?? 0,
    pairs: sum((one) => one.considered),
    options: problem.options.length,
    cut: sum((one) => one.cut),
    placed: placed.size,
    withoutOption: sum((one) => (one.feasible.length === 0 ? 1 : 0)),
    pupilsByBand,
    placedByBand,
    packagesChosen: chosen.filter((option) => option.components.length > 1).length,
    packagesRefused: tally(pool.flatMap((one) => one.refused.flat())),
    weeklyPence: chosen.reduce((total, option) => total + option.weeklyPence, 0),
    fundPence: chosen.reduce((total, option) => total + option.fundPence, 0),
  };
}

/** What is scarce by the group under which the engine prices them. */
function groupNames(input: RunInput): Record<string, string> {
  const names = input.places.flatMap(
    ({ openingId, siteId, programmeId, providerId, names: name }): [string, string][] => [
      [`opening/${openingId}`, `Place on ${name.programme} at ${name.site}`],
      [`site/${siteId}`, `Place at ${name.site}, over all its programmes`],
      [`programme/${programmeId}`, `Place on ${name.programme} at ${name.site}, over all its openings`],
      [`provider/${providerId}`, `Place at ${name.provider}, over all its sites`],
      [`registration/${siteId}`, `Full-time pupil at ${name.site} before it must register`],
    ],
  );
  return Object.fromEntries(names);
}
