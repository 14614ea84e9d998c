import { describe, expect, it } from '@jest/globals';
import {
  generalisedAssignment,
  hospitals,
  linearAssignment,
  transportationFlow,
  type Translated,
} from '../../../../test/support/matching/benchmarks.js';
import { randomProblem, reordered } from '../../../../test/support/matching/random-problem.js';
import { Random } from '../../../../test/support/matching/random.js';
import type { Price, ProblemFile, ResultFile } from './exchange.js';
import { solve } from './solve.js';

const STABLE_STRICT = 'stable/hr_200x20.txt';
const instances: readonly (readonly [string, () => Translated])[] = [
  ['gap/c0515_1.txt', () => generalisedAssignment('gap/c0515_1.txt', 'max')],
  ['gap/c0520_2.txt', () => generalisedAssignment('gap/c0520_2.txt', 'min')],
  ['gap/c0530_4.txt', () => generalisedAssignment('gap/c0530_4.txt', 'max')],
  ['gap/c0525_3.txt', () => generalisedAssignment('gap/c0525_3.txt', 'min')],
  ['gap/a05100.txt', () => generalisedAssignment('gap/a05100.txt', 'min')],
  ['lsap/orlib_assign100.txt', () => linearAssignment('lsap/orlib_assign100.txt')],
  ['lsap/own_120x180_max1000.txt', () => linearAssignment('lsap/own_120x180_max1000.txt')],
  ['lsap/own_400x400_max100.txt.gz', () => linearAssignment('lsap/own_400x400_max100.txt.gz')],
  ['mcf/tp_20x15.min', () => transportationFlow('mcf/tp_20x15.min')],
];

/** Every id another, in no order that has to do with the old one, and the way back. */
function relabelled(problem: ProblemFile, seed: number): { problem: ProblemFile; back: Map<string, string> } {
  const random = new Random(seed);
  const fresh = (ids: readonly string[], kind: string): Map<string, string> => {
    const numbers = random.shuffled(ids.map((_, i) => i));
    return new Map(ids.map((id, i) => [id, `${kind}~${numbers[i]}`]));
  };
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);
  const [resource, pupil, option] = [
    fresh(ids(problem.resources), 'r'),
    fresh(ids(problem.pupils), 'p'),
    fresh(ids(problem.options), 'o'),
  ];
  const to = (names: Map<string, string>, id: string): string => names.get(id) ?? id;
  return {
    problem: {
      ...problem,
      resources: problem.resources.map((each) => ({ ...each, id: to(resource, each.id) })),
      pupils: problem.pupils.map((each) => ({ ...each, id: to(pupil, each.id) })),
      options: problem.options.map((each) => ({
        ...each,
        id: to(option, each.id),
        pupil: to(pupil, each.pupil),
        uses: each.uses.map(([id, units]) => [to(resource, id), units] as const),
      })),
    },
    back: new Map([...option].map(([old, now]) => [now, old])),
  };
}

/** Fits so many times as great, and units and capacities so many times as many. */
const rescaled = (problem: ProblemFile, fits: number, units: number): ProblemFile => ({
  ...problem,
  resources: problem.resources.map((each) => ({ ...each, capacity: each.capacity * units })),
  options: problem.options.map((each) => ({
    ...each,
    fit: each.fit * fits,
    uses: each.uses.map(([id, used]) => [id, used * units] as const),
  })),
});

/** What a choice is worth, if nothing is overused and nobody placed twice. */
function worthOf(problem: ProblemFile, chosen: readonly string[]): { places: number; fit: number } {
  const options = new Map(problem.options.map((option) => [option.id, option]));
  const left = new Map(problem.resources.map(({ id, capacity }) => [id, capacity]));
  const placed = new Set<string>();
  let fit = 0;
  for (const id of chosen) {
    const option = options.get(id);
    if (!option || placed.has(option.pupil)) throw new Error(`not a choice: ${id}`);
    placed.add(option.pupil);
    fit += option.fit;
    for (const [resource, used] of option.uses) left.set(resource, (left.get(resource) ?? 0) - used);
  }
  if ([...left.values()].some((rest) => rest < 0)) throw new Error('overused');
  return { places: placed.size, fit };
}

const run = (problem: ProblemFile): Promise<ResultFile> => solve(problem, { prices: 'no' });

