import { describe, expect, it } from '@jest/globals';
import {
  generalisedAssignment,
  hospitalOf,
  hospitals,
  knownResults,
  linearAssignment,
  transportationFlow,
  type Figure,
  type Hospitals,
  type Known,
  type Translated,
} from '../../../../test/support/matching/benchmarks.js';
import { solve } from './solve.js';

const known = knownResults();
const inFolder = (folder: string): Known[] => known.filter((entry) => entry.file.startsWith(`${folder}/`));

async function expectCost(instance: Translated, optimum: number | null | undefined): Promise<void> {
  const result = await solve(instance.problem, { prices: 'no' });
  expect(result.status).toBe('optimal');
  expect(result.placedByBand).toEqual([instance.pupils]);
  expect(instance.cost(result.totalFit)).toBe(optimum);
}

/** Small enough to be proved in every run of the tests; what is larger gets a second and must be bounded truly. */
const MOST_CELLS = 500;
const PROVED_TOO = ['gap/c0848_2.txt'];
const isProved = ({ file, agents = 0, jobs = 0 }: Known): boolean =>
  (agents * jobs <= MOST_CELLS && !file.includes('/d')) || PROVED_TOO.includes(file);

/** With a second to spend: nothing found beats the optimum, and no bound falls short of it. */
async function expectBetween(instance: Translated, known: Figure | undefined): Promise<void> {
  const { placedByBand, totalFit, bound } = await solve(instance.problem, { prices: 'no', timeLimitSeconds: 1 });
  expect(bound.placedByBand).toEqual([instance.pupils]);
  const [least, most] = [known?.best_known_lb ?? Infinity, known?.best_known_ub ?? -Infinity].map(instance.fit);
  const fits = [Math.min(least ?? 0, most ?? 0), Math.max(least ?? 0, most ?? 0)] as const;
  expect(bound.totalFit).toBeGreaterThanOrEqual(fits[0]);
  if (placedByBand[0] === instance.pupils) expect(totalFit).toBeLessThanOrEqual(fits[1]);
}

/** Residents and hospitals who would both rather have each other, strictly. There must be none. */
function blockingPairs(instance: Hospitals, placed: readonly number[]): string[] {
  const blocking: string[] = [];
  for (let r = 1; r <= instance.residents; r += 1) {
    const own = placed[r - 1] as number;
    const ownRank = own === 0 ? Infinity : (instance.rankOf(r, own) ?? Infinity);
    instance.capacity.forEach((room, index) => {
      const h = index + 1;
      const rank = instance.rankOf(r, h);
      const priority = instance.priorityOf(h, r);
      if (rank === undefined || priority === undefined || rank >= ownRank) return;
      const held = placed.flatMap((at, i) => (at === h ? [instance.priorityOf(h, i + 1) ?? Infinity] : []));
      if (held.length < room || held.some((other) => other > priority)) blocking.push(`r${r} h${h}`);
    });
  }
  return blocking;
}

/* Optima are proved here, so these are the slowest specs of the engine. */
describe('benchmark instances with known optima', () => {
  it.each(inFolder('gap').filter(isProved))(
    'generalised assignment $file, least and most',
    async ({ file, min, max }) => {
      await expectCost(generalisedAssignment(file, 'max'), max?.optimum);
      await expectCost(generalisedAssignment(file, 'min'), min?.optimum);
      // Seconds on an idle machine; the time is HiGHS's proof, and a busy machine must not fail it.
    },
    300_000,
  );

  it.each(inFolder('gap').filter((entry) => !isProved(entry)))(
    'generalised assignment $file in a second: a choice and a bound with the optimum between them',
    async ({ file, min, max }) => {
      await expectBetween(generalisedAssignment(file, 'max'), max);
      await expectBetween(generalisedAssignment(file, 'min'), min);
    },
    120_000,
  );

  it.each(inFolder('lsap'))('linear assignment $file', async ({ file, min }) => {
    await expectCost(linearAssignment(file), min?.optimum);
  });

  it.each(inFolder('mcf').filter(({ file }) => file.startsWith('mcf/tp_')))(
    'transportation $file',
    async ({ file, min }) => {
      await expectCost(transportationFlow(file), min?.optimum);
    },
  );

  it.each(inFolder('stable'))(
    'stable $file leaves no pair who would both rather have each other',
    async ({ file, stable }) => {
      const instance = hospitals(file);
      const result = await solve(instance.problem, { mode: 'stable' });
      const placed = hospitalOf(instance.residents, result.chosen);
      expect(blockingPairs(instance, placed)).toEqual([]);
      if (stable?.resident_optimal) expect(placed).toEqual(stable.resident_optimal);
      else {
        expect(result.chosen.length).toBeGreaterThanOrEqual(stable?.min_size ?? Infinity);
        expect(result.chosen.length).toBeLessThanOrEqual(stable?.max_size ?? 0);
      }
    },
  );
});
