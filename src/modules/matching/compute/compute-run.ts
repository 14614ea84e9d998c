import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sessionCount } from '../../../kernel/index.js';
import { bandOf } from '../domain/bands.js';
import { explain, type Explanation, type PlaceNames, type StoredPair } from '../domain/explanation.js';
import type { FactorResult } from '../domain/factors/index.js';
import type { Place } from '../domain/model.js';
import { type Feasible, optionsFor, type PupilOptions } from '../domain/options.js';
import { engineOptionId, type Problem, problemOf } from '../domain/problem.js';
import { ruleOf } from '../domain/rules/index.js';
import type { Audience, RuleKey } from '../domain/rules/rule.js';
import type { Circumstances } from '../domain/settings.js';
import { type ResultFile, solve } from '../engine/index.js';
import { headroomOf } from './headroom.js';
import type { RunInput } from './run-input.js';

/** One place of a stored option, with the names it had. */
export interface StoredComponent extends PlaceNames {
  readonly patternId: string;
  readonly openingId: string;
  readonly programmeId: string;
  readonly siteId: string;
  readonly providerId: string;
  readonly sessions: number;
  readonly weeklyPence: number;
}

export interface StoredOption {
  readonly id: string;
  readonly referralId: string;
  readonly rank: number;
  readonly fit: number;
  readonly chosen: boolean;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly sessions: number;
  readonly weeklyPence: number;
  readonly fundPence: number;
  readonly components: readonly StoredComponent[];
  readonly factors: readonly FactorResult[];
  /** Rules that warn and that every party may read. */
  readonly warnings: readonly { readonly rule: RuleKey; readonly value: unknown; readonly limit: unknown }[];
}

export interface StoredExplanation extends Omit<Explanation, 'pairs'> {
  readonly referralId: string;
  readonly audience: Audience;
  readonly band: number;
  /** Compressed JSON of every considered pair. */
  readonly pairs: Uint8Array;
}

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
  readonly milliseconds: { readonly rules: number; readonly engine: number };
}

const NAMELESS: PlaceNames = { provider: '', site: '', programme: '', label: '' };

export type Progress = (stage: 'rules' | 'solving', done: number, total: number) => void;

/** A pupil as the rest of the run needs it: the pairs behind the options are written down already. */
interface Considered extends Omit<PupilOptions, 'pairs'> {
  readonly considered: number;
}

type NameOf = (patternId: string) => PlaceNames;

/** Rules, packages, the engine and the explanations of one run. The same input gives the same output, times aside. */
export async function computeRun(input: RunInput, progress: Progress = () => undefined): Promise<RunOutput> {
  const started = performance.now();
  const places = placesOf(input);
  const about = circumstancesOf(input, places);
  const names = new Map(input.places.map((place) => [place.patternId, place.names]));
  const nameOf: NameOf = (patternId) => names.get(patternId) ?? NAMELESS;
  const { pool, explanations } = ruleOut(input, places, about, nameOf, progress);
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
    milliseconds: { rules: Math.round(ruled - started), engine: Math.round(solved - ruled) },
  };
}

/** Every pupil against every place. Reasons are compressed at once: the pairs of a whole region would fill the memory. */
function ruleOut(
  input: RunInput,
  places: readonly Place[],
  about: Circumstances,
  nameOf: NameOf,
  progress: Progress,
): { readonly pool: readonly Considered[]; readonly explanations: readonly StoredExplanation[] } {
  const pool: Considered[] = [];
  const explanations: StoredExplanation[] = [];
  for (const pupil of input.pupils) {
    const found = optionsFor(pupil, places, about, input.schoolWeeks);
    explanations.push(storedExplanation(found, 'ALL', about, nameOf), storedExplanation(found, 'PANEL', about, nameOf));
    const { pairs, ...rest } = found;
    pool.push({ ...rest, considered: pairs.length });
    if (pool.length % 25 === 0) progress('rules', pool.length, input.pupils.length);
  }
  return { pool, explanations };
}

