import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { MipJob, Reply, Solved } from './highs-protocol.js';

/** What a solve came to: the best columns, the proven bound, and how it ended. */
export interface MipOutcome {
  readonly status: 'optimal' | 'infeasible' | 'stopped';
  readonly ones: Int32Array | undefined;
  readonly bound: number;
  readonly relaxation: Solved | undefined;
}

export type MipRequest = Omit<MipJob, 'id' | 'timeLimit' | 'memoryLimit'>;

/** One gibibyte: HiGHS stops with its best, and the process around it stays within its means. */
const MEMORY_LIMIT = 1024 ** 3;
/** The last of its time, in which a proof is to end by itself and hand back its last bound; what else is found has been told by then. */
const GRACE_MS = 150;

/** Compiled, the worker lies beside this file; under a TypeScript test runner it is the one of the last build. */
function workerUrl(): URL {
  const beside = new URL('./highs-worker.js', import.meta.url);
  if (existsSync(fileURLToPath(beside))) return beside;
  return new URL('../../../../dist/src/modules/matching/engine/highs-worker.js', import.meta.url);
}

/** A thread that has stayed small is kept for the next run: starting one costs more than most small solves. */
const KEPT_BYTES = 64 * 1024 ** 2;
let idle: Worker | undefined;
let jobs = 0;

function started(): Worker {
  const worker = new Worker(workerUrl(), { resourceLimits: { maxOldGenerationSizeMb: 512 } });
  // Whoever waits for an answer holds the process open; a thread that waits for work does not.
  worker.unref();
  // A thread that dies while nobody waits for it must not be handed out again, nor take the process with it.
  worker.on('error', () => {
    if (idle === worker) idle = undefined;
  });
  return worker;
}

/** Runs HiGHS in a thread of its own, which is ended by a wall clock when a time limit passes. One solve at a time. */
export class HighsClient {
  private worker: Worker | undefined;
  private busy = false;
  private memoryBytes = 0;

  constructor(private readonly memoryLimit = MEMORY_LIMIT) {}

  /** Has the thread load the solver while the engine is still at work. */
  warm(): void {
    this.thread();
  }

  /**
   * Solves until proved or until `deadline` (milliseconds of performance.now(), Infinity for none). `hear` is told of a relaxation that
   * stands at the beginning, while the rest goes on.
   */
  run(request: MipRequest, deadline: number, hear?: (relaxation: Solved) => void): Promise<MipOutcome> {
    const left = deadline - performance.now();
    let best: MipOutcome = {
      status: 'stopped',
      ones: request.start,
      bound: Infinity,
      relaxation: undefined,
    };
    if (left <= 0) return Promise.resolve(best);
    jobs += 1;
    const id = jobs;
    const worker = this.thread();
    const grace = request.kind === 'mip' ? Math.min(GRACE_MS, left / 2) : 0;
    const wait = Number.isFinite(left) ? (left - grace) / 1000 : Infinity;
    return new Promise((resolve, reject) => {
      const clock = Number.isFinite(left)
        ? setTimeout(() => {
            finish();
            this.abandon();
            resolve(best);
          }, left)
        : undefined;
      const onMessage = (reply: Reply): void => {
        if (reply.id !== id) return;
        if (reply.kind === 'improved') best = { ...best, ones: reply.ones };
        else if (reply.kind === 'bounded') best = { ...best, bound: Math.min(best.bound, reply.bound) };
        else if (reply.kind === 'relaxed') {
          best = { ...best, relaxation: reply.relaxation };
          hear?.(reply.relaxation);
        } else if (reply.kind === 'failed') {
          finish();
          this.abandon();
          // What had been found and proved stands; a solver that cannot even start is a fault of the installation.
          if (reply.during === 'solve') resolve(best);
          else reject(new Error(`matching engine: HiGHS does not start (${reply.reason})`));
        } else {
          finish();
          this.memoryBytes = reply.memoryBytes;
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
        this.busy = false;
        worker.unref();
        worker.off('message', onMessage);
        worker.off('error', onError);
      };
      worker.on('message', onMessage);
      worker.on('error', onError);
      this.busy = true;
      worker.ref();
      worker.postMessage({ ...request, id, timeLimit: wait, memoryLimit: this.memoryLimit } satisfies MipJob);
    });
  }

  /** Ends a thread that is in mid-solve or no longer to be trusted. */
  private abandon(): void {
    const worker = this.worker;
    this.worker = undefined;
    if (worker) void worker.terminate();
  }

  /** Gives the thread back, or ends it if it is in mid-solve or has grown. The next solve starts a new one. */
  close(): void {
    const worker = this.worker;
    this.worker = undefined;
    if (!worker) return;
    if (!this.busy && !idle && this.memoryBytes <= KEPT_BYTES) idle = worker;
    else void worker.terminate();
  }

  private thread(): Worker {
    if (this.worker) return this.worker;
    const kept = idle;
    idle = undefined;
    this.worker = kept ?? started();
    return this.worker;
  }
}
