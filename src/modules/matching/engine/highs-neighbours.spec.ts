import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import { Columns } from './highs-columns.js';
import { Neighbourhoods, type Exact } from './highs-neighbours.js';
import type { MipJob } from './highs-protocol.js';

const GROUPS = 30;
const EACH = 3;
const ROOMS = 12;
const EFFORT = 20_000;

/** Groups with three columns each, all of which use a room and some money. */
function aJob(seed: number): { job: MipJob; groups: Int32Array } {
  const random = new Random(seed);
  const groups = Int32Array.from({ length: GROUPS * EACH }, (_, c) => Math.floor(c / EACH));
  const uses = Array.from(groups, (group): [number, number][] => [
    [random.below(ROOMS), 1],
    [ROOMS, random.between(5, 20)],
    [ROOMS + 1 + group, 1],
  ]);
  const job: MipJob = {
    id: 1,
    kind: 'dive',
    columns: groups.length,
    rows: ROOMS + 1 + GROUPS,
    cost: Float64Array.from(groups, () => 100 + random.below(50)),
    rowLower: new Float64Array(ROOMS + 1 + GROUPS).fill(-Infinity),
    rowUpper: Float64Array.from({ length: ROOMS + 1 + GROUPS }, (_, r) => (r < ROOMS ? 2 : r === ROOMS ? 250 : 1)),
    starts: Int32Array.from({ length: groups.length + 1 }, (_, c) => 3 * c),
    indices: Int32Array.from(uses.flatMap((own) => own.map(([row]) => row))),
    values: Float64Array.from(uses.flatMap((own) => own.map(([, units]) => units))),
    timeLimit: Infinity,
    memoryLimit: Infinity,
  };
  return { job, groups };
}

/** Takes the dearest columns first, as far as they fit: not exact, but often better than what was. */
const dearestFirst: Exact = (job) => {
  const columns = new Columns(job);
  const order = [...job.cost.keys()].sort((a, b) => (job.cost[b] as number) - (job.cost[a] as number) || a - b);
  for (const c of order) if (columns.fits(c)) columns.put(c);
  return { ones: columns.ones(), iterations: 100 };
};

function improvedFrom(seed: number, exact: Exact): { job: MipJob; values: number[]; ones: Int32Array | undefined } {
  const { job, groups } = aJob(seed);
  const values: number[] = [];
  let ones: Int32Array | undefined;
  new Neighbourhoods(job, groups, new Int32Array(), exact).run(
    EFFORT,
    () => false,
    (better) => {
      ones = better;
      values.push(better.reduce((sum, c) => sum + (job.cost[c] as number), 0));
    },
  );
  return { job, values, ones };
}

describe('a search neighbourhood by neighbourhood', () => {
  it('tells choices that keep to every row, each better than the one before', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const { job, values, ones } = improvedFrom(seed, dearestFirst);
      expect(values.length).toBeGreaterThan(1);
      expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
      const columns = new Columns(job);
      for (const c of ones ?? []) columns.put(c);
      expect(Math.min(...columns.left)).toBeGreaterThanOrEqual(0);
    }
  });

  it('asks about those who are freed alone, with what the others leave', () => {
    const asked: MipJob[] = [];
    improvedFrom(1, (job) => {
      asked.push(job);
      return dearestFirst(job);
    });
    const money = asked.map(({ rowUpper }) => Math.max(...rowUpper));
    expect(Math.max(...money)).toBe(250);
    expect(Math.min(...money)).toBeLessThan(250);
    for (const job of asked) {
      const start = new Columns(job);
      for (const c of job.start ?? []) start.put(c);
      expect(Math.min(...start.left)).toBeGreaterThanOrEqual(0);
    }
  });

  it('takes the same course each time', () => {
    expect(improvedFrom(3, dearestFirst).values).toEqual(improvedFrom(3, dearestFirst).values);
  });

  it('does not take what does not fit, though the solver calls it good', () => {
    const all: Exact = (job) => ({ ones: Int32Array.from(job.cost.keys()), iterations: 1 });
    expect(improvedFrom(2, all).values).toEqual([]);
  });
});
