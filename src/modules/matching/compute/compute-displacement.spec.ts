import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../domain/problem.js';
import { readProblem, solve } from '../engine/index.js';
import { computeDisplacement, type DisplacementOutput } from './compute-displacement.js';

type Row = readonly [pupil: string, place: string, fit: number];

/** A made-up problem: options in the order of each pupil's fit. */
function problem(rows: readonly Row[], capacity: Readonly<Record<string, number>>): Problem {
  const pupils = [...new Set(rows.map(([pupil]) => pupil))];
  return {
    version: 1,
    seed: 7,
    asOf: '2026-11-02',
    resources: Object.entries(capacity).map(([id, units]) => ({ id, capacity: units })),
    pupils: pupils.map((id) => ({ id, band: 0, waitingDays: 1 })),
    options: pupils.flatMap((pupil) =>
      rows
        .filter(([own]) => own === pupil)
        .toSorted((a, b) => b[2] - a[2])
        .map(([, place, fit], index) => ({
          id: `${pupil}/${place}`,
          pupil,
          fit,
          rank: index + 1,
          priority: 1,
          uses: [[place, 1] as const],
        })),
    ),
  };
}

async function costsOf(posed: Problem): Promise<DisplacementOutput[]> {
  const { chosen } = await solve(posed);
  const found: DisplacementOutput[] = [];
  const wanted = posed.pupils.map(({ id }) => ({
    referralId: id,
    options: posed.options.filter((one) => one.pupil === id && !chosen.includes(one.id)).map((one) => one.id),
  }));
  await computeDisplacement({ kind: 'displacement', problem: posed, chosen, wanted, timeLimitSeconds: 10 }, (one) =>
    found.push(one),
  );
  return found;
}

describe('what an alternative would cost others', () => {
  it('says who would move to which of their options, and what is lost in all', async () => {
    const posed = problem(
      [
        ['a', 'near', 900],
        ['a', 'far', 500],
        ['b', 'far', 800],
        ['b', 'third', 300],
      ],
      { near: 1, far: 1, third: 1 },
    );
    const found = await costsOf(posed);
    const [cost] = found.find(({ referralId }) => referralId === 'a')?.alternatives ?? [];
    expect(cost).toEqual({
      option: 'a/far',
      placedByBand: [0],
      fit: -900,
      others: [{ referralId: 'b', from: 1, to: 2 }],
      proved: true,
    });
  });

  it('says who would be left without a place', async () => {
    const posed = problem(
      [
        ['a', 'near', 900],
        ['a', 'far', 500],
        ['b', 'far', 800],
      ],
      { near: 1, far: 1 },
    );
    const [first] = await costsOf(posed);
    expect(first?.alternatives[0]).toMatchObject({
      placedByBand: [-1],
      others: [{ referralId: 'b', from: 1, to: null }],
    });
  });

  it('is what choosing for everybody anew would give, whatever the pool', async () => {
    let state = 42;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state % below;
    };
    for (let round = 0; round < 40; round += 1) {
      const places = Array.from({ length: 6 }, (_, n) => `place-${n}`);
      const rows = Array.from({ length: 8 }, (_, n) => n).flatMap((n): Row[] =>
        places.filter(() => random(3) === 0).map((place): Row => [`pupil-${n}`, place, random(1000)]),
      );
      if (rows.length === 0) continue;
      const posed = problem(rows, Object.fromEntries(places.map((place) => [place, random(3)])));
      const before = await solve(posed);
      for (const { alternatives } of await costsOf(posed)) {
        for (const cost of alternatives) {
          const whole = readProblem({ ...posed, pinned: [cost.option] });
          if (!whole.ok) throw new Error(whole.fault);
          const after = await solve(whole.problem, { prices: 'no' });
          expect({ round, fit: cost.fit }).toEqual({ round, fit: after.totalFit - before.totalFit });
          const placed = (one: { placedByBand: readonly number[] }) => one.placedByBand[0] ?? 0;
          expect(placed(cost)).toBe(placed(after) - placed(before));
        }
      }
    }
  });
});
