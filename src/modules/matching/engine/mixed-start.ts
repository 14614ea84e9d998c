import { feasibleStart, improveFit } from './greedy.js';
import type { HighsClient } from './highs-client.js';
import { findMultipliers, MULTIPLIER_SCALE, type LevelProblem, type Multipliers } from './lagrange.js';
import { worthOf } from './mip-model.js';
import { promising, relaxed, search } from './mixed-search.js';
import { bandsOf, type Choice, type Part } from './part.js';
import { compareObjectives, partObjective } from './verify.js';

/** A place is worth this many times the best fit, and as many times more for each earlier band: few places are then traded for fit. */
const PLACE = 20;
/** More bands than this share a weight, or the numbers would leave what floating point can tell apart. */
const MOST_WEIGHTS = 4;
const FIT_STEPS = 1000;

const SEARCH_NODES = 200;
/** How far from its bound a start may stay, as a share of the fit. */
const NEAR = 0.0005;

export interface Start {
  readonly choice: Choice;
  /** What the rows turned out to be worth in fit, and the premium of a place of each band in the part. */
  readonly prices: Multipliers;
}

/**
 * A start for all levels at once: one problem in which places of early bands weigh most, priced by the subgradient method, with a
 * greedy choice at those prices now and then. Where somebody goes without, a relaxation and a short search follow. It proves nothing;
 * it only has to be good, and the same each time.
 */
export async function goodStart(part: Part, client: HighsClient, deadline: number): Promise<Start> {
  const { model } = part;
  const bands = bandsOf(part);
  const top = part.options.reduce((most, o) => Math.max(most, model.fit[o] as number), 1);
  const scale = Math.max(1, top / FIT_STEPS);
  const weights = bands.map((_, i) => FIT_STEPS * PLACE ** Math.min(MOST_WEIGHTS, bands.length - i));
  const weightOf = new Map(bands.map((band, i) => [band, weights[i] as number]));
  const worth = Float64Array.from(part.options, (option) => {
    const band = model.band[model.optionPupil[option] as number] as number;
    return (weightOf.get(band) ?? 0) + Math.floor((model.fit[option] as number) / scale);
  });
  const level: LevelProblem = { worth, floors: [] };
  let choice = improveFit(part, feasibleStart(part));
  const consider = (other: Choice): void => {
    if (compareObjectives(partObjective(part, other), partObjective(part, choice)) > 0) choice = other;
  };
  const look = (prices: Float64Array): void => {
    consider(improveFit(part, feasibleStart(part, undefined, { worth, prices })));
  };
  const found = findMultipliers(part, level, worthOf(level, choice), { look });
  look(Float64Array.from(found.rows, (each) => each / MULTIPLIER_SCALE));
  const prices: Multipliers = {
    rows: found.rows.map((each) => Math.round(each * scale)),
    floors: weights.map((weight) => Math.round(weight * scale * MULTIPLIER_SCALE)),
  };
  // With everybody placed only fit is open, and that has a search of its own.
  if (choice.every((o) => o >= 0)) return { choice, prices };
  const relaxation = await relaxed(part, level, worthOf(level, choice), client, deadline, found);
  const effort = { nodeLimit: SEARCH_NODES, gap: NEAR * FIT_STEPS * part.pupils.length };
  consider((await search(part, level, choice, promising(part, relaxation), client, deadline, effort)).choice);
  return { choice, prices };
}