/** Openings and sites by the group under which the engine prices them. */
function groupNames(input: RunInput): Record<string, string> {
  const names = input.places.flatMap(({ openingId, siteId, names: name }): [string, string][] => [
    [`opening/${openingId}`, `Place on ${name.programme} at ${name.site}`],
    [`site/${siteId}`, `Place at ${name.site}, over all its programmes`],
    [`registration/${siteId}`, `Full-time pupil at ${name.site} before it must register`],
  ]);
  return Object.fromEntries(names);
}

export function placesOf(input: RunInput): Place[] {
  const sites = new Map(input.sites.map((site) => [site.id, site]));
  return input.places.flatMap(({ siteId, names: _names, ...place }) => {
    const site = sites.get(siteId);
    return site === undefined ? [] : [{ ...place, site }];
  });
}

export function circumstancesOf(input: RunInput, places: readonly Place[]): Circumstances {
  const perSession = places.flatMap(({ weeklyPence, sessions }) =>
    weeklyPence === null ? [] : [Math.round(weeklyPence / Math.max(1, sessionCount(sessions)))],
  );
  return {
    today: input.today,
    settings: input.settings,
    headroom: headroomOf(input.counters),
    fundPence: input.fundPence,
    fairShares: new Map(input.fairShares.map(([school, held, limit]) => [school, { held, limit }])),
    prices: { leastPence: Math.min(...perSession, Infinity), mostPence: Math.max(...perSession, 0) },
  };
}

/** The engine's choice and the best of the rest, ranked by fit, so that an old alternative keeps its rank. */
function storedOptions(
  { pupil, feasible }: Considered,
  chosen: ReadonlySet<string>,
  nameOf: NameOf,
  alternatives: number,
): StoredOption[] {
  const isChosen = (one: Feasible): boolean => chosen.has(engineOptionId(pupil.referralId, one.option));
  const others = feasible.filter((one) => !isChosen(one)).slice(0, alternatives);
  return feasible
    .map((one, index) => ({ one, rank: index + 1 }))
    .filter(({ one }) => isChosen(one) || others.includes(one))
    .map(({ one, rank }) => storedOption(pupil.referralId, one, rank, isChosen(one), nameOf));
}

function storedOption(
  referralId: string,
  { option, fit, factors, results }: Feasible,
  rank: number,
  chosen: boolean,
  nameOf: NameOf,
): StoredOption {
  const { places, period, sessions, weeklyPence, fundPence } = option;
  return {
    id: optionUuid(referralId, option.id),
    referralId,
    rank,
    fit,
    chosen,
    startsOn: period.startsOn,
    endsOn: period.endsOn,
    sessions,
    weeklyPence,
    fundPence,
    components: places.map((place) => ({
      patternId: place.patternId,
      openingId: place.openingId,
      programmeId: place.programmeId,
      siteId: place.site.id,
      providerId: place.providerId,
      sessions: place.sessions,
      weeklyPence: place.weeklyPence ?? 0,
      ...nameOf(place.patternId),
    })),
    factors,
    warnings: results
      .filter(({ rule, verdict }) => verdict === 'WARN' && ruleOf(rule).audience === 'ALL')
      .map(({ rule, value, limit }) => ({ rule, value, limit })),
  };
}

/** The same option of the same referral has the same id in every run (UUID version 8), so that answers stay alike. */
function optionUuid(referralId: string, optionId: string): string {
  const bytes = createHash('sha256').update(`${referralId}/${optionId}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function storedExplanation(
  one: PupilOptions,
  audience: Audience,
  about: Circumstances,
  nameOf: NameOf,
): StoredExplanation {
  const { pairs, ...rest } = explain(one, audience, nameOf);
  return {
    ...rest,
    referralId: one.pupil.referralId,
    audience,
    band: bandOf(one.pupil, about.settings, about.today),
    pairs: deflateRawSync(JSON.stringify(pairs)),
  };
}

export const readPairs = (pairs: Uint8Array): StoredPair[] =>
  JSON.parse(inflateRawSync(pairs).toString('utf8')) as StoredPair[];

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
