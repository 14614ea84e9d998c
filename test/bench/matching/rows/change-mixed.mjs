import { median } from '../../support.mjs';
import { engine, timed } from '../engine.mjs';
import { pool } from '../packages.mjs';
import { randomOf } from '../random.mjs';

const SEED = 20261130;
/** Small enough that every answer is proved: with a limit, both sides would take all of it. */
const POOL = { authorities: [2], pupils: 60, sites: 20, options: 8, pairs: 5, fund: 0.9 };

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
    const asked = await timed(3, () => start.apply(change));
    const changed = changedProblem(problem, change);
    const scratch = await timed(3, () => solve(changed, { prices: 'no' }));
    ratios.push(median(asked.seconds) / median(scratch.seconds));
    if (JSON.stringify(asked.result.next.answer.chosen) !== JSON.stringify(scratch.result.chosen)) differ += 1;
  }
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(', ');
  const note = `median of ${ratios.length} kinds of change (${each}); ${differ === 0 ? 'same answers' : `${differ} ANSWERS DIFFER`}`;
  const row = 'packages and a fund: one change, against from scratch';
  return [{ row, value: median(ratios), unit: 'x', target: '<= 1', note }];
}
