import { inflateRawSync } from 'node:zlib';
import { type Job, JobHandler, type RunningJob, type Tx, UnitOfWork } from '../../../platform/index.js';
import { PRICES } from '../application/request-matching.js';
import { ComputeClient } from '../compute/compute-client.js';
import type { PricesTask } from '../compute/compute-prices.js';
import type { Problem } from '../domain/problem.js';
import { ResultStore } from '../persistence/result.store.js';
import { UntilNewerRun } from './until-newer-run.js';

/** A city's prices take some four minutes on a small machine. */
const TIME_LIMIT_SECONDS = 900;

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
    private readonly results: ResultStore,
    private readonly compute: ComputeClient,
    private readonly untilNewer: UntilNewerRun,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const runId = String(job.payload['runId']);
    const task = await this.work.read(job.actor, (tx) => this.taskOf(tx, job, runId));
    if (task === undefined) return;
    await this.untilNewer.run(job, runId, async (signal) => {
      const prices = await this.compute.run(task, () => undefined, signal);
      await this.work.read(job.actor, (tx) => this.results.keepPrices(tx, runId, prices));
    });
  }

  private async taskOf(tx: Tx, job: RunningJob, runId: string): Promise<PricesTask | undefined> {
    if (!(await this.untilNewer.isNewest(tx, job, runId))) return undefined;
    const exchange = await this.results.exchange(tx, runId);
    if (exchange === undefined) return undefined;
    const problem = JSON.parse(inflateRawSync(exchange).toString('utf8')) as Problem;
    return { kind: 'prices', problem, timeLimitSeconds: TIME_LIMIT_SECONDS };
  }
}
