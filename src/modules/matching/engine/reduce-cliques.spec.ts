import { describe, expect, it } from '@jest/globals';
import { bruteForce } from '../../../../test/support/matching/brute-force.js';
import { Random } from '../../../../test/support/matching/random.js';
import type { OptionEntry, ProblemFile } from './exchange.js';
import { solve } from './solve.js';

/** Pupils of whom many pairs, or all, must be kept apart at some sites. */
function apartProblem(seed: number, pupils: number, sites: number, percent: number): ProblemFile {
  const random = new Random(seed);
  const apart = new Map<string, number>();
  const uses = Array.from({ length: pupils }, () => Array.from({ length: sites }, (): [string, number][] => []));
  for (let s = 0; s < sites; s += 1) {
    for (let p = 0; p < pupils; p += 1) {
      uses[p]?.[s]?.push([`site-${s}`, 1]);
      for (let q = p + 1; q < pupils; q += 1) {
        if (!random.chance(percent)) continue;
        const id = `apart/${p}-${q}/site-${s}`;
        apart.set(id, 1);
        uses[p]?.[s]?.push([id, 1]);
        uses[q]?.[s]?.push([id, 1]);
      }
    }
  }
  const options = uses.flatMap((own, p) =>
    own.map((each, s): OptionEntry => ({ id: `p${p}/${s}`, pupil: `p${p}`, fit: random.below(50), uses: each })),
  );
  return {
    version: 1,
    seed,
    resources: [
      ...Array.from({ length: sites }, (_, s) => ({ id: `site-${s}`, capacity: 3 })),
      ...[...apart.keys()].map((id) => ({ id, capacity: 1 })),
    ],
    pupils: uses.map((_, p) => ({ id: `p${p}`, band: random.below(2) })),
    options,
  };
}

describe('pairs kept apart', () => {
  it('are kept apart, and nobody else, whether few, many or all pairs are', async () => {
    for (let seed = 0; seed < 45; seed += 1) {
      const problem = apartProblem(seed, 6, 2, [30, 70, 100][seed % 3] as number);
      const best = bruteForce(problem);
      const { placedByBand, totalFit } = await solve(problem, { prices: 'no' });
      expect({ seed, placedByBand, totalFit }).toEqual({
        seed,
        placedByBand: best.placedByBand,
        totalFit: best.totalFit,
      });
    }
  });

  it('have the price that letting them meet would really have', async () => {
    for (let seed = 0; seed < 6; seed += 1) {
      const problem = apartProblem(seed, 5, 2, [60, 100, 100][seed % 3] as number);
      const now = bruteForce(problem);
      const { prices } = await solve(problem);
      for (const { group, placedByBand, fit } of prices) {
        const resources = problem.resources.map((r) => (r.id === group ? { ...r, capacity: r.capacity + 1 } : r));
        const then = bruteForce({ ...problem, resources });
        const gain = then.placedByBand.map((count, band) => count - (now.placedByBand[band] as number));
        expect({ seed, group, placedByBand, fit }).toEqual({
          seed,
          group,
          placedByBand: gain,
          fit: then.totalFit - now.totalFit,
        });
      }
    }
  });

  it('are one rule where everybody is apart from everybody: the answer and all prices come at once', async () => {
    const problem = apartProblem(1, 30, 3, 100);
    const started = performance.now();
    const { placedByBand, prices, components } = await solve(problem);
    expect(placedByBand.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect([prices.length, components.length, components[0]?.method]).toEqual([3 + 3 * 435, 1, 'flow']);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
