import { type Facts, factsOf } from './check-certificate.js';
import { CheckNetwork, type Step } from './check-network.js';
import type { Objective, ProblemFile, ResultFile } from './exchange.js';

/** How many prices stand in the result, and how many of them lie in parts that only a search can solve. */
export interface CheckedPrices {
  readonly prices: number;
  readonly onSearch: number;
}

/**
 * Works the price of each group out again: what the best choice would be worth with a step more of all its resources, less what the
 * choice is worth. Where each option takes one place of one row, by moving pupils along chains until nobody gains; in a part of few
 * choices by trying them all. Nothing of the solver is used. Elsewhere a price is only seen to be no loss. A line names a fault.
 */
export function checkPrices(facts: Facts, result: Pick<ResultFile, 'chosen' | 'prices'>): CheckedPrices | string {
  if (result.prices.length === 0) return { prices: 0, onSearch: 0 };
  const chosen = new Set(result.chosen);
  const network = new CheckNetwork(facts, chosen);
  const short = shortOf(facts);
  const steps = stepsOf(facts.problem);
  let onSearch = 0;
  for (const [i, price] of result.prices.entries()) {
    const step = steps.get(price.group) ?? new Map<string, number>();
    // An option that was larger than what there is may fit with a step more: then the network is another one.
    const opens = [...step.keys()].some((id) => short.has(id));
    const raised = opens ? new CheckNetwork(factsOf(withMore(facts.problem, step)), chosen, step) : network;
    const gain = raised.gain(step);
    if (typeof gain === 'string') return gain;
    const told: Objective = { placedByBand: price.placedByBand, totalFit: price.fit };
    if (gain === undefined) onSearch += 1;
    if (gain === undefined ? compare(told, NOTHING) < 0 : compare(told, gain) !== 0) {
      return `prices[${i}]: is not what a step more of ${JSON.stringify(price.group)} would add`;
    }
  }
  return { prices: result.prices.length, onSearch };
}

const NOTHING: Objective = { placedByBand: [], totalFit: 0 };

function compare(a: Objective, b: Objective): number {
  for (let band = 0; band < Math.max(a.placedByBand.length, b.placedByBand.length); band += 1) {
    const by = (a.placedByBand[band] ?? 0) - (b.placedByBand[band] ?? 0);
    if (by !== 0) return by;
  }
  return a.totalFit - b.totalFit;
}

function stepsOf(problem: ProblemFile): ReadonlyMap<string, Step> {
  const steps = new Map<string, Map<string, number>>();
  for (const { id, group, step } of problem.resources) {
    const own = steps.get(group ?? id) ?? new Map<string, number>();
    steps.set(group ?? id, own.set(id, step ?? 1));
  }
  return steps;
}

/** Resources of which some option uses more than there is. */
function shortOf({ problem, left }: Facts): ReadonlySet<string> {
  const short = new Set<string>();
  for (const { uses } of problem.options) {
    for (const [resource, units] of uses) if (BigInt(units) > (left.get(resource) ?? 0n)) short.add(resource);
  }
  return short;
}

const withMore = (problem: ProblemFile, step: Step): ProblemFile => ({
  ...problem,
  resources: problem.resources.map((each) => ({
    ...each,
    capacity: Math.min(Number.MAX_SAFE_INTEGER, each.capacity + (step.get(each.id) ?? 0)),
  })),
});
