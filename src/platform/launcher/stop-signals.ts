import type { Say } from './progress.js';

/** How long requests and jobs under way may take to finish before the process stops without them. */
const DRAIN_MS = 12_000;
/** After this long people are told what is being waited for. */
const TELL_MS = 1_500;

export interface Stoppable {
  /** Stops taking work and finishes what is under way. */
  drain(): Promise<void>;
  /** Comes last, whatever happened before: the database. */
  release(): Promise<void>;
}

export interface Stopping {
  readonly underWay: () => boolean;
  /** For whoever has nothing left to do but to wait for the end of the process. */
  readonly never: () => Promise<never>;
}

/**
 * Ends the process once on SIGTERM, SIGINT, SIGHUP or an error nobody caught: work first, then the database.
 * Signals that come while it stops change nothing: npm passes Ctrl-C on a second time.
 */
export function stopOnSignals(service: Stoppable, say: Say): Stopping {
  let stopping = false;
  const stop = (why: string, code: number) => {
    if (stopping) return;
    stopping = true;
    say(`Stopping (${why})`);
    void finish(service, say, code);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal, 0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      stop('an error nobody caught', 1);
    });
  }
  return { underWay: () => stopping, never: () => new Promise(() => undefined) };
}

async function finish(service: Stoppable, say: Say, code: number): Promise<void> {
  let status = code;
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      status = 1;
      process.stderr.write(`While stopping: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
    }
  };
  await attempt(() => withinLimit(service.drain(), say));
  await attempt(() => service.release());
  say('Stopped');
  process.exit(status);
}

/** Every job can be cut off at any line and starts again later, so waiting for one has a limit. */
async function withinLimit(work: Promise<void>, say: Say): Promise<void> {
  const timers: NodeJS.Timeout[] = [];
  const limit = new Promise<void>((resolve) => {
    timers.push(setTimeout(() => say(`Finishing the work under way, at most ${DRAIN_MS / 1000} seconds`), TELL_MS));
    timers.push(setTimeout(resolve, DRAIN_MS));
  });
  await Promise.race([work, limit]);
  for (const timer of timers) clearTimeout(timer);
}
