import { median } from '../../support.mjs';
import { engine, timed } from '../engine.mjs';
import { pool } from '../packages.mjs';
import { randomOf } from '../random.mjs';

const SEED = 20261130;
/** Small enough that every answer is proved: with a limit, both sides would take all of it. */
const POOL = { authorities: [2], pupils: 60, sites: 20, options: 8, pairs: 5, fund: 0.9 };

const ROUNDS = 7;

/** What people ask between two runs, by name. */
const changesTo = (problem, chosen, random) => {
  const any = (list) => list[random.below(list.length)];
  const [fund] = problem.resources.filter(({ id }) => id.startsWith('fund'));
  const place = any(problem.resources.filter(({ id }) => !id.startsWith('fund')));
  const known = any(problem.pupils);
  const again = `${known.id}-again`;
  const options = problem.options
    .filter(({ pupil }) => pupil === known.id)
    .map((option) => ({ ...option, id: `${option.id}/again`, pupil: again }));
  const taken = new Set(chosen);
  return {
    bar: { kind: 'bar', option: any(problem.options.filter(({ id }) => !taken.has(id))).id },
    pin: { kind: 'pin', option: any(chosen) },
    'bar what was chosen': { kind: 'bar', option: any(chosen) },
    'pupil gone': { kind: 'pupil-gone', pupil: any(problem.pupils).id },
    referral: { kind: 'pupil', pupil: { ...known, id: again }, options },
    'place more': { kind: 'resource', resource: { ...place, capacity: place.capacity + 1 } },
    'less money': { kind: 'resource', resource: { ...fund, capacity: Math.floor(fund.capacity * 0.99) } },
  };
};

/** One change in a pool of packages under a fund, where the solver has to prove: beside solving the changed problem. */
export async function measure() {
  const { WhatIf, changedProblem, solve } = await engine('index.js');
  const problem = pool(POOL, SEED);
  const start = await WhatIf.start(problem);
  const ratios = new Map();
  const total = { asked: 0, scratch: 0 };
  let differ = 0;
  for (const [name, change] of Object.entries(changesTo(problem, start.answer.chosen, randomOf(SEED)))) {
    const changed = changedProblem(problem, change);
    const sides = [() => start.apply(change), () => solve(changed, { prices: 'no' })];
    const found = [[], []];
    const answers = [];
    // In turns, and each first as often, so that neither has all the runs in which code is still being compiled. The first turn counts
    // for neither.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const { seconds, result } = await timed(1, sides[side]);
        if (round > 0) found[side].push(...seconds);
        answers[side] = JSON.stringify(side === 0 ? result.next.answer.chosen : result.chosen);
      }
      if (answers[0] !== answers[1]) differ += 1;
    }
    const [asked, scratch] = found.map(median);
    ratios.set(name, asked / scratch);
    total.asked += asked;
    total.scratch += scratch;
  }
  const each = [...ratios].map(([name, ratio]) => `${name} ${ratio.toFixed(2)}`).join(', ');
  const note = `${ratios.size} kinds of change together (${each}); ${differ === 0 ? 'same answers' : `${differ} ANSWERS DIFFER`}`;
  const row = 'packages and a fund: one change, against from scratch';
  return [{ row, value: total.asked / total.scratch, unit: 'x', target: '<= 1', note }];
}
