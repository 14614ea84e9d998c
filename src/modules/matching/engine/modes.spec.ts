import { describe, expect, it } from '@jest/globals';
import { publishedDraw } from '../../../../test/support/matching/brute-force.js';
import { Random } from '../../../../test/support/matching/random.js';
import { randomProblem, reordered, type Shape } from '../../../../test/support/matching/random-problem.js';
import type { OptionEntry, ProblemFile } from './exchange.js';
import { solve } from './solve.js';

const plain: Shape = { pupils: 9, sites: 4, options: 4, kind: 'plain', fits: 20, waits: 4, pins: 'no' };
const mixed: Shape = { ...plain, pupils: 6, kind: 'mixed' };

/** Draws ranks and priorities with many ties. */
function withRanks(problem: ProblemFile, seed: number): ProblemFile {
  const random = new Random(seed);
  const options = problem.options.map((option) => ({
    ...option,
    rank: random.between(1, 3),
    priority: random.between(1, 3),
  }));
  return { ...problem, options };
}

const site = (option: OptionEntry): string => option.uses[0]?.[0] ?? '';

/** Pairs of a pupil and a place that would both strictly rather have each other. */
function envy(problem: ProblemFile, chosen: readonly string[]): string[] {
  const taken = problem.options.filter((option) => chosen.includes(option.id));
  const pinned = new Set(problem.pinned ?? []);
  return problem.options
    .filter((option) => !problem.barred?.includes(option.id))
    .filter((option) => {
      const own = taken.find((other) => other.pupil === option.pupil);
      if (own && (pinned.has(own.id) || (own.rank ?? 0) <= (option.rank ?? 0))) return false;
      const held = taken.filter((other) => site(other) === site(option));
      const room = (problem.resources.find((r) => r.id === site(option))?.capacity ?? 0) > held.length;
      return room || held.some((other) => !pinned.has(other.id) && (other.priority ?? 0) > (option.priority ?? 0));
    })
    .map((option) => option.id);
}

describe('stable mode', () => {
  it('leaves nobody with a better claim to a place they would rather have, also beside pins and ties', async () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const problem = withRanks(randomProblem(seed, { ...plain, pins: seed % 2 ? 'yes' : 'no' }), seed);
      const result = await solve(problem, { mode: 'stable' });
      expect({ seed, envy: envy(problem, result.chosen) }).toEqual({ seed, envy: [] });
    }
  });

  it('breaks ties by the published draw: of two with equal claims the higher number has the place', async () => {
    const problem: ProblemFile = {
      version: 1,
      seed: 11,
      resources: [{ id: 's', capacity: 1 }],
      pupils: ['a', 'b', 'c'].map((id) => ({ id, band: 0 })),
      options: ['a', 'b', 'c'].map((id) => ({
        id: `${id}/s`,
        pupil: id,
        fit: 0,
        rank: 1,
        priority: 1,
        uses: [['s', 1]],
      })),
    };
    const winner = ['a', 'b', 'c'].sort((x, y) => publishedDraw(11, y, `${y}/s`) - publishedDraw(11, x, `${x}/s`))[0];
    expect((await solve(problem, { mode: 'stable' })).chosen).toEqual([`${winner}/s`]);
  });

  it('solves packages optimally beside it, and says which pupils were solved how', async () => {
    const problem: ProblemFile = {
      version: 1,
      resources: ['s', 't', 'u'].map((id) => ({ id, capacity: 1 })),
      pupils: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, band: 0 })),
      options: [
        { id: 'a/s', pupil: 'a', fit: 1, rank: 1, priority: 1, uses: [['s', 1]] },
        { id: 'b/s', pupil: 'b', fit: 9, rank: 1, priority: 2, uses: [['s', 1]] },
        {
          id: 'c/tu',
          pupil: 'c',
          fit: 9,
          rank: 1,
          priority: 1,
          uses: [
            ['t', 1],
            ['u', 1],
          ],
        },
        { id: 'c/t', pupil: 'c', fit: 2, rank: 2, priority: 1, uses: [['t', 1]] },
        { id: 'd/u', pupil: 'd', fit: 1, rank: 1, priority: 9, uses: [['u', 1]] },
        { id: 'e/t', pupil: 'e', fit: 1, rank: 1, priority: 1, uses: [['t', 1]] },
      ],
    };
    const result = await solve(problem, { mode: 'stable' });
    expect(result.chosen).toEqual(['a/s', 'c/t', 'd/u']);
    expect(result.status).toBe('stable');
    expect(result.components.map(({ method, pupils }) => [method, pupils])).toEqual([
      ['stable', ['a', 'b']],
      ['mip', ['c', 'd', 'e']],
    ]);
    expect(result.bound).toEqual({ placedByBand: [3], totalFit: 12 });
  });
});

