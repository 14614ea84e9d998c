import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import { randomProblem, type Shape } from '../../../../test/support/matching/random-problem.js';
import { changedProblem, type Change } from './change.js';
import { checkResult } from './check-result.js';
import { digestOf } from './digest.js';
import type { Mode, OptionEntry, ProblemFile } from './exchange.js';
import { problemHash } from './model.js';
import { solve } from './solve.js';
import { WhatIf } from './what-if.js';

const plain: Shape = { pupils: 14, sites: 5, options: 5, kind: 'plain', fits: 30, waits: 4, pins: 'yes' };
const mixed: Shape = { ...plain, pupils: 8, kind: 'mixed' };

const ranked = (random: Random, option: OptionEntry): OptionEntry => ({
  ...option,
  rank: random.between(1, 3),
  priority: random.between(1, 3),
});

/** A change that could be asked for; now and then one that must be refused. */
function anyChange(random: Random, problem: ProblemFile, shape: Shape, n: number): Change {
  const kind = random.pick([
    'pupil',
    'pupil',
    'pupil',
    'pupil-gone',
    'resource',
    'resource',
    'pin',
    'bar',
    'free',
  ] as const);
  if (kind === 'resource') {
    const known = random.pick(problem.resources);
    const fresh = random.chance(10);
    return { kind, resource: { ...known, id: fresh ? `new-${n}` : known.id, capacity: random.below(4) } };
  }
  if (kind === 'pupil-gone') return { kind, pupil: random.pick([...problem.pupils, { id: 'nobody', band: 0 }]).id };
  if (kind === 'pupil') {
    const id = random.chance(50) ? `p${n}-new` : random.pick([...problem.pupils, { id: 'p-again', band: 0 }]).id;
    const from = randomProblem(random.below(10_000), { ...shape, pins: 'no' });
    const donor = random.pick(from.pupils).id;
    const known = new Set(problem.resources.map((resource) => resource.id));
    const options = from.options
      .filter(({ pupil, uses }) => pupil === donor && uses.every(([resource]) => known.has(resource)))
      .map((option) => ranked(random, { ...option, id: option.id.replace(donor, id), pupil: id }));
    return { kind, pupil: { id, band: random.below(3), waitingDays: random.below(4) }, options };
  }
  return { kind, option: random.pick([...problem.options.map((option) => option.id), 'no-such']) };
}

async function afterEveryChange(shape: Shape, mode: Mode, seeds: number, changes: number): Promise<number> {
  let made = 0;
  for (let seed = 0; seed < seeds; seed += 1) {
    const random = new Random(seed);
    let problem = randomProblem(seed, shape);
    problem = { ...problem, options: problem.options.map((option) => ranked(random, option)) };
    let state = await WhatIf.start(problem, { mode });
    for (let n = 0; n < changes; n += 1) {
      const change = anyChange(random, problem, shape, n);
      const changed = await state.apply(change);
      if (!changed.ok) continue;
      made += 1;
      problem = changedProblem(problem, change);
      const { answer } = changed.next;
      const all = await solve(problem, { mode, prices: 'no' });
      const scratch = Object.fromEntries(Object.entries(all).filter(([key]) => Object.hasOwn(answer, key)));
      expect({ seed, n, answer: JSON.stringify(answer) }).toEqual({ seed, n, answer: JSON.stringify(scratch) });
      const said = { ...answer, prices: [], problem: problemHash(problem), certificate: changed.next.certificate() };
      const checked = checkResult(problem, JSON.parse(JSON.stringify({ ...said, digest: digestOf(said) })));
      expect({ seed, n, checked }).toMatchObject({ seed, n, checked: { ok: true } });
      state = changed.next;
    }
  }
  return made;
}

describe('asking "what if"', () => {
  it('answers each of a row of changes as from scratch, where each option is one place', async () => {
    expect(await afterEveryChange(plain, 'optimal', 60, 15)).toBeGreaterThan(400);
    await afterEveryChange({ ...plain, fits: 2 }, 'optimal', 30, 15);
  });

  it('answers as from scratch in pools of hundreds, with room for most and with room for few', async () => {
    for (const sites of [300, 40]) {
      const large: Shape = { ...plain, pupils: 300, sites, options: 12 };
      expect(await afterEveryChange(large, 'optimal', 3, 10)).toBeGreaterThan(15);
      await afterEveryChange({ ...large, fits: 2 }, 'optimal', 2, 10);
    }
  });

  it('answers as from scratch with packages, funds and pairs kept apart, and in the other modes', async () => {
    expect(await afterEveryChange(mixed, 'optimal', 25, 8)).toBeGreaterThan(80);
    await afterEveryChange(plain, 'stable', 20, 8);
    await afterEveryChange(mixed, 'greedy', 20, 8);
  });

  it('leaves the answer it starts from as it was, so that changes can be compared', async () => {
    const problem = randomProblem(3, { ...plain, pins: 'no' });
    const start = await WhatIf.start(problem);
    const before = JSON.stringify(start.answer);
    const pupil = problem.pupils[0]?.id ?? '';
    const gone = await start.apply({ kind: 'pupil-gone', pupil });
    expect(gone.ok && gone.next.answer.unplaced.includes(pupil)).toBe(false);
    const again = await start.apply({ kind: 'pupil-gone', pupil });
    expect(JSON.stringify(start.answer)).toBe(before);
    expect(again.ok && gone.ok && JSON.stringify(again.next.answer) === JSON.stringify(gone.next.answer)).toBe(true);
  });

  it('refuses what a file would be refused for, in one line', async () => {
    const problem: ProblemFile = {
      version: 1,
      resources: [{ id: 's', capacity: 1 }],
      pupils: ['a', 'b'].map((id) => ({ id, band: 0 })),
      options: ['a', 'b'].map((id) => ({ id: `${id}/s`, pupil: id, fit: 1, uses: [['s', 1]] })),
      pinned: ['a/s'],
    };
    const start = await WhatIf.start(problem);
    const faultOf = async (change: Change): Promise<string> => {
      const changed = await start.apply(change);
      return changed.ok ? 'no fault' : changed.fault;
    };
    const option = { id: 'c/s', pupil: 'c', fit: 1, uses: [['s', 1]] } as const;
    const pupil = { id: 'c', band: 0 };
    expect(await faultOf({ kind: 'pin', option: 'b/s' })).toBe('pinned: pins are over the capacity of resource "s"');
    expect(await faultOf({ kind: 'resource', resource: { id: 's', capacity: 0 } })).toBe(
      'pinned: pins are over the capacity of resource "s"',
    );
    expect(await faultOf({ kind: 'bar', option: 'x' })).toBe('option: unknown option');
    expect(await faultOf({ kind: 'pupil-gone', pupil: 'x' })).toBe('pupil: unknown pupil');
    expect(await faultOf({ kind: 'pupil', pupil, options: [{ ...option, id: 'a/s' }] })).toBe(
      'options: an option of another pupil has this id',
    );
    expect(await faultOf({ kind: 'pupil', pupil, options: [{ ...option, uses: [['t', 1]] }] })).toBe(
      'options[0].uses[0][0]: unknown resource "t"',
    );
    expect(await faultOf({ kind: 'pupil', pupil, options: [{ ...option, pupil: 'a' }] })).toBe(
      'options[0].pupil: unknown pupil "a"',
    );
    expect(await faultOf({ kind: 'resource', resource: { id: 's', capacity: -1 } })).toBe(
      'resources[0].capacity: must be 0 or more, not -1',
    );
  });
});
