import type { Objective } from './exchange.js';
import { feasibleStart, improveFit } from './greedy.js';
import type { HighsClient } from './highs-client.js';
import { boundOf, type Bound, type Floor, type LevelProblem, type Multipliers } from './lagrange.js';
import { worthOf } from './mip-model.js';
import { isLate, relaxed, search, type Limits, type Relaxed } from './mixed-search.js';
import { isAlone } from './mixed-alone.js';
import { mixedProof } from './mixed-proof.js';
import {
  betterOf,
  countOf,
  diveForAll,
  fitOf,
  hopesOf,
  quickStart,
  reachFor,
  roundAndAnneal,
  type Hopes,
} from './mixed-start.js';
import { settleTies, SMALL } from './mixed-ties.js';
import { bandsOf, type Choice, type Part } from './part.js';
import type { PartProof } from './proof.js';

/** What a mixed part came to: a choice, a bound no choice can pass, and whether they meet. */
export interface MixedAnswer {
  readonly choice: Choice;
  readonly bound: Objective;
  readonly proved: boolean;
  /** What proves the bound, where it does not rest on a search. */
  readonly proofs: readonly (() => PartProof)[];
  /** Asks whether no other choice is as good, through the draw; left out where that was not proved of this one. */
  readonly isAlone?: (client: HighsClient) => Promise<boolean>;
}

interface Proof {
  readonly choice: Choice;
  readonly bound: number;
  /** What ruled options out, if prices had to be asked. */
  readonly by?: Bound;
}

/** The bound without any price: each pupil's best. */
function freeBound(part: Part, level: LevelProblem): number {
  const nothing = { rows: Array.from(part.capacity, () => 0), floors: level.floors.map(() => 0), halves: [] };
  return boundOf(part, level, nothing).value;
}

/**
 * Proves one level. The known choice stands if a bound meets it. Else the relaxation prices every row, options that could not be
 * part of a better choice at those prices drop out for good, and HiGHS proves what is left. `hoped` bounded the level when more was
 * hoped of those before; it still does, and where no time is left nothing else is asked.
 */
async function prove(
  part: Part,
  level: LevelProblem,
  known: Choice,
  limits: Limits,
  relaxation?: Relaxed,
  hoped?: Multipliers,
): Promise<Proof> {
  const worth = worthOf(level, known);
  const free = relaxation ? Infinity : freeBound(part, level);
  if (free <= worth) return { choice: known, bound: worth };
  if (isLate(limits)) {
    return { choice: known, bound: relaxation?.bound.value ?? Math.min(free, looseBound(part, level, hoped)) };
  }
  const { bound, by } = relaxation ?? (await relaxed(part, level, worth, limits));
  if (bound.value <= worth) return { choice: known, bound: worth, by: bound };
  if (isLate(limits)) return { choice: known, bound: bound.value };
  const halves = by.halves.map(({ half }) => half);
  const proof = await search(part, level, known, (o) => bound.with(o) > worth, limits, undefined, halves);
  // Among options left out nothing is better than what was known, so HiGHS's bound over the rest holds for all.
  const value = Math.max(worthOf(level, proof.choice), Math.min(bound.value, proof.bound));
  return { choice: proof.choice, bound: value, by: bound };
}

/** What multipliers say where not all of the levels that they were found for are held. */
function looseBound(part: Part, level: LevelProblem, by: Multipliers | undefined): number {
  if (!by) return freeBound(part, level);
  return boundOf(part, level, { ...by, floors: by.floors.slice(0, level.floors.length) }).value;
}

/** True if everybody has their best fit, so that there is nothing to search for. */
function allHaveTheirBest(part: Part, choice: Choice): boolean {
  const { fit } = part.model;
  const fitOf = (o: number): number => fit[part.options[o] as number] as number;
  for (let p = 0; p < part.pupils.length; p += 1) {
    const own = choice[p] as number;
    if (own < 0) return false;
    for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
      if (fitOf(o) > fitOf(own)) return false;
    }
  }
  return true;
}

/** Where the levels begin: the best choice known so far, and what relaxations hope for if anything is left to be hoped. */
interface Begun {
  readonly choice: Choice;
  readonly hopes: Hopes | undefined;
}

/** A dive that comes to its end finds more than rounding, and two threads at work slow each other down: what is left for rounding. */
const ROUNDING_MS = 250;

/** Whether work has ended at that moment of performance.now(). */
async function endsBy(work: Promise<unknown>, at: number): Promise<boolean> {
  if (!Number.isFinite(at)) return work.then(() => true);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, at - performance.now()));
  });
  const isDone = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return isDone;
}

