import type { Objective } from './exchange.js';
import { feasibleStart } from './greedy.js';
import type { HighsClient } from './highs-client.js';
import { boundOf, findMultipliers, type LevelProblem, type Multipliers } from './lagrange.js';
import { worthOf } from './mip-model.js';
import { promising, relaxed, search } from './mixed-search.js';
import { goodStart } from './mixed-start.js';
import { bandsOf, type Choice, type Part } from './part.js';
import { compareObjectives, partObjective } from './verify.js';

/** What a mixed part came to: a choice, a bound no choice can pass, and whether they meet. */
export interface MixedAnswer {
  readonly choice: Choice;
  readonly bound: Objective;
  readonly proved: boolean;
}

interface Level extends LevelProblem {
  /** Multipliers to fall back on when the relaxation is not solved in time. */
  readonly at: Multipliers | undefined;
}

interface Limits {
  readonly client: HighsClient;
  readonly deadline: number;
}

/** Nodes of the search before the proof, and how near its bound it may stop, as a share of it. */
const SEARCH_NODES = 200;
const SEARCH_GAP = 0.0001;
/** A choice this near its bound, as a share of it, needs no search before the proof. */
const NEAR = 0.0005;

/**
 * One level. The known choice stands if a bound meets it. Else the relaxation prices every row; options that could not be part of a
 * better choice at those prices drop out for good, a short search among the best of the rest finds a better choice, more drop out,
 * and HiGHS proves what is left.
 */
async function solveLevel(
  part: Part,
  level: Level,
  known: Choice,
  { client, deadline }: Limits,
): Promise<{ choice: Choice; bound: number }> {
  let worth = worthOf(level, known);
  const free = { rows: Array.from(part.capacity, () => 0), floors: level.floors.map(() => 0) };
  if (boundOf(part, level, free).value <= worth) return { choice: known, bound: worth };
  const relaxation = await relaxed(part, level, worth, client, deadline, level.at);
  const { bound } = relaxation;
  let choice = known;
  if (bound.value - worth > NEAR * bound.value) {
    const effort = { nodeLimit: SEARCH_NODES, gap: Math.max(0.5, SEARCH_GAP * bound.value) };
    ({ choice } = await search(part, level, known, promising(part, relaxation), client, deadline, effort));
    worth = worthOf(level, choice);
  }
  if (bound.value <= worth) return { choice, bound: worth };
  const least = worth;
  const proof = await search(part, level, choice, (o) => bound.with(o) > least, client, deadline);
  worth = worthOf(level, proof.choice);
  // Among options left out nothing is better than what was known, so HiGHS's bound over the rest holds for all.
  return { choice: proof.choice, bound: Math.max(worth, Math.min(bound.value, proof.bound)) };
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

/** A known choice that places everybody is start enough; one that leaves somebody out may have been repaired badly. */
async function startFrom(
  part: Part,
  known: Choice | undefined,
  { client, deadline }: Limits,
): Promise<{ choice: Choice; prices?: Multipliers }> {
  if (known?.every((o) => o >= 0)) return { choice: known };
  const plain = feasibleStart(part);
  if (allHaveTheirBest(part, plain)) return { choice: plain };
  const found = await goodStart(part, client, deadline);
  const knownIsBetter = known && compareObjectives(partObjective(part, known), partObjective(part, found.choice)) > 0;
  return knownIsBetter ? { ...found, choice: known } : found;
}

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
  const { model } = part;
  const bandOf = (o: number): number => model.band[part.pupils[part.optionPupil[o] as number] as number] as number;
  const fit = Float64Array.from(part.options, (o) => model.fit[o] as number);
  const floors: { counts: (o: number) => boolean; least: number }[] = [];
  const placedByBand = Array.from({ length: model.bandCount }, () => 0);
  const start = await startFrom(part, known, { client, deadline });
  let { choice } = start;
  let proved = true;
  let totalFit = 0;
  for (const band of [...bandsOf(part), -1]) {
    const worth = band < 0 ? fit : Float64Array.from(part.options, (_, o) => (bandOf(o) === band ? 1 : 0));
    const level: Level = { worth, floors: [...floors], at: band < 0 ? start.prices : undefined };
    const now = performance.now();
    // Half of what is left for each level of places, or a hard one would leave fit no time at all.
    const until = band < 0 ? deadline : now + (deadline - now) / 2;
    const solved = await solveLevel(part, level, choice, { client, deadline: until });
    choice = solved.choice;
    const reached = worthOf(level, choice);
    const bound: number = proved ? solved.bound : looseBound(part, worth, reached);
    if (band < 0) totalFit = bound;
    else placedByBand[band] = bound;
    proved &&= bound === reached;
    floors.push({ counts: (o) => bandOf(o) === band, least: reached });
  }
  return { choice, bound: { placedByBand, totalFit }, proved };
}

/** Once a level is open, the rows that hold it are guesses: later levels are bounded without them. */
function looseBound(part: Part, worth: Float64Array, reached: number): number {
  const level: LevelProblem = { worth, floors: [] };
  return boundOf(part, level, findMultipliers(part, level, reached)).value;
}
