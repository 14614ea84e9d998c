import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../domain/problem.js';
import { solve } from '../engine/index.js';
import { compareChoices, repair } from './repair.js';

/** A made-up pool whose options take one or two things each. */
function randomProblem(random: (below: number) => number): Problem {
  const places = Array.from({ length: 8 }, (_, n) => `place-${n}`);
  const pupils = Array.from({ length: 10 }, (_, n) => ({ id: `pupil-${n}`, band: random(3), waitingDays: random(9) }));
  return {
    version: 1,
    seed: 7,
    asOf: '2026-11-02',
    resources: places.map((id) => ({ id, capacity: random(4) })),
    pupils,
    options: pupils.flatMap(({ id }) =>
      Array.from({ length: random(5) }, (_, n) => {
        const first = random(8);
        const uses = [[`place-${first}`, 1] as const, ...(random(2) ? [[`place-${(first + 1) % 8}`, 1] as const] : [])];
        return { id: `${id}/${n}`, pupil: id, fit: random(1000), rank: n + 1, priority: 1, uses };
      }),
    ),
  };
}

describe('making room for a pin', () => {
  let state = 99;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };

  it('overuses nothing, keeps the pin, and leaves alone whoever holds nothing that it needs', async () => {
    let made = 0;
    for (let round = 0; round < 60; round += 1) {
      const problem = randomProblem(random);
      const before = new Set((await solve(problem, { prices: 'no' })).chosen);
      const pin = problem.options.find(({ id }) => !before.has(id));
      if (pin === undefined) continue;
      const answer = await repair(problem, before, { pinned: [pin.id], barred: [] });
      if (answer === undefined) continue;
      made += 1;
      const after = problem.options.filter(({ id }) => answer.includes(id));
      expect(answer).toContain(pin.id);
      expect(new Set(after.map(({ pupil }) => pupil)).size).toBe(answer.length);
      for (const { id, capacity } of problem.resources) {
        const used = after.flatMap(({ uses }) => uses).filter(([one]) => one === id).length;
        expect(used).toBeLessThanOrEqual(capacity);
      }
      const needed = new Set(pin.uses.map(([id]) => id));
      const apart = problem.options.filter(
        ({ id, pupil, uses }) => before.has(id) && pupil !== pin.pupil && !uses.some(([one]) => needed.has(one)),
      );
      for (const { id } of apart) expect(answer).toContain(id);
      // Nothing beats what was proved best for everybody.
      expect(compareChoices(problem, new Set(answer), before)).toBeLessThanOrEqual(0);
    }
    expect(made).toBeGreaterThan(20);
  });

  it('takes a barred option away from whoever holds it', async () => {
    const problem = randomProblem(random);
    const before = new Set((await solve(problem, { prices: 'no' })).chosen);
    const [barred = ''] = before;
    const answer = await repair(problem, before, { pinned: [], barred: [barred] });
    expect(answer).toBeDefined();
    expect(answer).not.toContain(barred);
  });

  it('finds no way to an option that nobody has', async () => {
    expect(await repair(randomProblem(random), new Set(), { pinned: ['nobody/0'], barred: [] })).toBeUndefined();
  });
});
