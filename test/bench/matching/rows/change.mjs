import { median } from '../../support.mjs';
import { engine, timed } from '../engine.mjs';
import { randomOf } from '../random.mjs';
import { REGIONS, transportation } from '../region.mjs';

const SEED = 20261122;
const EACH = 5;

/** One of each kind of change, to a pupil, a resource or an option drawn anew. */
function changesTo(problem, random) {
  const any = (list) => list[random.below(list.length)];
  const pupil = any(problem.pupils);
  const resource = any(problem.resources);
  const options = problem.options
    .filter((option) => option.pupil === pupil.id)
    .map((option) => ({ ...option, fit: random.below(1000) }));
  const known = any(problem.pupils);
  const added = problem.options
    .filter((option) => option.pupil === known.id)
    .map((option) => ({ ...option, id: `${option.id}/again`, pupil: `${known.id}-again` }));
  return [
    { kind: 'pupil', pupil, options },
    { kind: 'pupil', pupil: { ...known, id: `${known.id}-again` }, options: added },
    { kind: 'pupil-gone', pupil: any(problem.pupils).id },
    { kind: 'resource', resource: { ...resource, capacity: resource.capacity + 1 } },
    { kind: 'resource', resource: { ...any(problem.resources), capacity: resource.capacity - 1 } },
    { kind: 'pin', option: any(problem.options).id },
    { kind: 'bar', option: any(problem.options).id },
  ];
}

/** One change after a run over a region: the time to its answer, and whether that is the answer from scratch. */
export async function measure(which) {
  const { WhatIf, changedProblem, solve } = await engine('index.js');
  const problem = transportation(REGIONS[which], SEED);
  const start = await WhatIf.start(problem);
  const random = randomOf(SEED);
  const seconds = [];
  let differ = 0;
  for (let round = 0; round < EACH; round += 1) {
    for (const change of changesTo(problem, random)) {
      const asked = await timed(1, () => start.apply(change));
      seconds.push(...asked.seconds);
      if (round > 0) continue;
      const { chosen } = await solve(changedProblem(problem, change), { prices: 'no' });
      if (JSON.stringify(asked.result.next.answer.chosen) !== JSON.stringify(chosen)) differ += 1;
    }
  }
  const most = Math.max(...seconds) * 1000;
  const note = `median of ${seconds.length} changes of seven kinds, slowest ${most.toFixed(0)} ms; ${differ === 0 ? 'same answers' : `${differ} ANSWERS DIFFER`}`;
  return [
    { row: `region ${which}: one change after a run`, value: median(seconds) * 1000, unit: 'ms', target: '< 30', note },
  ];
}
