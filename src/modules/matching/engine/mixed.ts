import type { Objective } from './exchange.js';
import type { HighsClient, MipRequest } from './highs-client.js';
import { boundOf, findMultipliers, type LevelProblem } from './lagrange.js';
import type { Choice, Part } from './part.js';
import { isFeasible } from './verify.js';

/** What a mixed part came to: a choice, a bound no choice can pass, and whether they meet. */
export interface MixedAnswer {
  readonly choice: Choice;
  readonly bound: Objective;
  readonly proved: boolean;
}

interface Level extends LevelProblem {
  /** Band counted, or -1 for fit. */
  readonly band: number;
}

/** The model HiGHS gets: resource rows, a row for each pupil with several options, and a row for each earlier level. */
export function mipOf(part: Part, level: LevelProblem, kind: 'mip' | 'lp'): MipRequest {
  const columns = part.options.length;
  const pupilRow = new Int32Array(part.pupils.length).fill(-1);
  let rows = part.capacity.length;
  for (let p = 0; p < part.pupils.length; p += 1) {
    if ((part.optionStart[p + 1] as number) - (part.optionStart[p] as number) > 1) pupilRow[p] = rows++;
  }
  const firstFloor = rows;
  rows += level.floors.length;
  const starts = new Int32Array(columns + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let o = 0; o < columns; o += 1) {
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      indices.push(part.useRow[k] as number);
      values.push(part.useUnits[k] as number);
    }
    const own = pupilRow[part.optionPupil[o] as number] as number;
    if (own >= 0) {
      indices.push(own);
      values.push(1);
    }
    level.floors.forEach((floor, i) => {
      if (!floor.counts(o)) return;
      indices.push(firstFloor + i);
      values.push(1);
    });
    starts[o + 1] = indices.length;
  }
  const rowLower = new Float64Array(rows).fill(-Infinity);
  const rowUpper = new Float64Array(rows).fill(1);
  rowUpper.set(part.capacity);
  level.floors.forEach((floor, i) => {
    rowLower[firstFloor + i] = floor.least;
    rowUpper[firstFloor + i] = Infinity;
  });
  return {
    columns,
    rows,
    cost: level.worth,
    rowLower,
    rowUpper,
    starts,
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
    kind,
  };
}

export function worthOf(level: LevelProblem, choice: Choice): number {
  let total = 0;
  for (const o of choice) if (o >= 0) total += level.worth[o] as number;
  return total;
}

export function choiceOf(part: Part, ones: Int32Array): Choice {
  const choice = new Int32Array(part.pupils.length).fill(-1);
  for (const o of ones) choice[part.optionPupil[o] as number] = o;
  return choice;
}

/** True if the choice keeps to every row and every earlier level, in whole numbers. */
function holds(part: Part, level: LevelProblem, choice: Choice): boolean {
  return (
    isFeasible(part, choice) &&
    level.floors.every(
      (floor) => choice.reduce((sum, o) => sum + (o >= 0 && floor.counts(o) ? 1 : 0), 0) >= floor.least,
    )
  );
}

function bandsOf(part: Part): number[] {
  return [...new Set(Array.from(part.pupils, (p) => part.model.band[p] as number))].sort((a, b) => a - b);
}

/** HiGHS works in floating point: a bound is widened by its relative error before the fraction is cut. */
const cut = (bound: number): number => Math.floor(bound + Math.max(1e-6, Math.abs(bound) * 1e-9));

/** One level: the known choice if a bound meets it, else HiGHS. */
async function solveLevel(
  part: Part,
  level: Level,
  known: Choice,
  client: HighsClient,
  deadline: number,
): Promise<{ choice: Choice; bound: number }> {
  const worth = worthOf(level, known);
  let bound = boundOf(part, level, findMultipliers(part, level, worth));
  if (bound <= worth) return { choice: known, bound: worth };
  const start = Int32Array.from(known.filter((o) => o >= 0));
  const outcome = await client.run({ ...mipOf(part, level, 'mip'), start }, deadline);
  bound = Math.min(bound, Number.isFinite(outcome.bound) ? cut(outcome.bound) : Infinity);
  if (!outcome.ones) return { choice: known, bound: Math.max(bound, worth) };
  const found = choiceOf(part, outcome.ones);
  const better = holds(part, level, found) && worthOf(level, found) >= worth ? found : known;
  return { choice: better, bound: Math.max(bound, worthOf(level, better)) };
}

/**
 * Solves a part level by level: places of each band, then fit, with earlier levels as rows. `start` must be feasible. A deadline
 * ends it with the best choice found and a bound that holds: the level that was not proved carries its bound, later ones what they
 * could reach at most.
 */
export async function solveMixed(
  part: Part,
  start: Choice,
  client: HighsClient,
  deadline: number,
): Promise<MixedAnswer> {
  const { model } = part;
  const bandOf = (o: number): number => model.band[part.pupils[part.optionPupil[o] as number] as number] as number;
  const fit = Float64Array.from(part.options, (o) => model.fit[o] as number);
  const floors: { counts: (o: number) => boolean; least: number }[] = [];
  const placedByBand = Array.from({ length: model.bandCount }, () => 0);
  const bands = bandsOf(part);
  let choice = start;
  let proved = true;
  let totalFit = 0;
  for (const band of [...bands, -1]) {
    const worth = band < 0 ? fit : Float64Array.from(part.options, (_, o) => (bandOf(o) === band ? 1 : 0));
    const level: Level = { band, worth, floors: [...floors] };
    const now = performance.now();
    // Half of what is left for each level of places, or a hard one would leave fit no time at all.
    const until = band < 0 ? deadline : now + (deadline - now) / 2;
    const solved = await solveLevel(part, level, choice, client, until);
    choice = solved.choice;
    const reached = worthOf(level, choice);
    // Once a level is open, the rows that hold it are guesses: later levels are bounded without them.
    const bound: number = proved
      ? solved.bound
      : boundOf(part, { worth, floors: [] }, findMultipliers(part, { worth, floors: [] }, reached));
    if (band < 0) totalFit = bound;
    else placedByBand[band] = bound;
    proved &&= bound === reached;
    floors.push({ counts: (o) => bandOf(o) === band, least: reached });
  }
  return { choice, bound: { placedByBand, totalFit }, proved };
}