describe('greedy mode', () => {
  it('lets the longest wait choose first, then the higher number, and each takes the best fit still to be had', async () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const problem = randomProblem(seed, { ...mixed, pins: 'yes' });
      const left = new Map(problem.resources.map((r) => [r.id, r.capacity]));
      const chosen: string[] = [];
      const take = (option: OptionEntry): void => {
        chosen.push(option.id);
        for (const [id, units] of option.uses) left.set(id, (left.get(id) ?? 0) - units);
      };
      const pinned = problem.options.filter((o) => problem.pinned?.includes(o.id));
      pinned.forEach(take);
      const draw = (pupil: string, option: string): number => publishedDraw(seed, pupil, option);
      const queue = problem.pupils
        .filter((pupil) => !pinned.some((option) => option.pupil === pupil.id))
        .sort((a, b) => (b.waitingDays ?? 0) - (a.waitingDays ?? 0) || draw(b.id, '') - draw(a.id, ''));
      for (const pupil of queue) {
        const [best] = problem.options
          .filter((o) => o.pupil === pupil.id && !problem.barred?.includes(o.id))
          .filter((o) => o.uses.every(([id, units]) => (left.get(id) ?? 0) >= units))
          .sort((a, b) => b.fit - a.fit || draw(pupil.id, b.id) - draw(pupil.id, a.id));
        if (best) take(best);
      }
      const result = await solve(problem, { mode: 'greedy' });
      expect({ seed, chosen: result.chosen }).toEqual({ seed, chosen: chosen.sort() });
      expect(result.status).toBe('greedy');
    }
  });

  it('never passes the optimal run, nor its own bound', async () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const problem = randomProblem(seed, mixed);
      const greedy = await solve(problem, { mode: 'greedy' });
      const best = await solve(problem, { prices: 'no' });
      const key = (o: { placedByBand: readonly number[]; totalFit: number }): number =>
        [...o.placedByBand, 0, 0, 0].slice(0, 3).reduce((sum, count) => sum * 10 + count, 0) * 1e6 + o.totalFit;
      expect(key(best)).toBeGreaterThanOrEqual(key(greedy));
      expect(key(greedy.bound)).toBeGreaterThanOrEqual(key(best));
    }
  });
});

describe('every mode', () => {
  it('gives the same bytes whatever the order of the lists, and each time', async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const problem = withRanks(randomProblem(seed, plain), seed);
      for (const mode of ['optimal', 'stable', 'greedy'] as const) {
        const first = JSON.stringify(await solve(problem, { mode }));
        expect(JSON.stringify(await solve(reordered(problem, seed + 9), { mode }))).toBe(first);
        expect(JSON.stringify(await solve(problem, { mode }))).toBe(first);
      }
    }
  });

  it('never gets worse with one place more', async () => {
    const key = (o: { placedByBand: readonly number[]; totalFit: number }): number =>
      [...o.placedByBand, 0, 0, 0].slice(0, 3).reduce((sum, count) => sum * 10 + count, 0) * 1e6 + o.totalFit;
    for (let seed = 0; seed < 60; seed += 1) {
      const problem = randomProblem(seed, mixed);
      const more = problem.resources.map((r, i) =>
        i === seed % problem.resources.length ? { ...r, capacity: r.capacity + 1 } : r,
      );
      const before = await solve(problem, { prices: 'no' });
      const after = await solve({ ...problem, resources: more }, { prices: 'no' });
      expect(key(after)).toBeGreaterThanOrEqual(key(before));
    }
  });
});
