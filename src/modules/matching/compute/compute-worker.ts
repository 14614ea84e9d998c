import { parentPort, workerData } from 'node:worker_threads';
import type { LastRun, Proposal, Summary } from '../domain/comparison.js';
import { computeRun, type RunOutput } from './compute-run.js';
import { computeWhatIf, type WhatIfOutput, type WishFor } from './compute-what-if.js';
import type { Progress } from './pose-problem.js';
import type { RunInput } from './run-input.js';

/** What a thread is started for. */
export type ComputeTask = RunTask | WhatIfTask;

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

export type OutputOf<T extends ComputeTask> = T extends RunTask ? RunOutput : WhatIfOutput;

/** Computes the one task it was started with, tells how far it is, and hands back the result. */
const port = parentPort;
if (port !== null) {
  const task = workerData as ComputeTask;
  const progress: Progress = (stage, done, total) => port.postMessage({ kind: 'progress', stage, done, total });
  const output =
    task.kind === 'run'
      ? await computeRun(task.input, progress, task.last)
      : await computeWhatIf(task.base, task.wishes, progress);
  port.postMessage({ kind: 'done', output });
}
