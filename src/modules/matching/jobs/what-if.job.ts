import { UnitOfWork, EventLog, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { WHAT_IF } from '../application/what-ifs.js';
import { ComputeClient } from '../compute/compute-client.js';
import { WhatIfStore } from '../persistence/what-if.store.js';

const ATTEMPTS = 4;

/**
 * Computes one what-if in a thread of its own. It claims no pool and stores nothing that a proposal is read from, so it
 * may run beside the run of record and be killed at any line: the row is written whole, once.
 */
@JobHandler(WHAT_IF, {
  queue: 'maintenance',
  attempts: ATTEMPTS,
  service: 'matching',
  permissions: ['matching.read', 'matching.run', 'matching.displacement', 'options.authority'],
})
export class WhatIfJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly whatIfs: WhatIfStore,
    private readonly compute: ComputeClient,
    private readonly log: EventLog,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const id = String(job.payload['whatIfId']);
    const found = await this.work.read(job.actor, async (tx) => {
      const whatIf = await this.whatIfs.byId(tx, id);
      if (whatIf === undefined || whatIf.state === 'FINISHED') return undefined;
      await this.whatIfs.tell(tx, id, 'RUNNING', 'reading', 0, null);
      return { whatIf, base: await this.whatIfs.base(tx, whatIf.runId) };
    });
    if (found === undefined) return;
    const { whatIf, base } = found;
    if (base === undefined) return this.giveUp(job, id);
    try {
      const result = await this.compute.run(
        { kind: 'what-if', base, wishes: whatIf.wishes },
        (stage, done, total) => void this.tell(job, id, stage, done, total),
      );
      await this.work.read(job.actor, async (tx) => {
        await this.whatIfs.finished(tx, id, result);
        await job.complete(tx);
      });
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      const state = job.attempt >= ATTEMPTS ? 'FAILED' : 'RETRYING';
      await this.work.read(job.actor, (tx) => this.whatIfs.failed(tx, id, state, name));
      throw error;
    }
  }

  /** The run was made before inputs were kept: nothing can be tried on it, and trying again would not help. */
  private async giveUp(job: RunningJob, id: string): Promise<void> {
    await this.work.read(job.actor, async (tx) => {
      await this.whatIfs.failed(tx, id, 'FAILED', 'matching.no-input');
      await job.complete(tx);
    });
  }

  /** Telling how far it is must never stop it. */
  private async tell(job: RunningJob, id: string, stage: string, done: number, total: number): Promise<void> {
    try {
      await this.work.read(job.actor, (tx) => this.whatIfs.tell(tx, id, 'RUNNING', stage, done, total));
    } catch (error) {
      this.log.failure('matching.progress-not-told', error, { whatIfId: id });
    }
  }
}