async function begin(part: Part, known: Choice | undefined, limits: Limits): Promise<Begun> {
  const plain = improveFit(part, feasibleStart(part));
  const first = known ? betterOf(part, known, plain) : plain;
  if (allHaveTheirBest(part, first)) return { choice: first, hopes: undefined };
  if (known) {
    const hopes = await hopesOf(part, first, limits);
    return { choice: await reachFor(part, first, hopes, limits, 'given'), hopes };
  }
  // The solver's thread dives meanwhile.
  const { heard, done } = diveForAll(part, first, limits);
  const { choice: quick, rough } = quickStart(part, first, limits.deadline);
  const relaxation = part.options.length > SMALL ? await heard : undefined;
  const isDone = await endsBy(done, limits.deadline - ROUNDING_MS);
  const rounded = relaxation && !isDone ? roundAndAnneal(part, quick, relaxation, limits) : quick;
  const dived = await done;
  const choice = dived ? betterOf(part, dived.choice, rounded) : rounded;
  const hopes = dived?.hopes ?? (await hopesOf(part, choice, limits, rough));
  return { choice: await reachFor(part, choice, hopes, limits, dived?.hopes ? 'dived' : 'found'), hopes };
}

/** What is left at the end for the last bounds and checks: a share of the time, at most so much. */
const ENDING_MS = 60;
const endingOf = (deadline: number): number => {
  const left = deadline - performance.now();
  return Number.isFinite(left) ? Math.max(0, Math.min(ENDING_MS, left / 10)) : 0;
};

/**
 * Solves a part level by level: places of each band, then fit, with earlier levels as rows. `known` is a good feasible choice, if
 * there is one. A deadline ends it with the best choice found and a bound that holds: the level that was not proved carries its
 * bound, later ones what they could reach at most.
 */
export async function solveMixed(
  part: Part,
  known: Choice | undefined,
  client: HighsClient,
  deadline: number,
): Promise<MixedAnswer> {
  const limits: Limits = { client, deadline: deadline - endingOf(deadline) };
  client.warm();
  const begun = await begin(part, known, limits);
  const { hopes } = begun;
  let { choice } = begun;
  const floors: Floor[] = [];
  // What a choice no worse than ours must reach: all levels up to the first that is open.
  const held: Floor[] = [];
  const placedByBand = Array.from({ length: part.model.bandCount }, () => 0);
  let proved = true;
  let asHoped = hopes !== undefined;
  for (const [i, band] of bandsOf(part).entries()) {
    const level: LevelProblem = { worth: countOf(part, band), floors: [...floors] };
    const now = performance.now();
    const hoped = asHoped ? hopes?.floors[i]?.least : undefined;
    const reached = worthOf(level, choice);
    // A third of what is left for each level of places, or a hard one would leave fit no time at all.
    const until = { client, deadline: now + (limits.deadline - now) / 3 };
    const by = hopes?.places[i]?.by;
    const proof =
      hoped === reached ? { choice, bound: reached } : await prove(part, level, choice, until, undefined, by);
    choice = proof.choice;
    const least = worthOf(level, choice);
    asHoped &&= least === hoped;
    // What the relaxation hoped for still bounds the level, also when the time for a proof has run out.
    const bound = Math.min(proof.bound, hoped ?? Infinity);
    // Once a level is open, rows that hold what was reached after it would be guesses: later levels are bounded without them.
    placedByBand[band] = proved
      ? bound
      : Math.min(freeBound(part, level), looseBound(part, { ...level, floors: held }, by));
    floors.push({ weight: level.worth, least });
    if (proved) held.push({ weight: level.worth, least });
    proved &&= bound === least;
  }
  const level: LevelProblem = { worth: fitOf(part), floors };
  const proof = await prove(part, level, choice, limits, asHoped ? hopes?.fit : undefined, hopes?.fit.by);
  const fit = worthOf(level, proof.choice);
  const totalFit = proved ? proof.bound : looseBound(part, { ...level, floors: held }, hopes?.fit.by);
  const bound = { placedByBand, totalFit };
  const proofs = proofsOf(part, bound, hopes);
  if (!proved || proof.bound !== fit) return { choice: proof.choice, bound, proved: false, proofs };
  const all = [...floors, { weight: level.worth, least: fit }];
  const settled = await settleTies(part, proof.choice, all, proof.by, limits);
  const alone = (asked: HighsClient): Promise<boolean> =>
    isAlone(part, settled, all, proof.by, { client: asked, deadline: Infinity });
  const answer = { choice: settled, bound, proved: true, proofs };
  return performance.now() >= deadline ? answer : { ...answer, isAlone: alone };
}

/** The relaxations prove the bound as far as it is what they hoped for; nothing needs a price where everybody has their best. */
function proofsOf(part: Part, bound: Objective, hopes: Hopes | undefined): (() => PartProof)[] {
  const bands = bandsOf(part);
  const boundOfBand = (i: number): number => bound.placedByBand[bands[i] as number] as number;
  const places = hopes?.places ?? bands.map((_, i) => ({ bound: boundOfBand(i), by: undefined }));
  if (!places.every((each, i) => each.bound === boundOfBand(i))) return [];
  const fit = hopes ? { bound: hopes.fit.bound.value, by: hopes.fit.by } : { bound: bound.totalFit, by: undefined };
  return [() => mixedProof(part, places, fit.bound === bound.totalFit ? fit : undefined)];
}
