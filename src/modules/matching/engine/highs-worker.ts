import { parentPort } from 'node:worker_threads';
import highsLoader, { type Highs, type HighsCallbackMap, type Model, type ModelData } from 'highs';
import { Columns } from './highs-columns.js';
import { dive, relaxationOf } from './highs-dive.js';
import { Neighbourhoods, type Exact } from './highs-neighbours.js';
import type { Done, MipJob, Reply } from './highs-protocol.js';

/** The thread in which HiGHS runs. It holds one solver, does one job at a time, and is ended from outside if it overstays. */
const port = parentPort;
// The package's types describe its CommonJS half; what an ES module gets as default is the loader itself.
const load = highsLoader as unknown as () => Promise<Highs>;
const loading = load();
const post = (reply: Reply): void => port?.postMessage(reply);

const onesOf = (values: Float64Array): Int32Array => {
  const ones: number[] = [];
  values.forEach((value, i) => {
    if (value > 0.5) ones.push(i);
  });
  return Int32Array.from(ones);
};

function modelOf(highs: Highs, job: MipJob): ModelData {
  const { columns, rows } = job;
  return {
    numCols: columns,
    numRows: rows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: job.cost,
    colLower: new Float64Array(columns),
    colUpper: new Float64Array(columns).fill(1),
    rowLower: job.rowLower,
    rowUpper: job.rowUpper,
    matrix: {
      format: 'csc',
      numRows: rows,
      numCols: columns,
      starts: job.starts,
      indices: job.indices,
      values: job.values,
    },
    ...(job.kind === 'mip' ? { integrality: new Int32Array(columns).fill(1) } : {}),
  };
}

/** Improving solutions and bounds go out as they are found, so that a solve that is cut off has lost nothing. */
function callbacksOf(highs: Highs, job: MipJob): HighsCallbackMap {
  let bound = Infinity;
  const { mipImprovingSolution, mipInterrupt } = highs.constants.callbackType;
  return {
    [mipImprovingSolution]: (event) => {
      if (event.data.mip_solution) post({ id: job.id, kind: 'improved', ones: onesOf(event.data.mip_solution) });
      return undefined;
    },
    [mipInterrupt]: (event) => {
      const now = event.data.mip_dual_bound;
      if (now !== undefined && Number.isFinite(now) && now < bound - 0.25) {
        bound = now;
        post({ id: job.id, kind: 'bounded', bound });
      }
      const done = Number(event.data.mip_total_lp_iterations ?? 0);
      if (highs.memoryBytes > job.memoryLimit || done > (job.effort ?? Infinity)) event.interrupt();
      return undefined;
    },
  };
}

function solve(highs: Highs, job: MipJob): Done {
  return highs.withModel(modelOf(highs, job), (model): Done => {
    model.options.set({
      output_flag: false,
      random_seed: 1,
      mip_rel_gap: 0,
      mip_abs_gap: job.gap ?? 0.5,
      ...(job.kind === 'mip' ? {} : { solver: job.solver ?? 'simplex' }),
      ...(Number.isFinite(job.timeLimit) ? { time_limit: Math.max(0.01, job.timeLimit) } : {}),
    });
    setStart(model, job);
    model.run(job.kind === 'mip' ? callbacksOf(highs, job) : undefined);
    const state = model.getModelStatus();
    const { optimal, infeasible } = highs.constants.modelStatus;
    const solved = state === optimal;
    const feasible = model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible;
    const solution = feasible ? model.getSolution() : undefined;
    const dived = job.kind === 'dive' && solved ? goodChoice(highs, model, job) : undefined;
    const bound = job.kind === 'mip' ? Number(model.info.get('mip_dual_bound')) : model.getObjectiveValue();
    return {
      id: job.id,
      kind: 'done',
      status: solved ? 'optimal' : state === infeasible ? 'infeasible' : 'stopped',
      ones: job.kind === 'dive' ? dived : solution ? onesOf(solution.colValue) : undefined,
      bound: Number.isFinite(bound) && (job.kind === 'mip' || solved) ? bound : Infinity,
      columnValue: job.kind !== 'mip' && solution ? solution.colValue : undefined,
      rowWorth: job.kind !== 'mip' && solution ? solution.rowDual : undefined,
      memoryBytes: highs.memoryBytes,
    };
  });
}

/** From the solved relaxation to whole numbers, and from there on neighbourhood by neighbourhood. */
function goodChoice(highs: Highs, model: Model, job: MipJob): Int32Array {
  const start = new Columns(job);
  for (const column of job.start ?? []) start.put(column);
  // Each solve is a small step from the one before: there is nothing for presolve to do.
  model.options.set({ presolve: 'off' });
  const relaxation = relaxationOf(model, highs.constants.modelStatus.optimal);
  const { columns, spent } = dive(job, relaxation, start.value());
  let best = (columns.value() > start.value() ? columns : start).ones();
  const improved = (ones: Int32Array): void => {
    best = ones;
    post({ id: job.id, kind: 'improved', ones });
  };
  improved(best);
  const course = new Neighbourhoods(job, job.groups ?? new Int32Array(job.columns), best, exactlyBy(highs));
  const stop = (): boolean => highs.memoryBytes > job.memoryLimit;
  course.run((job.effort ?? Infinity) - spent, stop, improved);
  return best;
}

/** Solves a small job beside the one that the thread is at. */
const exactlyBy =
  (highs: Highs): Exact =>
  (job) =>
    highs.withModel(modelOf(highs, job), (model) => {
      model.options.set({ output_flag: false, random_seed: 1, mip_rel_gap: 0, mip_abs_gap: 0.5 });
      setStart(model, job);
      let iterations = 0;
      const { mipInterrupt } = highs.constants.callbackType;
      model.run({
        [mipInterrupt]: (event) => {
          iterations = Number(event.data.mip_total_lp_iterations ?? 0);
          if (iterations > (job.effort ?? Infinity)) event.interrupt();
          return undefined;
        },
      });
      const feasible = model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible;
      return { ones: feasible ? onesOf(model.getSolution().colValue) : undefined, iterations };
    });

function setStart(model: Model, job: MipJob): void {
  if (!job.start) return;
  const colValue = new Float64Array(job.columns);
  for (const column of job.start) colValue[column] = 1;
  model.setSolution({ colValue });
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function answer(job: MipJob): Promise<Reply> {
  let highs: Highs;
  try {
    highs = await loading;
  } catch (error) {
    return { id: job.id, kind: 'failed', during: 'start', reason: reasonOf(error) };
  }
  try {
    return solve(highs, job);
  } catch (error) {
    return { id: job.id, kind: 'failed', during: 'solve', reason: reasonOf(error) };
  }
}

port?.on('message', (job: MipJob) => void answer(job).then(post));
