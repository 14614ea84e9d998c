import { describe, expect, it } from '@jest/globals';
import { bruteForce, pricesByTrying } from '../../../../test/support/matching/brute-force.js';
import { grouped, randomProblem, type Shape } from '../../../../test/support/matching/random-problem.js';
import { factsOf } from './check-certificate.js';
import { checkPrices } from './check-prices.js';
import { checkResult } from './check-result.js';
import { digestOf } from './digest.js';
import type { Price, ProblemFile, ResultFile } from './exchange.js';
import { solve } from './solve.js';

const plain: Shape = { pupils: 7, sites: 3, options: 4, kind: 'plain', fits: 15, waits: 4, pins: 'yes' };
const mixed: Shape = { ...plain, pupils: 5, kind: 'mixed' };

const sealed = (result: ResultFile, prices: readonly Price[]): ResultFile => {
  const changed = { ...result, prices };
  return { ...changed, digest: digestOf({ ...changed }) };
};

/** Every price one more or one less, in fit or in places of a band, with a digest that fits. */
function* otherwise(result: ResultFile): Generator<readonly Price[]> {
  for (const [at, price] of result.prices.entries()) {
    for (const by of [1, -1]) {
      yield result.prices.with(at, { ...price, fit: price.fit + by });
      for (const [band, count] of price.placedByBand.entries()) {
        yield result.prices.with(at, { ...price, placedByBand: price.placedByBand.with(band, count + by) });
      }
    }
  }
}

describe('checking prices', () => {
  it.each([
    ['single places', plain, (problem: ProblemFile) => problem],
    ['groups of several resources with steps of their own', plain, grouped],
    ['packages, funds and pairs kept apart', mixed, (problem: ProblemFile) => problem],
  ] as const)(
    'works out again what the engine says of %s, and finds every other figure wrong',
    async (_, shape, form) => {
      let checked = 0;
      let wrong = 0;
      for (let seed = 0; seed < 60; seed += 1) {
        const problem = form(randomProblem(seed, shape));
        const result = await solve(problem);
        const found = checkResult(problem, result);
        expect({ seed, found }).toMatchObject({ seed, found: { ok: true, prices: { onSearch: 0 } } });
        checked += result.prices.length;
        for (const prices of otherwise(result)) {
          expect({ seed, prices, ok: checkResult(problem, sealed(result, prices)).ok }).toMatchObject({
            seed,
            ok: false,
          });
          wrong += 1;
        }
      }
      expect(checked).toBeGreaterThan(100);
      expect(wrong).toBeGreaterThan(500);
    },
  );

  it('comes to what trying every choice comes to, for two thousand pools', async () => {
    let positive = 0;
    for (let seed = 0; seed < 2_000; seed += 1) {
      const kind = seed % 4 === 3 ? 'mixed' : 'plain';
      const shape: Shape = {
        ...plain,
        kind,
        pupils: 4,
        sites: 2,
        options: 3,
        fits: 2 + (seed % 30),
        pins: seed % 3 === 0 ? 'yes' : 'no',
      };
      const problem = seed % 4 === 1 ? grouped(randomProblem(seed, shape)) : randomProblem(seed, shape);
      // No solver is asked: the choice is the one that trying found.
      const best = bruteForce(problem);
      const prices = pricesByTrying(problem, best);
      const checked = checkPrices(factsOf(problem), { chosen: best.chosen, prices });
      expect({ seed, checked }).toEqual({ seed, checked: { prices: prices.length, onSearch: 0 } });
      positive += prices.filter((price) => price.fit !== 0 || price.placedByBand.some((count) => count !== 0)).length;
    }
    expect(positive).toBeGreaterThan(1_000);
  });
});
