import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import { randomProblem, type Shape } from '../../../../test/support/matching/random-problem.js';
import { checkResult } from './check-result.js';
import { digestOf } from './digest.js';
import type { ResultFile } from './exchange.js';
import { solve } from './solve.js';

const plain: Shape = { pupils: 9, sites: 4, options: 4, kind: 'plain', fits: 20, waits: 4, pins: 'yes' };
const mixed: Shape = { ...plain, pupils: 6, kind: 'mixed' };

/** The same result with one number changed, for each number in it. */
function* changed(result: ResultFile, random: Random): Generator<{ path: string; result: Record<string, unknown> }> {
  const paths: string[][] = [];
  const walk = (value: unknown, path: string[]): void => {
    if (typeof value === 'number') paths.push(path);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, entry] of Object.entries(value)) walk(entry, [...path, key]);
    }
  };
  walk(result, []);
  for (const path of paths) {
    const copy = JSON.parse(JSON.stringify(result)) as Record<string, unknown>;
    let at = copy;
    for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
    const last = path.at(-1) as string;
    at[last] = (at[last] as number) + (random.chance(50) ? 1 : -1);
    yield { path: path.join('.'), result: copy };
  }
}

describe('checking a result', () => {
  it('finds that what the engine says holds, in every mode, with pins, bars and packages', async () => {
    let proved = 0;
    for (let seed = 0; seed < 150; seed += 1) {
      const problem = randomProblem(seed, seed % 3 === 0 ? mixed : plain);
      for (const mode of ['optimal', 'greedy'] as const) {
        const result = await solve(problem, { mode });
        const checked = checkResult(problem, JSON.parse(JSON.stringify(result)));
        expect({ seed, mode, checked }).toMatchObject({ seed, mode, checked: { ok: true } });
        if (checked.ok && checked.onSearch === 0) proved += 1;
      }
    }
    expect(proved).toBeGreaterThan(200);
  });

  it('does not hold once any one number of the result is another', async () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const problem = randomProblem(seed, seed % 4 === 0 ? mixed : plain);
      const result = await solve(problem);
      for (const { path, result: other } of changed(result, new Random(seed))) {
        expect({ seed, path, ok: checkResult(problem, other).ok }).toEqual({ seed, path, ok: false });
      }
    }
  });

  it('does not believe a bound because the digest was made to match: it must follow from prices and choice', async () => {
    const caught = new Set<string>();
    for (let seed = 0; seed < 40; seed += 1) {
      const problem = randomProblem(seed, plain);
      const result = await solve(problem);
      for (const { path, result: other } of changed({ ...result, prices: [] }, new Random(seed))) {
        const checked = checkResult(problem, { ...other, digest: digestOf(other) });
        // A larger price, or another premium, may prove the same bound: only what is said to follow must follow.
        const loose = /certificate.\d+.(unit|rows|levels.\d+.(prices|premiums|band))/.test(path);
        if (!loose) expect({ seed, path, ok: checked.ok }).toEqual({ seed, path, ok: false });
        if (!checked.ok) caught.add(path.replaceAll(/\d+/g, 'n'));
      }
    }
    expect(caught.size).toBe(12);
  });

  it('does not hold with a choice left out, another option in its place, or a place given twice', async () => {
    let tried = 0;
    for (let seed = 0; seed < 60; seed += 1) {
      const problem = randomProblem(seed, plain);
      const result = await solve(problem);
      const fewer = { ...result, chosen: result.chosen.slice(1) };
      if (result.chosen.length > 0) expect(checkResult(problem, fewer).ok).toBe(false);
      for (const option of problem.options) {
        if (result.chosen.includes(option.id)) continue;
        const chosen = [
          ...result.chosen.filter((id) => problem.options.find((o) => o.id === id)?.pupil !== option.pupil),
          option.id,
        ].sort();
        tried += 1;
        expect(checkResult(problem, { ...result, chosen }).ok).toBe(false);
      }
    }
    expect(tried).toBeGreaterThan(100);
  });

  it('does not hold for another problem, nor for what is no result at all', async () => {
    const problem = randomProblem(1, plain);
    const result = await solve(problem);
    expect(checkResult({ ...problem, seed: 99 }, result)).toEqual({
      ok: false,
      fault: 'problem: is the hash of another problem',
    });
    for (const nothing of [null, 7, [], {}, { ...result, extra: 1 }, { ...result, chosen: 'all' }]) {
      expect(checkResult(problem, nothing).ok).toBe(false);
    }
  });
});
