import { median } from '../../support.mjs';
import { engine, timed } from '../engine.mjs';
import { pool } from '../packages.mjs';
import { randomOf } from '../random.mjs';

const SEED = 20261130;
/** Small enough that every answer is proved: with a limit, both sides would take all of it. */
const POOL = { authorities: [2], pupils: 60, sites: 20, options: 8, pairs: 5, fund: 0.9 };

const ROUNDS = 5;

const changesTo = (problem, random) => {
  const any = (list) => list[random.below(list.length)];
  const [fund] = problem.resources.filter(({ id }) => id.startsWith('fund'));
  const place = any(problem.resources.filter(({ id }) => !id.startsWith('fund')));
  return [
    { kind: 'bar', option: any(problem.options).id },
    { kind: 'pupil-gone', pupil: any(problem.pupils).id },
    { kind: 'resource', resource: { ...place, capacity: place.capacity + 1 } },
    { kind: 'resource', resource: { ...fund, capacity: Math.floor(fund.capacity * 0.99) } },
  ];
};

/** One change in a pool of packages under a fund, where the solver has to prove: beside solving the changed problem. */
export async function measure() {
  const { WhatIf, changedProblem, solve } = await engine('index.js');
  const problem = pool(POOL, SEED);
  const start = await WhatIf.start(problem);
  const ratios = [];
  let differ = 0;
  for (const change of changesTo(problem, randomOf(SEED))) {
    const changed = changedProblem(problem, change);
    const [asked, scratch] = [[], []];
    // In turns, so that neither side has all the runs in which code is still being compiled.
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await timed(1, () => start.apply(change));
      const other = await timed(1, () => solve(changed, { prices: 'no' }));
      asked.push(...one.seconds);
      scratch.push(...other.seconds);
      if (JSON.stringify(one.result.next.answer.chosen) !== JSON.stringify(other.result.chosen)) differ += 1;
    }
    ratios.push(median(asked) / median(scratch));
  }
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
  const note = `median of ${ratios.length} kinds of change (${each}); ${differ === 0 ? 'same answers' : `${differ} ANSWERS DIFFER`}`;
  const row = 'packages and a fund: one change, against from scratch';
  return [{ row, value: median(ratios), unit: 'x', target: '<= 1', note }];
}
