import { parentPort, workerData } from 'node:worker_threads';
import type { LastRun } from '../domain/comparison.js';
import { computeRun } from './compute-run.js';
import type { RunInput } from './run-input.js';

/** What a thread is started for. */
export type ComputeTask = { readonly kind: 'run'; readonly input: RunInput; readonly last: LastRun | null };

/** Computes the one task it was started with, tells how far it is, and hands back the result. */
const port = parentPort;
if (port !== null) {
  const task = workerData as ComputeTask;
  const output = await computeRun(
    task.input,
    (stage, done, total) => port.postMessage({ kind: 'progress', stage, done, total }),
    task.last,
  );
  port.postMessage({ kind: 'done', output });
}
