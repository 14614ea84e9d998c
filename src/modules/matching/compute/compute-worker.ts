import { parentPort, workerData } from 'node:worker_threads';
import { computeRun } from './compute-run.js';
import type { RunInput } from './run-input.js';

/** Computes the one run it was started with, tells how far it is, and hands back the result. */
const port = parentPort;
if (port !== null) {
  const output = await computeRun(workerData as RunInput, (stage, done, total) =>
    port.postMessage({ kind: 'progress', stage, done, total }),
  );
  port.postMessage({ kind: 'done', output });
}
