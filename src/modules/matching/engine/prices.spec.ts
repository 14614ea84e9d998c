import { describe, expect, it } from '@jest/globals';
import { bruteForce } from '../../../../test/support/matching/brute-force.js';
import { randomProblem, type Shape } from '../../../../test/support/matching/random-problem.js';
import type { Price, ProblemFile } from './exchange.js';
import { solve } from './solve.js';

const plain: Shape = { pupils: 6, sites: 3, options: 4, kind: 'plain', fits: 12, waits: 30, pins: 'no' };
const mixed: Shape = { ...plain, pupils: 5, kind: 'mixed' };

/** The price of each group by trying every choice with one step more of it. */
function pricesByTrying(problem: ProblemFile): Price[] {
  const now = bruteForce(problem);
  const groups = [...new Set(problem.resources.map((r) => r.group ?? r.id))].sort();
  return groups.map((group) => {
    const resources = problem.resources.map((r) =>
      (r.group ?? r.id) === group ? { ...r, capacity: r.capacity + (r.step ?? 1) } : r,
    );
    const then = bruteForce({ ...problem, resources });
    const step = problem.resources.find((r) => (r.group ?? r.id) === group)?.step ?? 1;
    const placedByBand = then.placedByBand.map((count, band) => count - (now.placedByBand[band] as number));
    return { group, step, placedByBand, fit: then.totalFit - now.totalFit };
  });
}

async function compare(shape: Shape, seeds: number): Promise<number> {
  let positive = 0;
  for (let seed = 0; seed < seeds; seed += 1) {
    const problem = randomProblem(seed, shape);
    const expected = pricesByTrying(problem);
    expect({ seed, prices: (await solve(problem)).prices }).toEqual({ seed, prices: expected });
    positive += expected.filter((price) => price.fit !== 0 || price.placedByBand.some((count) => count !== 0)).length;
  }
  return positive;
}

describe('scarcity prices', () => {
  it('are what one place more of a site would really add, where each option is one place', async () => {
    expect(await compare(plain, 150)).toBeGreaterThan(100);
  });

  it('are right where several prices would prove the same choice', async () => {
    await compare({ ...plain, fits: 2 }, 150);
  });

  it('are what one step more would really add with packages, funds, pairs kept apart and pins', async () => {
    expect(await compare(mixed, 60)).toBeGreaterThan(40);
    await compare({ ...mixed, pins: 'yes' }, 40);
  });
});
