import highsLoader from 'highs';

const load = highsLoader.default ?? highsLoader;
/** A place is worth this many times the best fit, and one of an earlier band as much again. */
const PLACE = 20;

/**
 * A problem of the exchange format as HiGHS takes it: sparse columns, a row for each pupil and each resource, one weighted objective.
 * The weights are small because that suits HiGHS; whether they say the same is checked by whoever compares.
 */
export function weightedModel(problem) {
  const pupilAt = new Map(problem.pupils.map(({ id }, n) => [id, n]));
  const resourceAt = new Map(problem.resources.map(({ id }, n) => [id, n]));
  const bands = [...new Set(problem.pupils.map(({ band }) => band))].sort((a, b) => b - a);
  const place = PLACE * problem.options.reduce((most, { fit }) => Math.max(most, fit), 1);
  const columns = problem.options.length;
  const cost = new Float64Array(columns);
  const starts = new Int32Array(columns + 1);
  const indices = [];
  const values = [];
  problem.options.forEach((option, o) => {
    const p = pupilAt.get(option.pupil);
    cost[o] = place * (bands.indexOf(problem.pupils[p].band) + 1) + option.fit;
    indices.push(p);
    values.push(1);
    for (const [id, units] of option.uses) {
      indices.push(problem.pupils.length + resourceAt.get(id));
      values.push(units);
    }
    starts[o + 1] = indices.length;
  });
  const rows = problem.pupils.length + problem.resources.length;
  const rowUpper = new Float64Array(rows).fill(1);
  problem.resources.forEach(({ capacity }, r) => (rowUpper[problem.pupils.length + r] = capacity));
  return {
    model: {
      numCols: columns,
      numRows: rows,
      colCost: cost,
      colLower: new Float64Array(columns),
      colUpper: new Float64Array(columns).fill(1),
      rowLower: new Float64Array(rows).fill(-Infinity),
      rowUpper,
      matrix: {
        format: 'csc',
        numRows: rows,
        numCols: columns,
        starts,
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
    },
    /** The weighted objective of options by position. */
    worth: (options) => options.reduce((sum, o) => sum + cost[o], 0),
  };
}

/** One solve in a fresh HiGHS: seconds from its call to its answer, without handing the model over. */
export async function highsSolve(model, options) {
  const highs = await load();
  return highs.withModel({ sense: highs.constants.objectiveSense.maximize, ...model }, (loaded) => {
    loaded.options.set({ output_flag: false, random_seed: 1, ...options });
    const started = performance.now();
    loaded.run();
    return {
      seconds: (performance.now() - started) / 1000,
      objective: loaded.getObjectiveValue(),
      optimal: loaded.getModelStatus() === highs.constants.modelStatus.optimal,
      bound: Number(loaded.info.get('mip_dual_bound')),
    };
  });
}
