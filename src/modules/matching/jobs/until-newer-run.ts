import { Injectable } from '@nestjs/common';
import { EventLog, type RunningJob, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Stopped } from '../compute/compute-client.js';
import { RunStore } from '../persistence/run.store.js';

/** A newer run is looked for this often. */
const LOOK_MS = 1_000;

/** Work about a run that a newer one makes pointless: it is given up when one stands. */
@Injectable()
export class UntilNewerRun {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly runs: RunStore,
    private readonly log: EventLog,
  ) {}

  async isNewest(tx: Tx, { actor: { authorityId } }: RunningJob, runId: string): Promise<boolean> {
    return authorityId !== null && (await this.runs.latestFinished(tx, authorityId))?.id === runId;
  }

  async run(job: RunningJob, runId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    const looking = setInterval(() => void this.look(job, runId, stop), LOOK_MS);
    try {
      await work(stop.signal);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    } finally {
      clearInterval(looking);
    }
  }

  private async look(job: RunningJob, runId: string, stop: AbortController): Promise<void> {
    try {
      if (!(await this.unit.read(job.actor, (tx) => this.isNewest(tx, job, runId)))) stop.abort(new Stopped());
    } catch (error) {
      this.log.failure('matching.newer-run-not-looked-for', error, { runId });
    }
  }
}
