import { describe, expect, it, jest } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import { randomProblem, type Shape } from '../../../../test/support/matching/random-problem.js';
import { changedProblem, type Change } from './change.js';
import type { ProblemFile } from './exchange.js';
import { HighsClient } from './highs-client.js';
import { changedModel } from './model-change.js';
import { compile, type Model } from './model.js';
import { OptionOwners } from './option-owners.js';
import { solvedAfter } from './solve-change.js';
import { answerOf, assemble, type Answer } from './solve.js';
import { WhatIf } from './what-if.js';

const pool: Shape = { pupils: 200, sites: 40, options: 12, kind: 'plain', fits: 40, waits: 4, pins: 'yes' };

const scratch = async (problem: ProblemFile): Promise<Answer> => {
  const model = compile(problem);
  const client = new HighsClient();
  try {
    return answerOf(model, 'optimal', await assemble(model, 'optimal', client, Infinity));
  } finally {
    client.close();
  }
};

/** One small change of each kind: what a coordinator asks about all day. */
function smallChanges(random: Random, problem: ProblemFile): Change[] {
  const pupil = random.pick(problem.pupils);
  const own = problem.options.filter((option) => option.pupil === pupil.id);
  const resource = random.pick(problem.resources.filter(({ id }) => id.endsWith('am')));
  return [
    { kind: 'pupil', pupil, options: own.map((option) => ({ ...option, fit: random.below(40) })) },
    { kind: 'pupil', pupil, options: own.slice(1) },
    { kind: 'pupil', pupil: { ...pupil, waitingDays: random.below(9), band: random.below(3) }, options: own },
    {
      kind: 'pupil',
      pupil: { ...pupil, id: `${pupil.id}-again` },
      options: own.map((option) => ({ ...option, id: `${option.id}-again`, pupil: `${pupil.id}-again` })),
    },
    { kind: 'pupil-gone', pupil: pupil.id },
    { kind: 'resource', resource: { ...resource, capacity: resource.capacity + 1 } },
    { kind: 'resource', resource: { ...resource, capacity: Math.max(0, resource.capacity - 1) } },
    { kind: 'pin', option: random.pick(problem.options).id },
    { kind: 'bar', option: random.pick(problem.options).id },
    { kind: 'free', option: random.pick([...(problem.pinned ?? []), ...(problem.barred ?? [])]) },
  ];
}

describe('going on from an answer in the one flow that a change touches', () => {
  it('comes to the answer from scratch after every kind of change, and seldom has to look at everything again', async () => {
    let near = 0;
    let asked = 0;
    for (let seed = 0; seed < 12; seed += 1) {
      const random = new Random(seed);
      const problem = randomProblem(seed, { ...pool, fits: seed % 3 === 0 ? 2 : 40 });
      const model = compile(problem);
      const before = await assemble(model, 'optimal', new HighsClient(), Infinity);
      const owners = OptionOwners.of(model);
      for (const change of smallChanges(random, problem)) {
        const changed = changedModel(model, owners, change);
        if (!changed.ok) continue;
        asked += 1;
        const { touched } = changed;
        const solved = touched && solvedAfter(model, before, changed.model, touched);
        if (!solved) continue;
        near += 1;
        const answer = answerOf(changed.model, 'optimal', solved);
        const expected = await scratch(changedProblem(problem, change));
        expect({ seed, change, answer }).toEqual({ seed, change, answer: expected });
      }
    }
    expect(asked).toBeGreaterThan(100);
    expect(near / asked).toBeGreaterThan(0.6);
  });

  it('leaves to others what touches what is not a flow', async () => {
    const problem = randomProblem(1, { ...pool, pupils: 12, sites: 4, kind: 'mixed', pins: 'no' });
    const model = compile(problem);
    const before = await assemble(model, 'optimal', new HighsClient(), Infinity);
    const changed = changedModel(model, OptionOwners.of(model), { kind: 'pupil-gone', pupil: 'p3' });
    if (!changed.ok || !changed.touched) throw new Error('the change was refused');
    expect(solvedAfter(model, before, changed.model, changed.touched)).toBeUndefined();
  });
});

const packages: Shape = { pupils: 12, sites: 5, options: 6, kind: 'mixed', fits: 400, waits: 4, pins: 'yes' };