describe('the same instance in other words', () => {
  it.each(instances)('%s with other names in another order is worth the same', async (_, read) => {
    const { problem } = read();
    const first = await run(problem);
    const other = relabelled(reordered(problem, 7), 8);
    const second = await run(other.problem);
    expect([second.status, second.placedByBand, second.totalFit]).toEqual([
      'optimal',
      first.placedByBand,
      first.totalFit,
    ]);
    const back = second.chosen.map((id) => other.back.get(id) ?? id);
    expect(worthOf(problem, back)).toEqual({ places: first.chosen.length, fit: first.totalFit });
  });

  it.each(instances)('%s with other units of fit and of places has the same choice', async (_, read) => {
    const { problem } = read();
    const first = await run(problem);
    const second = await run(rescaled(problem, 37, 12));
    expect(second.totalFit).toBe(37 * first.totalFit);
    expect(second.bound.totalFit).toBe(37 * first.bound.totalFit);
    expect(second.chosen).toEqual(first.chosen);
  });

  it('stable choices follow the names, where nobody is indifferent', async () => {
    const { problem } = hospitals(STABLE_STRICT);
    const first = await solve(problem, { mode: 'stable' });
    const other = relabelled(reordered(problem, 3), 4);
    const second = await solve(other.problem, { mode: 'stable' });
    expect(new Set(second.chosen.map((id) => other.back.get(id)))).toEqual(new Set(first.chosen));
  });
});

describe('instances in which not everybody can be placed', () => {
  it('says so, and proves it, where jobs need more than all agents have', async () => {
    const { problem, pupils } = generalisedAssignment('gap/c0515_1.txt', 'max');
    const least = new Map(problem.pupils.map(({ id }) => [id, Infinity]));
    for (const { pupil, uses } of problem.options) {
      least.set(pupil, Math.min(least.get(pupil) ?? Infinity, uses[0]?.[1] ?? 0));
    }
    const needed = [...least.values()].reduce((sum, units) => sum + units, 0);
    const all = problem.resources.reduce((sum, { capacity }) => sum + capacity, 0);
    const share = (0.8 * needed) / all;
    const scarce = problem.resources.map((each) => ({ ...each, capacity: Math.floor(share * each.capacity) }));
    const result = await run({ ...problem, resources: scarce });
    expect(result.status).toBe('optimal');
    expect(result.bound.placedByBand[0]).toBeLessThan(pupils);
    expect(result.placedByBand).toEqual(result.bound.placedByBand);
    expect(worthOf({ ...problem, resources: scarce }, result.chosen).fit).toBe(result.totalFit);
  });

  it('leaves out as many as there are places too few', async () => {
    const { problem, pupils } = linearAssignment('lsap/orlib_assign100.txt');
    const result = await run({
      ...problem,
      resources: problem.resources.map((each, i) => (i < 3 ? { ...each, capacity: 0 } : each)),
    });
    expect([result.status, result.placedByBand]).toEqual(['optimal', [pupils - 3]]);
  });
});

/** Prices by solving again with one step more of a group: the engine's answers, but none of its ways to prices. */
async function solvedAgain(problem: ProblemFile, now: ResultFile, group: string): Promise<Omit<Price, 'step'>> {
  const resources = problem.resources.map((each) =>
    (each.group ?? each.id) === group ? { ...each, capacity: each.capacity + (each.step ?? 1) } : each,
  );
  const then = await run({ ...problem, resources });
  const placedByBand = then.placedByBand.map((count, band) => count - (now.placedByBand[band] ?? 0));
  return { group, placedByBand, fit: then.totalFit - now.totalFit };
}

async function comparePrices(problem: ProblemFile): Promise<void> {
  const now = await solve(problem);
  for (const { step, ...price } of now.prices) {
    expect({ seed: problem.seed, step, price }).toEqual({
      seed: problem.seed,
      step,
      price: await solvedAgain(problem, now, price.group),
    });
  }
}

describe('prices against solving again', () => {
  it('hold for a thousand small pools of single places', async () => {
    for (let seed = 0; seed < 1_000; seed += 1) {
      await comparePrices(
        randomProblem(seed, {
          pupils: 8,
          sites: 3,
          options: 4,
          kind: 'plain',
          fits: 1 + (seed % 30),
          waits: 3,
          pins: 'no',
        }),
      );
    }
  });

  it('hold for groups of several resources with steps of their own, in pools of sixty', async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const problem = randomProblem(seed, {
        pupils: 60,
        sites: 12,
        options: 6,
        kind: 'plain',
        fits: 40,
        waits: 9,
        pins: 'yes',
      });
      const grouped = problem.resources.map((each) => ({
        ...each,
        group: `area-${Number(/\d+/.exec(each.id)?.[0] ?? 0) % 4}`,
        step: 1 + ((each.id.length + each.capacity) % 3),
      }));
      await comparePrices({ ...problem, resources: grouped });
    }
  });

  it('hold for a hundred small pools with packages, funds and pairs kept apart', async () => {
    for (let seed = 500; seed < 620; seed += 1) {
      await comparePrices(
        randomProblem(seed, { pupils: 4, sites: 2, options: 3, kind: 'mixed', fits: 20, waits: 3, pins: 'no' }),
      );
    }
  });
});
