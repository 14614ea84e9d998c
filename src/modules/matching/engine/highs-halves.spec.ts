import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import { Halving, type HalfRow } from './highs-halves.js';
import type { MipJob } from './highs-protocol.js';

/** Groups with some columns each; every column takes a unit or two of some rows. */
function aJob(uses: readonly (readonly (readonly [row: number, units: number])[])[], groups: number[], room: number[]) {
  const job: MipJob = {
    id: 1,
    kind: 'dive',
    columns: uses.length,
    rows: room.length,
    cost: new Float64Array(uses.length).fill(1),
    rowLower: new Float64Array(room.length).fill(-Infinity),
    rowUpper: Float64Array.from(room),
    starts: Int32Array.from([0, ...uses.map((_, c) => uses.slice(0, c + 1).reduce((sum, own) => sum + own.length, 0))]),
    indices: Int32Array.from(uses.flatMap((own) => own.map(([row]) => row))),
    values: Float64Array.from(uses.flatMap((own) => own.map(([, units]) => units))),
    groups: Int32Array.from(groups),
    scarce: room.length,
    timeLimit: Infinity,
    memoryLimit: Infinity,
  };
  return job;
}

const takenOf = ({ columns, values }: HalfRow, x: ArrayLike<number>): number =>
  columns.reduce((sum, c, i) => sum + (values[i] as number) * (x[c] as number), 0);

/** Every choice of at most one column a group that keeps to the rows. */
function* choices(job: MipJob, from = 0, on: number[] = []): Generator<number[]> {
  if (from === job.columns) {
    yield Array.from({ length: job.columns }, (_, c) => (on.includes(c) ? 1 : 0));
    return;
  }
  yield* choices(job, from + 1, on);
  const group = job.groups?.[from];
  if (on.some((c) => job.groups?.[c] === group)) return;
  const left = Float64Array.from(job.rowUpper);
  for (const c of [...on, from]) {
    for (let k = job.starts[c] as number; k < (job.starts[c + 1] as number); k += 1) {
      const row = job.indices[k] as number;
      left[row] = (left[row] as number) - (job.values[k] as number);
    }
  }
  if (left.every((each) => each >= 0)) yield* choices(job, from + 1, [...on, from]);
}

describe('halves of rows that a relaxation breaks', () => {
  it('finds three who share three days by halves: one alone can have two of them', () => {
    const days = [
      [[0, 1], [1, 1]],
      [[1, 1], [2, 1]],
      [[0, 1], [2, 1]],
    ] as const; // prettier-ignore
    const [found] = new Halving(aJob(days, [0, 1, 2], [1, 1, 1])).find(Float64Array.of(0.5, 0.5, 0.5), 10);
    expect(found).toMatchObject({ half: { rows: [0, 1, 2], pupils: [] }, room: 1 });
    expect([...(found?.columns ?? [])]).toEqual([0, 1, 2]);
  });

  it('names a pupil whose options are taken by halves at one place', () => {
    // Two options of one pupil take half of the first and of the second row, another pupil half of both.
    const uses = [[[0, 1]], [[1, 1]], [[0, 1], [1, 1]]] as const; // prettier-ignore
    const found = new Halving(aJob(uses, [0, 0, 1], [1, 1])).find(Float64Array.of(0.5, 0.5, 0.5), 10);
    expect(found.map(({ half }) => half)).toContainEqual({ rows: [0, 1], pupils: [0] });
  });

  it('finds nothing in whole numbers, and in rows with room to spare', () => {
    const days = [[[0, 1], [1, 1]], [[1, 1], [2, 1]], [[0, 1], [2, 1]]] as const; // prettier-ignore
    expect(new Halving(aJob(days, [0, 1, 2], [1, 1, 1])).find(Float64Array.of(1, 0, 0), 10)).toEqual([]);
    expect(new Halving(aJob(days, [0, 1, 2], [3, 3, 3])).find(Float64Array.of(0.5, 0.5, 0.5), 10)).toEqual([]);
  });

  it('never rules out a choice, and always what it was shown', () => {
    let halves = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const random = new Random(seed);
      const groups = Array.from({ length: 10 }, (_, c) => Math.floor(c / 2));
      const uses = groups.map(() =>
        [0, 1, 2, 3, 4].filter(() => random.chance(45)).map((row) => [row, random.between(1, 2)] as const),
      );
      const job = aJob(
        uses,
        groups,
        Array.from({ length: 5 }, () => random.between(1, 4)),
      );
      const shown = Float64Array.from(groups, () => random.below(3) / 2);
      for (const half of new Halving(job).find(shown, 10)) {
        halves += 1;
        expect(takenOf(half, shown)).toBeGreaterThan(half.room);
        for (const choice of choices(job)) expect(takenOf(half, choice)).toBeLessThanOrEqual(half.room);
      }
    }
    expect(halves).toBeGreaterThan(100);
  });
});
