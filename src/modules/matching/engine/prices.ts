import type { Objective, Price, Status } from './exchange.js';
import type { HighsClient } from './highs-client.js';
import type { Model } from './model.js';
import { split } from './part.js';
import { reduce } from './reduce.js';
import { solvePart } from './solve-part.js';
import { addObjectives, objectiveOf, partObjective } from './verify.js';

/** Scarcity prices by solving again with one step more of each group: slow and sure. */
export async function pricesOf(
  model: Model,
  objective: Objective,
  status: Status,
  client: HighsClient,
  deadline: number,
): Promise<Price[]> {
  if (status !== 'optimal') return [];
  const prices: Price[] = [];
  for (const group of model.groups) {
    const capacity = Float64Array.from(model.capacity);
    group.resources.forEach((r, i) => {
      capacity[r] = Math.min(Number.MAX_SAFE_INTEGER, (capacity[r] as number) + (group.steps[i] as number));
    });
    const { part } = reduce(model, { dominance: 'by-objective', capacity });
    let reached = objectiveOf(model, model.pinned);
    for (const component of split(part)) {
      const solved = await solvePart(component, client, deadline);
      reached = addObjectives(reached, partObjective(component, solved.choice));
    }
    prices.push({
      group: group.name,
      step: Math.max(...group.steps),
      placedByBand: reached.placedByBand.map((count, band) => count - (objective.placedByBand[band] as number)),
      fit: reached.totalFit - objective.totalFit,
    });
  }
  return prices;
}
