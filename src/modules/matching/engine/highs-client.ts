import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { MipJob, Reply } from './highs-protocol.js';

/** What a solve came to: the best columns, the proven bound, and how it ended. */
export interface MipOutcome {
  readonly status: 'optimal' | 'infeasible' | 'stopped';
  readonly ones: Int32Array | undefined;
  readonly bound: number;
  readonly rowWorth: Float64Array | undefined;
}

export type MipRequest = Omit<MipJob, 'id' | 'timeLimit' | 'memoryLimit'>;

/** One gibibyte: HiGHS stops with its best, and the process around it stays within its means. */
const MEMORY_LIMIT = 1024 ** 3;
/** The wall clock allows HiGHS this much to end by itself, so that it hands back its last bound. */
const GRACE_MS = 150;

/** Compiled, the worker lies beside this file; under a TypeScript test runner it is the one of the last build. */
function workerUrl(): URL {
  const beside = new URL('./highs-worker.js', import.meta.url);
  if (existsSync(fileURLToPath(beside))) return beside;
  return new URL('../../../../dist/src/modules/matching/engine/highs-worker.js', import.meta.url);
}

/** Runs HiGHS in a thread of its own, which is ended by a wall clock when a time limit passes. One solve at a time. */
export class HighsClient {
  private worker: Worker | undefined;
  private count = 0;

  constructor(private readonly memoryLimit = MEMORY_LIMIT) {}

  /** Solves until proved or until `deadline` (milliseconds of performance.now(), Infinity for none). */
  run(request: MipRequest, deadline: number): Promise<MipOutcome> {
    const left = deadline - performance.now();
    let best: MipOutcome = { status: 'stopped', ones: request.start, bound: Infinity, rowWorth: undefined };
    if (left <= 0) return Promise.resolve(best);
    this.count += 1;
    const id = this.count;
    const worker = this.thread();
    const wait = Number.isFinite(left) ? left / 1000 : Infinity;
    return new Promise((resolve, reject) => {
      const clock = Number.isFinite(left)
        ? setTimeout(() => {
            finish();
            this.close();
            resolve(best);
          }, left + GRACE_MS)
        : undefined;
      const onMessage = (reply: Reply): void => {
        if (reply.id !== id) return;
        if (reply.kind === 'improved') best = { ...best, ones: reply.ones };
        else if (reply.kind === 'bounded') best = { ...best, bound: Math.min(best.bound, reply.bound) };
        else if (reply.kind === 'failed') {
          finish();
          reject(new Error(`matching engine: HiGHS failed (${reply.reason})`));
        } else {
          finish();
          resolve({ ...reply, ones: reply.ones ?? best.ones, bound: Math.min(reply.bound, best.bound) });
        }
      };
      const onError = (): void => {
        // The thread died, as it does when memory runs out: what it had sent stands.
        finish();
        this.worker = undefined;
        resolve(best);
      };
      const finish = (): void => {
        clearTimeout(clock);
        worker.off('message', onMessage);
        worker.off('error', onError);
      };
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.ref();
      worker.postMessage({ ...request, id, timeLimit: wait, memoryLimit: this.memoryLimit } satisfies MipJob);
    });
  }

  /** Ends the thread. The next solve starts a new one. */
  close(): void {
    const worker = this.worker;
    this.worker = undefined;
    if (worker) void worker.terminate();
  }

  private thread(): Worker {
    this.worker ??= new Worker(workerUrl(), { resourceLimits: { maxOldGenerationSizeMb: 512 } });
    return this.worker;
  }
}
