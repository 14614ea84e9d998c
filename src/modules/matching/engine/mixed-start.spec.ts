import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import type { OptionEntry, ProblemFile } from './exchange.js';
import { feasibleStart } from './greedy.js';
import { HighsClient } from './highs-client.js';
import type { Solved } from './highs-protocol.js';
import { worthOf } from './mip-model.js';
import { dive, solved } from './mixed-search.js';
import { diveForAll, quickStart } from './mixed-start.js';
import { compile } from './model.js';
import { reduce } from './reduce.js';
import { solve } from './solve.js';
import { isFeasible } from './verify.js';

const PUPILS = 120;
const SITES = 30;

/** There is room for all, and money for all, but only if nearly everybody goes where it is cheap, though the dear fits better. */
function shortOfMoney(seed: number): ProblemFile {
  const random = new Random(seed);
  const cost = Array.from({ length: SITES }, () => random.between(5_000, 20_000));
  const home = Array.from({ length: PUPILS }, (_, p) => p % SITES);
  const options: OptionEntry[] = home.flatMap((own, p) => {
    const sites = [...new Set([own, ...Array.from({ length: 7 }, () => random.below(SITES))])];
    return sites.map((site) => ({
      id: `p${p}/s${site}`,
      pupil: `p${p}`,
      fit: Math.floor((cost[site] as number) / 10) + random.below(200),
      uses: [
        [`site-${site}/am`, 1],
        [`site-${site}/pm`, 1],
        ['fund', cost[site] as number],
      ],
    }));
  });
  const cheapest = home.map((_, p) => {
    const own = options.filter(({ pupil }) => pupil === `p${p}`);
    return Math.min(...own.map(({ uses }) => uses[2]?.[1] ?? 0));
  });
  const room = (site: number): number => 1 + cheapest.filter((pence) => pence === cost[site]).length;
  const paid = Math.floor(1.01 * cheapest.reduce((sum, each) => sum + each, 0));
  return {
    version: 1,
    resources: [
      ...cost.flatMap((_, site) => [
        { id: `site-${site}/am`, capacity: room(site) },
        { id: `site-${site}/pm`, capacity: room(site) + 1 },
      ]),
      { id: 'fund', capacity: paid },
    ],
    pupils: home.map((_, p) => ({ id: `p${p}`, band: 0 })),
    options,
  };
}

describe('a choice to begin with, where a fund that everybody draws on is short', () => {
  it.each([1, 2, 3])('leaves nobody without a place and keeps to the fund (pool %d)', (seed) => {
    const { part } = reduce(compile(shortOfMoney(seed)), { dominance: 'by-objective' });
    const { choice: start } = quickStart(part, feasibleStart(part), Infinity);
    expect(isFeasible(part, start)).toBe(true);
    expect(start.filter((o) => o < 0).length).toBe(0);
  });

  it.each([5, 6])(
    'and from there the solver comes within half a per cent of the relaxation (pool %d)',
    async (seed) => {
      const { part } = reduce(compile(shortOfMoney(seed)), { dominance: 'by-objective' });
      const limits = { client: new HighsClient(), deadline: Infinity };
      const worth = Float64Array.from(part.options, (o) => 50_000 + (part.model.fit[o] as number));
      const level = { worth, floors: [] };
      const start = feasibleStart(part);
      const relaxation = await solved(part, level, limits);
      let root: Solved | undefined;
      const hear = (relaxation: Solved): void => void (root = relaxation);
      const choice = await dive(part, level, start, () => true, limits, { effort: 5_000 }, hear);
      limits.client.close();
      expect(isFeasible(part, choice)).toBe(true);
      expect(root?.columnValue.length).toBe(part.options.length);
      expect(worthOf(level, choice)).toBeGreaterThan(worthOf(level, start));
      expect(worthOf(level, choice)).toBeGreaterThan(0.995 * (relaxation?.bound.value ?? Infinity));
    },
  );

  it('dives for a place for everybody first, and does without if that cannot be', async () => {
    const limits = { client: new HighsClient(), deadline: Infinity };
    const problem = shortOfMoney(7);
    const partOf = (file: ProblemFile) => reduce(compile(file), { dominance: 'by-objective' }).part;
    const scarce = problem.resources.map((r) => (r.id === 'fund' ? { ...r, capacity: Math.floor(r.capacity / 2) } : r));
    const all = partOf(problem);
    const diving = diveForAll(all, feasibleStart(all), limits);
    const first = await diving.done;
    expect((await diving.heard)?.fit.bound.value).toBe(first?.hopes?.fit.bound.value);
    expect(first?.choice.filter((o) => o < 0).length).toBe(0);
    expect(first?.hopes?.fit.bound.value).toBeGreaterThan(0);
    const few = partOf({ ...problem, resources: scarce });
    const start = feasibleStart(few);
    const some = await diveForAll(few, start, limits).done;
    expect(some?.hopes).toBeUndefined();
    expect(isFeasible(few, some?.choice ?? start)).toBe(true);
    expect(some?.choice.filter((o) => o >= 0).length).toBeGreaterThanOrEqual(start.filter((o) => o >= 0).length);
    limits.client.close();
  });

  it('and a run comes near its bound in seconds', async () => {
    const result = await solve(shortOfMoney(4), { prices: 'no', timeLimitSeconds: 5 });
    expect(result.bound.placedByBand).toEqual([PUPILS]);
    expect(result.placedByBand[0]).toBeGreaterThanOrEqual(PUPILS - 1);
  }, 30_000);
});
