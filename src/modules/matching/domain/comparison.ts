import { bandOf } from './bands.js';
import { halfDays } from './half-days.js';
import type { Option, Pupil } from './model.js';
import type { Feasible } from './options.js';
import type { Circumstances } from './settings.js';
import type { Travel } from './travel.js';

/** Pupils of one kind: whether a proposal treats kinds alike is what a reader of it asks first. */
export interface GroupCount {
  readonly dimension: 'sex' | 'plan' | 'lookedAfter' | 'keyStage' | 'type';
  readonly key: string;
  readonly pupils: number;
  readonly placed: number;
}

/** What a whole proposal comes to. Money in pence, ways in metres, one way. */
export interface Summary {
  readonly pupils: number;
  readonly placed: number;
  readonly placedByBand: readonly number[];
  readonly fit: number;
  readonly weeklyPence: number;
  readonly fundPence: number;
  /** The sum over those placed whose home and sites have a position, and how many these are. */
  readonly travel: { readonly metres: number; readonly pupils: number };
  readonly groups: readonly GroupCount[];
}

/** What one pupil would get, in words that outlive the place. */
export interface Chosen {
  readonly optionId: string;
  readonly places: readonly string[];
  readonly fit: number;
  readonly weeklyPence: number;
  /** 1: the best fit of all this pupil's options in that run. */
  readonly rank: number;
}

/**
 * Why somebody moves: PINNED and BARRED are a person's wish; NOT_POSSIBLE, a rule or a full place refuses the earlier one;
 * BETTER, the later fits this pupil better; MADE_ROOM, it fits worse, and somebody else gains by it; JOINED and LEFT, in
 * one of the two pools only.
 */
export type MoveReason = 'PINNED' | 'BARRED' | 'NOT_POSSIBLE' | 'BETTER' | 'MADE_ROOM' | 'JOINED' | 'LEFT';

export interface Move {
  readonly referralId: string;
  readonly from: Chosen | null;
  readonly to: Chosen | null;
  readonly reason: MoveReason;
}

/** A pupil of a run with the options that no rule refused. */
export interface Candidate {
  readonly pupil: Pupil;
  readonly feasible: readonly Feasible[];
}

type Choice = ReadonlyMap<string, Feasible>;

/** What each referral gets, by the engine's chosen ids. */
export function choiceOf(
  pool: readonly Candidate[],
  chosen: readonly string[],
  idOf: (referralId: string, option: Option) => string,
): Choice {
  const picked = new Set(chosen);
  const found = new Map<string, Feasible>();
  for (const { pupil, feasible } of pool) {
    const one = feasible.find(({ option }) => picked.has(idOf(pupil.referralId, option)));
    if (one !== undefined) found.set(pupil.referralId, one);
  }
  return found;
}

/** From home to the sites of an option, weighted by half days; undefined where a position is not known. */
function metresTo(pupil: Pupil, { places }: Option, travel: Travel): number | undefined {
  let metres = 0;
  let half = 0;
  for (const { site, sessions } of places) {
    const way = travel.fromHome(pupil, site);
    if (way === undefined) return undefined;
    metres += way.metres * halfDays(sessions);
    half += halfDays(sessions);
  }
  return half === 0 ? undefined : Math.round(metres / half);
}

const GROUPS: Readonly<Record<GroupCount['dimension'], (pupil: Pupil) => string>> = {
  sex: (pupil) => pupil.sex,
  plan: (pupil) => (pupil.ehcp ? 'YES' : 'NO'),
  lookedAfter: (pupil) => pupil.lookedAfter,
  keyStage: (pupil) => (pupil.keyStage === null ? 'NONE' : String(pupil.keyStage)),
  type: (pupil) => pupil.type,
};
const DIMENSIONS = Object.keys(GROUPS) as GroupCount['dimension'][];

function groupsOf(pool: readonly Candidate[], choice: Choice): GroupCount[] {
  return DIMENSIONS.flatMap((dimension) => {
    const counts = new Map<string, { pupils: number; placed: number }>();
    for (const { pupil } of pool) {
      const key = GROUPS[dimension](pupil);
      const count = counts.get(key) ?? { pupils: 0, placed: 0 };
      count.pupils += 1;
      if (choice.has(pupil.referralId)) count.placed += 1;
      counts.set(key, count);
    }
    return [...counts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, count]): GroupCount => ({ dimension, key, ...count }));
  });
}

