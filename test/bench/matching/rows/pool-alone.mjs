import { engine } from '../engine.mjs';
import { POOLS, pool } from '../packages.mjs';

/** One pool in a process that has done nothing yet: how near its proven bound the engine comes. */
export async function measure(name, seed, seconds) {
  const { solve } = await engine('index.js');
  const { placedByBand, totalFit, bound } = await solve(pool(POOLS[name], Number(seed)), {
    prices: 'no',
    timeLimitSeconds: Number(seconds),
  });
  const proved = placedByBand.every((count, band) => count === bound.placedByBand[band]);
  return { seed, proved, gap: (100 * (bound.totalFit - totalFit)) / Math.max(1, bound.totalFit) };
}
