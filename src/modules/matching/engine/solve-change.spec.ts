import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import { randomProblem, type Shape } from '../../../../test/support/matching/random-problem.js';
import { changedProblem, type Change } from './change.js';
import type { ProblemFile } from './exchange.js';
import { HighsClient } from './highs-client.js';
import { changedModel } from './model-change.js';
import { compile } from './model.js';
import { OptionOwners } from './option-owners.js';
import { solvedAfter } from './solve-change.js';
import { answerOf, assemble, type Answer } from './solve.js';

const pool: Shape = { pupils: 200, sites: 40, options: 12, kind: 'plain', fits: 40, waits: 4, pins: 'yes' };

const scratch = async (problem: ProblemFile): Promise<Answer> => {
  const model = compile(problem);
  return answerOf(model, 'optimal', await assemble(model, 'optimal', new HighsClient(), Infinity));
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
