import { parentPort, workerData } from 'node:worker_threads';
import type { Price } from '../engine/index.js';
import type { LastRun, Proposal, Summary } from '../domain/comparison.js';
import { computeDisplacement, type DisplacementOutput, type DisplacementTask } from './compute-displacement.js';
import { computePrices, type PricesTask } from './compute-prices.js';
import { computeRun, type RunOutput } from './compute-run.js';
import { computeWhatIf, type WhatIfOutput, type WishFor } from './compute-what-if.js';
import type { Progress } from './pose-problem.js';
import type { RunInput } from './run-input.js';

/** What a thread is started for. */
export type ComputeTask = RunTask | WhatIfTask | DisplacementTask | PricesTask;

export interface RunTask {
  readonly kind: 'run';
  readonly input: RunInput;
  readonly last: LastRun | null;
}

export interface WhatIfTask {
  readonly kind: 'what-if';
  readonly base: { readonly input: RunInput; readonly summary: Summary; readonly proposal: Proposal };
  readonly wishes: readonly WishFor[];
}

/** A displacement task tells pupil by pupil; in the end it says how many. */
export type OutputOf<T extends ComputeTask> = T extends RunTask
  ? RunOutput
  : T extends WhatIfTask
    ? WhatIfOutput
    : T extends PricesTask
      ? readonly Price[] | undefined
      : number;

/** Computes the one task it was started with, tells how far it is, and hands back the result. */
const port = parentPort;
if (port !== null) {
  const task = workerData as ComputeTask;
  const progress: Progress = (stage, done, total) => port.postMessage({ kind: 'progress', stage, done, total });
  const output = await outputOf(task, progress, (part) => port.postMessage({ kind: 'part', part }));
  port.postMessage({ kind: 'done', output });
}

function outputOf(task: ComputeTask, progress: Progress, part: (part: DisplacementOutput) => void): Promise<unknown> {
  if (task.kind === 'run') return computeRun(task.input, progress, task.last);
  if (task.kind === 'what-if') return computeWhatIf(task.base, task.wishes, progress);
  if (task.kind === 'prices') return computePrices(task);
  return computeDisplacement(task, part);
}
