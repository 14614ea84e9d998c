import { inflateRawSync } from 'node:zlib';
import { EventLog, type Job, JobHandler, type RunningJob, type Tx, UnitOfWork } from '../../../platform/index.js';
import { PRICES } from '../application/request-matching.js';
import { ComputeClient, Stopped } from '../compute/compute-client.js';
import type { PricesTask } from '../compute/compute-prices.js';
import type { Problem } from '../domain/problem.js';
import { ResultStore } from '../persistence/result.store.js';
import { RunStore } from '../persistence/run.store.js';

/** A city's prices take some four minutes on a small machine. */
const TIME_LIMIT_SECONDS = 900;
/** A newer run makes them pointless; looked for this often. */
const LOOK_MS = 1_000;

/**
 * What one more place would bring, of a run whose time limit came first. Given up when a newer run stands; killed, it
 * begins again; done twice, it writes the same.
 */
@JobHandler(PRICES, {
  queue: 'maintenance',
  attempts: 4,
  service: 'matching',
  permissions: ['matching.read', 'matching.run', 'options.authority'],
})
export class PricesJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly runs: RunStore,
    private readonly results: ResultStore,
    private readonly compute: ComputeClient,
    private readonly log: EventLog,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const runId = String(job.payload['runId']);
    const task = await this.work.read(job.actor, (tx) => this.taskOf(tx, job, runId));
    if (task === undefined) return;
    const stop = new AbortController();
    const looking = setInterval(() => void this.lookForNewer(job, runId, stop), LOOK_MS);
    try {
      const prices = await this.compute.run(task, () => undefined, stop.signal);
      await this.work.read(job.actor, (tx) => this.results.keepPrices(tx, runId, prices));
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    } finally {
      clearInterval(looking);
    }
  }

  private async taskOf(tx: Tx, job: RunningJob, runId: string): Promise<PricesTask | undefined> {
    if (!(await this.isNewest(tx, job, runId))) return undefined;
    const exchange = await this.results.exchange(tx, runId);
    if (exchange === undefined) return undefined;
    const problem = JSON.parse(inflateRawSync(exchange).toString('utf8')) as Problem;
    return { kind: 'prices', problem, timeLimitSeconds: TIME_LIMIT_SECONDS };
  }

  private async isNewest(tx: Tx, job: RunningJob, runId: string): Promise<boolean> {
    const { authorityId } = job.actor;
    return authorityId !== null && (await this.runs.latestFinished(tx, authorityId))?.id === runId;
  }

  private async lookForNewer(job: RunningJob, runId: string, stop: AbortController): Promise<void> {
    try {
      if (!(await this.work.read(job.actor, (tx) => this.isNewest(tx, job, runId)))) stop.abort(new Stopped());
    } catch (error) {
      this.log.failure('matching.newer-run-not-looked-for', error, { runId });
    }
  }
}
