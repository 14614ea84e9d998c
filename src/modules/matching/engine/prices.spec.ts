import { describe, expect, it } from '@jest/globals';
import { pricesByTrying } from '../../../../test/support/matching/brute-force.js';
import { grouped, randomProblem, type Shape } from '../../../../test/support/matching/random-problem.js';
import type { ProblemFile } from './exchange.js';
import { solve } from './solve.js';

const plain: Shape = { pupils: 6, sites: 3, options: 4, kind: 'plain', fits: 12, waits: 30, pins: 'no' };
const mixed: Shape = { ...plain, pupils: 5, kind: 'mixed' };

/** Seconds on an idle machine; the solver answers from a thread of its own, and a busy machine must not fail a test. */
const BUSY_MS = 300_000;

const asDrawn = (problem: ProblemFile): ProblemFile => problem;

async function compare(shape: Shape, seeds: number, form = asDrawn, from = 0): Promise<number> {
  let positive = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const problem = form(randomProblem(seed, shape));
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

  it(
    'are what one step more would really add with packages, funds, pairs kept apart and pins',
    async () => {
      expect(await compare(mixed, 60)).toBeGreaterThan(40);
      await compare({ ...mixed, pins: 'yes' }, 40);
    },
    BUSY_MS,
  );

  it(
    'are right for two thousand small pools: single places, groups with steps of their own, packages and funds',
    async () => {
      const small: Shape = { ...plain, pupils: 4, sites: 2, options: 3 };
      for (const pins of ['no', 'yes'] as const) {
        expect(await compare({ ...small, pins }, 600, asDrawn, 1_000)).toBeGreaterThan(400);
        expect(await compare({ ...small, pins, fits: 3 }, 340, grouped, 2_000)).toBeGreaterThan(200);
        expect(await compare({ ...small, pins, pupils: 3, kind: 'mixed' }, 60, asDrawn, 3_100)).toBeGreaterThan(20);
      }
    },
    BUSY_MS,
  );
});
