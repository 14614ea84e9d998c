import { describe, expect, it } from '@jest/globals';
import { generalisedAssignment, knownResults } from '../../../../test/support/matching/benchmarks.js';
import { randomProblem } from '../../../../test/support/matching/random-problem.js';
import { HighsClient } from './highs-client.js';
import { compile } from './model.js';
import { solve } from './solve.js';
import { faultOf } from './verify.js';

const hard = 'gap/c0848_2.txt';
const optimum = knownResults().find((entry) => entry.file === hard)?.min?.optimum ?? 0;

describe('a run that is cut short', () => {
  it.each([0.001, 0.05, 0.2])(
    'still returns a choice that keeps every limit, and a bound that holds, after %d s',
    async (limit) => {
      const instance = generalisedAssignment(hard, 'min');
      const result = await solve(instance.problem, { timeLimitSeconds: limit });
      const model = compile(instance.problem);
      const chosen = Int32Array.from(model.pupils, (_, p) => {
        const own = model.options.findIndex((id, o) => model.optionPupil[o] === p && result.chosen.includes(id));
        return own;
      });
      expect(faultOf(model, chosen)).toBeUndefined();
      expect(result.chosen.length).toBeGreaterThan(0);
      expect(result.bound.placedByBand[0]).toBe(instance.pupils);
      // The known optimum lies between what was found and what was proved.
      expect(instance.cost(result.bound.totalFit)).toBeLessThanOrEqual(optimum);
      if (result.chosen.length === instance.pupils)
        expect(instance.cost(result.totalFit)).toBeGreaterThanOrEqual(optimum);
      if (result.status === 'optimal') expect(instance.cost(result.totalFit)).toBe(optimum);
    },
  );

  it('ends soon after its limit, even inside the solver', async () => {
    const instance = generalisedAssignment('gap/e05100.txt', 'min');
    const started = performance.now();
    await solve(instance.problem, { timeLimitSeconds: 0.3 });
    // Generous, because test machines are busy; the solver alone would take many times as long.
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('says optimal when it was done in time, and gives the same bytes as a run without a limit', async () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const problem = randomProblem(seed, {
        pupils: 6,
        sites: 3,
        options: 4,
        kind: 'mixed',
        fits: 40,
        waits: 30,
        pins: 'no',
      });
      const limited = await solve(problem, { timeLimitSeconds: 600 });
      expect(JSON.stringify(limited)).toBe(JSON.stringify(await solve(problem)));
    }
  });
});

describe('a solver that runs out of memory', () => {
  it('stops with what it has, and the engine still answers', async () => {
    const client = new HighsClient(1);
    const instance = generalisedAssignment(hard, 'min');
    const { reduce } = await import('./reduce.js');
    const { solvePart } = await import('./solve-part.js');
    const { part } = reduce(compile(instance.problem), { dominance: 'by-objective' });
    const solved = await solvePart(part, client, Infinity);
    client.close();
    expect(instance.cost(solved.bound.totalFit)).toBeLessThanOrEqual(optimum);
    expect(solved.choice.some((o) => o >= 0)).toBe(true);
  });
});
