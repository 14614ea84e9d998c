import { parentPort, workerData } from 'node:worker_threads';
import highsLoader from 'highs';
import { weightedModel } from './highs.mjs';

/**
 * HiGHS alone on a problem of the exchange format: one solve a level (places of each band, then fit), earlier levels as rows, each
 * from the solution of the one before. A thread, so that a wall clock can end it: every better solution and bound goes out at once.
 */
const load = highsLoader.default ?? highsLoader;
const { problem, seconds } = workerData;
const { model } = weightedModel(problem);
const bandOf = new Map(problem.pupils.map(({ id, band }) => [id, band]));
const bands = [...new Set(bandOf.values())].sort((a, b) => a - b);
const until = performance.now() + seconds * 1000;

/** The model with a row for each level already solved. */
function withFloors(floors) {
  const { matrix, rowLower, rowUpper, numRows, numCols } = model;
  const starts = new Int32Array(numCols + 1);
  const indices = [];
  const values = [];
  for (let o = 0; o < numCols; o += 1) {
    for (let k = matrix.starts[o]; k < matrix.starts[o + 1]; k += 1) {
      indices.push(matrix.indices[k]);
      values.push(matrix.values[k]);
    }
    floors.forEach(({ weight }, n) => {
      if (weight[o] === 0) return;
      indices.push(numRows + n);
      values.push(weight[o]);
    });
    starts[o + 1] = indices.length;
  }
  const rows = numRows + floors.length;
  return {
    ...model,
    numRows: rows,
    rowLower: Float64Array.from([...rowLower, ...floors.map(({ least }) => least)]),
    rowUpper: Float64Array.from([...rowUpper, ...floors.map(() => Infinity)]),
    matrix: {
      ...matrix,
      numRows: rows,
      starts,
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
    integrality: new Int32Array(numCols).fill(1),
  };
}

function reachedBy(solution) {
  const placedByBand = Array.from({ length: 1 + Math.max(...bands) }, () => 0);
  let totalFit = 0;
  solution.forEach((value, o) => {
    if (value < 0.5) return;
    const option = problem.options[o];
    placedByBand[bandOf.get(option.pupil)] += 1;
    totalFit += option.fit;
  });
  return { placedByBand, totalFit };
}

const highs = await load();
const { mipImprovingSolution } = highs.constants.callbackType;
const post = (solution) => parentPort.postMessage({ reached: reachedBy(solution) });

function solveLevel(weight, floors, start) {
  return highs.withModel(
    { sense: highs.constants.objectiveSense.maximize, ...withFloors(floors), colCost: weight },
    (loaded) => {
      loaded.options.set({ output_flag: false, random_seed: 1, mip_rel_gap: 0, mip_abs_gap: 0.5 });
      loaded.options.set({ time_limit: Math.max(0.05, (until - performance.now()) / 1000) });
      if (start) loaded.setSolution({ colValue: start });
      loaded.run({
        [mipImprovingSolution]: (event) => {
          post(event.data.mip_solution);
        },
      });
      const solution = loaded.getSolution().colValue;
      post(solution);
      return {
        solution,
        value: Math.round(loaded.getObjectiveValue()),
        bound: Number(loaded.info.get('mip_dual_bound')),
      };
    },
  );
}

const floors = [];
let solution;
for (const band of [...bands, -1]) {
  const weight = Float64Array.from(problem.options, ({ pupil, fit }) =>
    band < 0 ? fit : bandOf.get(pupil) === band ? 1 : 0,
  );
  const solved = solveLevel(weight, floors, solution);
  solution = solved.solution;
  parentPort.postMessage({ level: band < 0 ? 'fit' : `band ${band}`, bound: solved.bound });
  floors.push({ weight, least: solved.value });
}