/** Changes that take something away, mostly nothing of the answer; and, last, some that give. */
function changesAround(random: Random, problem: ProblemFile, chosen: readonly string[]): Change[] {
  const taken = new Set(chosen);
  const { pinned = [], barred = [] } = problem;
  const others = problem.options.filter(({ id }) => !taken.has(id));
  const placed = new Set(problem.options.filter(({ id }) => taken.has(id)).map(({ pupil }) => pupil));
  const without = problem.pupils.find(({ id }) => !placed.has(id)) ?? random.pick(problem.pupils);
  const one = random.pick(others);
  const owner = problem.pupils.find(({ id }) => id === one.pupil) ?? without;
  const left = problem.options.filter(({ id, pupil }) => pupil === owner.id && id !== one.id);
  const fund = problem.resources.filter(({ id }) => id.startsWith('fund'));
  const resources = [...fund, random.pick(problem.resources), random.pick(problem.resources)];
  return [
    { kind: 'bar', option: random.pick(others).id },
    { kind: 'bar', option: random.pick(chosen) },
    { kind: 'pin', option: random.pick(chosen) },
    { kind: 'pin', option: random.pick(others).id },
    { kind: 'pupil-gone', pupil: without.id },
    { kind: 'pupil', pupil: owner, options: left },
    { kind: 'pupil', pupil: { ...owner, waitingDays: random.below(4) }, options: left },
    { kind: 'pupil', pupil: owner, options: [...left, { ...one, fit: random.below(400) }] },
    ...resources.flatMap((resource) =>
      [-1, 1].map((more): Change => {
        const units = resource.id.startsWith('fund') ? 500 * more : more;
        return { kind: 'resource', resource: { ...resource, capacity: Math.max(0, resource.capacity + units) } };
      }),
    ),
    ...[...pinned, ...barred].slice(0, 2).map((option): Change => ({ kind: 'free', option })),
  ];
}

describe('a change that takes nothing from an answer of the solver', () => {
  it('leaves the answer that would be found from scratch, and mostly asks the solver nothing', async () => {
    const asking = jest.spyOn(HighsClient.prototype, 'run');
    let stood = 0;
    let made = 0;
    for (let seed = 0; seed < 30; seed += 1) {
      const random = new Random(seed);
      // Few fits, so that ties are many, and now and then no draw to settle them.
      const shape = { ...packages, fits: seed % 3 === 0 ? 4 : 400, pins: seed % 2 === 0 ? 'yes' : 'no' } as const;
      const { seed: drawn, ...undrawn } = randomProblem(seed, shape);
      const problem: ProblemFile = seed % 6 === 0 ? undrawn : { ...undrawn, seed: drawn ?? 0 };
      const start = await WhatIf.start(problem);
      if (start.answer.chosen.length === 0) continue;
      for (const change of changesAround(random, problem, start.answer.chosen)) {
        asking.mockClear();
        const changed = await start.apply(change);
        if (!changed.ok) continue;
        const asked = asking.mock.calls.length;
        asking.mockClear();
        const expected = await scratch(changedProblem(problem, change));
        const { answer } = changed.next;
        expect({ seed, change, answer }).toEqual({ seed, change, answer: expected });
        if (asking.mock.calls.length === 0) continue;
        made += 1;
        if (asked === 0) stood += 1;
      }
    }
    asking.mockRestore();
    expect(made).toBeGreaterThan(100);
    expect(stood / made).toBeGreaterThan(0.3);
  }, 60_000);
});

describe('an answer of the solver that another choice may tie with', () => {
  /** Two pupils fit two places either way round, and a third could have either, but then money is short for one of them. */
  const tied: ProblemFile = {
    version: 1,
    resources: [
      { id: 'x', capacity: 1 },
      { id: 'y', capacity: 1 },
      { id: 'fund', capacity: 6 },
    ],
    pupils: ['a', 'b', 'c'].map((id) => ({ id, band: 0 })),
    options: ['a', 'b', 'c'].flatMap((pupil) =>
      ['x', 'y'].map((site) => {
        const dear = pupil === 'c';
        return { id: `${pupil}/${site}`, pupil, fit: dear ? 9 : 5, uses: [[site, 1] as const, ['fund', dear ? 5 : 3]] };
      }),
    ),
  };

  it('is better than every other only where the draw tells them apart', async () => {
    const client = new HighsClient();
    const isAlone = async (model: Model): Promise<boolean | undefined> => {
      const { parts } = await assemble(model, 'optimal', client, Infinity);
      expect(parts.map(({ report }) => report.method)).toEqual(['mip']);
      return parts[0]?.answer.isAlone?.(client);
    };
    expect(await isAlone(compile(tied))).toBe(true);
    expect(await isAlone(compile(tied, () => 7))).toBe(false);
    client.close();
  });
});