/** Adds up one proposal for the whole pool. */
export function summaryOf(pool: readonly Candidate[], choice: Choice, about: Circumstances): Summary {
  const placedByBand = about.settings.bands.map(() => 0);
  const travel = { metres: 0, pupils: 0 };
  let [fit, weeklyPence, fundPence] = [0, 0, 0];
  for (const { pupil } of pool) {
    const one = choice.get(pupil.referralId);
    if (one === undefined) continue;
    const band = bandOf(pupil, about.settings, about.today);
    placedByBand[band] = (placedByBand[band] ?? 0) + 1;
    fit += one.fit;
    weeklyPence += one.option.weeklyPence;
    fundPence += one.option.fundPence;
    const metres = metresTo(pupil, one.option, about.travel);
    if (metres === undefined) continue;
    travel.metres += metres;
    travel.pupils += 1;
  }
  const groups = groupsOf(pool, choice);
  return { pupils: pool.length, placed: choice.size, placedByBand, fit, weeklyPence, fundPence, travel, groups };
}

/** The chosen option of each placed referral, as it is stored. */
export type Proposal = Readonly<Record<string, Chosen>>;

export const proposalOf = (
  pool: readonly Candidate[],
  choice: Choice,
  wordsOf: (option: Option) => readonly string[],
): Proposal =>
  Object.fromEntries(
    pool.flatMap(({ pupil, feasible }): [string, Chosen][] => {
      const one = choice.get(pupil.referralId);
      if (one === undefined) return [];
      const { option, fit } = one;
      const { id: optionId, weeklyPence } = option;
      const rank = feasible.indexOf(one) + 1;
      return [[pupil.referralId, { optionId, places: wordsOf(option), fit, weeklyPence, rank }]];
    }),
  );

export interface Wishes {
  /** Option ids by referral. */
  readonly pinned: ReadonlyMap<string, string>;
  readonly barred: ReadonlyMap<string, ReadonlySet<string>>;
}

export const NO_WISHES: Wishes = { pinned: new Map(), barred: new Map() };

interface Pools {
  /** Referrals of the earlier pool. */
  readonly before: ReadonlySet<string>;
  readonly now: readonly Candidate[];
  readonly wishes: Wishes;
}

/** Who has another place than before, or one where there was none, in the order of the referrals' ids. */
export function movesBetween(before: Proposal, now: Proposal, { before: earlier, now: pool, wishes }: Pools): Move[] {
  const candidates = new Map(pool.map((one) => [one.pupil.referralId, one]));
  const all = [...new Set([...earlier, ...candidates.keys()])].toSorted();
  return all.flatMap((referralId): Move[] => {
    const [from, to] = [before[referralId] ?? null, now[referralId] ?? null];
    if (from?.optionId === to?.optionId) return [];
    const candidate = candidates.get(referralId);
    if (candidate === undefined) return [{ referralId, from, to, reason: 'LEFT' }];
    const joined = !earlier.has(referralId);
    return [{ referralId, from, to, reason: joined ? 'JOINED' : reasonOf(candidate, from, to, wishes) }];
  });
}

function reasonOf({ pupil, feasible }: Candidate, from: Chosen | null, to: Chosen | null, wishes: Wishes): MoveReason {
  const { referralId } = pupil;
  if (to !== null && wishes.pinned.get(referralId) === to.optionId) return 'PINNED';
  if (from !== null && wishes.barred.get(referralId)?.has(from.optionId) === true) return 'BARRED';
  if (from !== null && !feasible.some(({ option }) => option.id === from.optionId)) return 'NOT_POSSIBLE';
  return (to?.fit ?? -1) > (from?.fit ?? -1) ? 'BETTER' : 'MADE_ROOM';
}

/** What a run found beside its own proposal. Made with the run and stored; nothing of it is worked out later. */
export interface Comparison {
  readonly run: Summary;
  /** The same pool by waiting days, one at a time: what a panel without a solver does. */
  readonly greedy: Summary;
  /** Pupils who have another place under greedy, or none. */
  readonly movedAgainstGreedy: number;
  readonly last: {
    readonly runId: string;
    readonly number: number;
    readonly summary: Summary;
    readonly moves: readonly Move[];
  } | null;
}

/** The result before this one, as far as a comparison needs it. */
export interface LastRun {
  readonly runId: string;
  readonly number: number;
  readonly summary: Summary;
  readonly referralIds: readonly string[];
  readonly proposal: Proposal;
}
