import { median } from '../../support.mjs';
import { engine, peakMemory, timed } from '../engine.mjs';
import { highsSolve, weightedModel } from '../highs.mjs';
import { REGIONS, transportation } from '../region.mjs';

const SEED = 20261122;
const RUNS = 5;
/** The slower of HiGHS's two solvers is given up at this many times the time of the other. */
const PATIENCE = 3;

/**
 * How many times faster than the faster of HiGHS's simplex and interior point, engine call to engine call, same objective. HiGHS is
 * timed from its model in arrays to its answer, so the engine is too; the time from the problem's objects stands in the note.
 */
export async function measure(which) {
  const shape = REGIONS[which];
  const { solve } = await engine('index.js');
  const { compile } = await engine('model.js');
  const { solveModel } = await engine('solve.js');
  const problem = transportation(shape, SEED);
  const own = await timed(RUNS, () => solve(problem, { prices: 'no' }));
  const memory = peakMemory();
  const ready = compile(problem);
  const flat = await timed(RUNS, () => solveModel(ready, { prices: 'no' }));
  const { model, worth } = weightedModel(problem);
  const optionAt = new Map(problem.options.map(({ id }, o) => [id, o]));
  const reached = worth(own.result.chosen.map((id) => optionAt.get(id)));
  const ipm = await highsSolve(model, { solver: 'ipm' });
  const simplex = await highsSolve(model, { solver: 'simplex', time_limit: PATIENCE * ipm.seconds });
  const proved = [ipm, simplex].filter(({ optimal }) => optimal);
  const same = own.result.status === 'optimal' && proved.every(({ objective }) => Math.abs(objective - reached) < 0.5);
  const first = Math.min(...proved.map((each) => each.seconds));
  const seconds = median(flat.seconds);
  const named = `region ${which}: ${shape.pupils} pupils x ${shape.options}, ${shape.resources} x ${shape.places} places`;
  const highs = `ipm ${ipm.seconds.toFixed(1)} s, simplex ${simplex.optimal ? '' : 'over '}${simplex.seconds.toFixed(1)} s`;
  const unplaced = own.result.unplaced.length;
  const fromObjects = median(own.seconds);
  const whole = `${(fromObjects * 1000).toFixed(0)} ms from the problem's objects (${(first / fromObjects).toFixed(1)} x)`;
  const note = `${(seconds * 1000).toFixed(0)} ms, both from the model in arrays to the answer; ${whole}; HiGHS ${highs}; ${unplaced} unplaced; ${same ? 'same objective' : 'OBJECTIVES DIFFER'}`;
  return [
    { row: named, value: first / seconds, unit: 'x HiGHS', target: `>= ${shape.times}`, note },
    {
      row: `region ${which}: memory`,
      value: memory,
      unit: 'MB',
      target: '< 300',
      note: 'peak of a process with the problem in it',
    },
  ];
}
