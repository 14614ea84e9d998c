import { parentPort } from 'node:worker_threads';
import highsLoader, { type Highs, type HighsCallbackMap, type Model, type ModelData } from 'highs';
import { drawFrom } from './draw.js';
import { Columns, narrowed } from './highs-columns.js';
import { Dive } from './highs-dive.js';
import { Neighbourhoods, type Exact } from './highs-neighbours.js';
import { leftOut, type Done, type MipJob, type Reply, type Solved } from './highs-protocol.js';
import { Relaxation } from './highs-relaxation.js';

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
  const left = leftOut(job);
  const all = columns + left;
  const entries = job.indices.length;
  return {
    numCols: all,
    numRows: rows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: Float64Array.from({ length: all }, (_, c) => job.cost[c] ?? -(job.leftCosts?.[c - columns] ?? 0)),
    colLower: new Float64Array(all),
    colUpper: new Float64Array(all).fill(1),
    rowLower: job.rowLower,
    rowUpper: job.rowUpper,
    matrix: {
      format: 'csc',
      numRows: rows,
      numCols: all,
      starts: Int32Array.from({ length: all + 1 }, (_, c) => job.starts[c] ?? entries + c - columns),
      indices: Int32Array.from({ length: entries + left }, (_, k) => job.indices[k] ?? rows - left + k - entries),
      values: Float64Array.from({ length: entries + left }, (_, k) => job.values[k] ?? 1),
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

function optionsOf(job: MipJob): Record<string, boolean | number | string> {
  return {
    output_flag: false,
    random_seed: 1,
    ...(Number.isFinite(job.timeLimit) ? { time_limit: Math.max(0.01, job.timeLimit) } : {}),
  };
}

/** Whole numbers, to proof. */
function prove(highs: Highs, job: MipJob): Done {
  return highs.withModel(modelOf(highs, job), (model): Done => {
    model.options.set({ ...optionsOf(job), mip_rel_gap: 0, mip_abs_gap: job.gap ?? 0.5 });
    setStart(model, job);
    model.run(callbacksOf(highs, job));
    const feasible = model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible;
    const bound = Number(model.info.get('mip_dual_bound'));
    return {
      id: job.id,
      kind: 'done',
      status: statusOf(highs, model),
      ones: feasible ? onesOf(model.getSolution().colValue) : undefined,
      bound: Number.isFinite(bound) ? bound : Infinity,
      relaxation: undefined,
      memoryBytes: highs.memoryBytes,
    };
  });
}

function statusOf(highs: Highs, model: Model): Done['status'] {
  const { optimal, infeasible } = highs.constants.modelStatus;
  const state = model.getModelStatus();
  return state === optimal ? 'optimal' : state === infeasible ? 'infeasible' : 'stopped';
}

/** The solver works in floating point. */
const SHORT = 1e-6;
/** How often the relaxation of a job is made tighter. */
const LOOKS = 4;
/** Halves are worth a look where they add up to this much of the objective; counts of places are not. */
const LEAST_WORTH = 2;

/** The relaxation, and, if it is asked for, good whole numbers by way of it. */
function relax(highs: Highs, job: MipJob): Done {
  return highs.withModel(modelOf(highs, job), (model): Done => {
    // Starting from nothing, presolve takes longer than it saves, and each later solve is a small step from the one before.
    model.options.set({ ...optionsOf(job), presolve: 'off', solver: job.solver ?? 'simplex' });
    const relaxation = new Relaxation(highs, model, job);
    const solved = relaxation.run();
    const status = statusOf(highs, model);
    const said = (known: Solved | undefined, ones: Int32Array | undefined): Done => ({
      id: job.id,
      kind: 'done',
      status,
      ones,
      bound: Infinity,
      relaxation: known,
      memoryBytes: highs.memoryBytes,
    });
    if (!solved) return said(undefined, undefined);
    const short = relaxation.short() > SHORT;
    model.options.set({ solver: 'simplex' });
    if (!job.cost.every((each) => each < LEAST_WORTH)) relaxation.tighten(LOOKS, 'root');
    const known = { columnValue: relaxation.shares(), ...relaxation.worths(), halves: [...relaxation.halves] };
    if (job.kind === 'lp') return said(known, undefined);
    if (!short) post({ id: job.id, kind: 'relaxed', relaxation: known });
    const near = relaxation.near(NEAR * job.cost.reduce((most, each) => Math.max(most, each), 0));
    const few = narrowed(job, near);
    const ones = highs.withModel(modelOf(highs, few), (small) => {
      small.options.set({ ...optionsOf(job), presolve: 'off', solver: 'simplex' });
      const narrow = new Relaxation(highs, small, few);
      return narrow.startFrom(relaxation, near) ? goodChoice(few, narrow, near, short ? 1 : MOST_DIVES) : job.start;
    });
    // What a relaxation says that leaves somebody out is not said of places level by level.
    return said(short ? undefined : known, ones);
  });
}

/** A dive looks at columns that cost the relaxation no more than this share of the best. */
const NEAR = 0.12;
/** What a dive counts for beside its iterations, and the most dives; as a rule effort ends them. */
const EACH_DIVE = 250;
const MOST_DIVES = 20;

/** From the solved relaxation to whole numbers, again and again with other doubts. `near` leads from its columns to those of the job. */
function goodChoice(job: MipJob, relaxation: Relaxation, near: Int32Array, most: number): Int32Array {
  let best = new Columns(job);
  for (const column of job.start ?? []) best.put(column);
  const onesOf = (columns: Columns): Int32Array => columns.ones().map((c) => near[c] as number);
  const bound = relaxation.value();
  const began = relaxation.iterations;
  const diving = new Dive(job, relaxation);
  for (let n = 0; n < most && best.total() < bound - 0.5; n += 1) {
    if (relaxation.iterations - began + n * EACH_DIVE >= (job.effort ?? Infinity)) break;
    if (n > 0 && !diving.restart()) break;
    diving.run(best.total(), n === 0 ? undefined : drawFrom(n));
    const columns = diving.columns.copy();
    columns.fill();
    if (columns.total() <= best.total()) continue;
    best = columns;
    post({ id: job.id, kind: 'improved', ones: onesOf(best) });
  }
  return onesOf(best);
}

/** From the start, neighbourhood by neighbourhood. */
function improve(highs: Highs, job: MipJob): Done {
  let best = job.start ?? new Int32Array();
  const course = new Neighbourhoods(job, job.groups ?? new Int32Array(job.columns), best, exactlyBy(highs));
  course.run(
    job.effort ?? Infinity,
    () => highs.memoryBytes > job.memoryLimit,
    (ones) => {
      best = ones;
      post({ id: job.id, kind: 'improved', ones });
    },
  );
  const { memoryBytes } = highs;
  return {
    id: job.id,
    kind: 'done',
    status: 'stopped',
    ones: best,
    bound: Infinity,
    relaxation: undefined,
    memoryBytes,
  };
}

const solve = (highs: Highs, job: MipJob): Done => {
  if (job.kind === 'mip') return prove(highs, job);
  return job.kind === 'neighbours' ? improve(highs, job) : relax(highs, job);
};

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
