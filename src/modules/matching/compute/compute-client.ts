import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { Stopping } from '../../../platform/index.js';
import type { DisplacementOutput } from './compute-displacement.js';
import type { ComputeTask, OutputOf } from './compute-worker.js';
import type { Progress } from './pose-problem.js';

/** A city's run needs a tenth of it; a pool that needs more should fail alone, not take the service with it. */
const MEMORY_MB = 1024;

/** Somebody asked the work to stop. */
export class Stopped extends Error {}

type Message =
  | {
      readonly kind: 'progress';
      readonly stage: Parameters<Progress>[0];
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'part'; readonly part: DisplacementOutput }
  | { readonly kind: 'done'; readonly output: unknown };

/** Compiled, the worker lies beside this file; under a TypeScript test runner it is the one of the last build. */
function workerUrl(): URL {
  const beside = new URL('./compute-worker.js', import.meta.url);
  if (existsSync(fileURLToPath(beside))) return beside;
  return new URL('../../../../dist/src/modules/matching/compute/compute-worker.js', import.meta.url);
}

/**
 * Runs the rules and the engine in a thread of their own, so that pages are served while a run thinks. `stop` ends it,
 * and so does the end of a process that has handed its jobs back: nobody waits for that result any more.
 */
@Injectable()
export class ComputeClient {
  constructor(private readonly stopping: Stopping) {}

  async run<T extends ComputeTask>(
    task: T,
    progress: Progress,
    stop?: AbortSignal,
    part: (part: DisplacementOutput) => void = () => undefined,
  ): Promise<OutputOf<T>> {
    const signals = [this.stopping.signal, ...(stop ? [stop] : [])];
    for (const signal of signals) signal.throwIfAborted();
    const worker = new Worker(workerUrl(), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    try {
      return (await resultOf(worker, progress, part, AbortSignal.any(signals))) as OutputOf<T>;
    } finally {
      await worker.terminate();
    }
  }
}

const resultOf = (
  worker: Worker,
  progress: Progress,
  part: (part: DisplacementOutput) => void,
  stop: AbortSignal,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if (message.kind === 'progress') progress(message.stage, message.done, message.total);
      else if (message.kind === 'part') part(message.part);
      else resolve(message.output);
    });
    worker.once('error', reject);
    stop.addEventListener('abort', () => reject(stop.reason), { once: true });
    worker.once('exit', () => reject(new Error('matching: the thread ended without a result')));
  });
