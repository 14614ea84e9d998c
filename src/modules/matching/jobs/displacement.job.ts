import { inflateRawSync } from 'node:zlib';
import { EventLog, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { ComputeClient, Stopped } from '../compute/compute-client.js';
import type { DisplacementOutput, DisplacementTask } from '../compute/compute-displacement.js';
import { DISPLACEMENT } from '../application/request-matching.js';
import type { Problem } from '../domain/problem.js';
import { DisplacementStore } from '../persistence/displacement.store.js';
import { RunStore } from '../persistence/run.store.js';

/** One alternative needs no more care than this: the run itself took longer. */
const TIME_LIMIT_SECONDS = 2;
/** A newer run makes the rest pointless; looked for this often. */
const LOOK_MS = 1_000;

/**
 * After a run: what each stored alternative would cost others. In the background, pupil by pupil, most urgent first, and
 * given up when a newer run has its own. Killed, it goes on with the pupils that are still missing.
 */
@JobHandler(DISPLACEMENT, {
  queue: 'maintenance',
  attempts: 4,
  service: 'matching',
  permissions: ['matching.read', 'matching.run', 'matching.displacement', 'options.authority'],
})
export class DisplacementJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly runs: RunStore,
    private readonly store: DisplacementStore,
    private readonly compute: ComputeClient,
    private readonly log: EventLog,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const runId = String(job.payload['runId']);
    const task = await this.taskOf(job, runId);
    if (task === undefined || task.wanted.length === 0) return;
    const stop = new AbortController();
    const looking = setInterval(() => void this.lookForNewer(job, runId, stop), LOOK_MS);
    const stored: Promise<void>[] = [];
    try {
      const keep = (one: DisplacementOutput): void => void stored.push(this.keep(job, runId, one));
      await this.compute.run(task, () => undefined, stop.signal, keep);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    } finally {
      clearInterval(looking);
      await Promise.all(stored);
    }
  }

  private taskOf(job: RunningJob, runId: string): Promise<DisplacementTask | undefined> {
    return this.work.read(job.actor, async (tx) => {
      if (!(await this.isNewest(tx, job, runId))) return undefined;
      const found = await this.store.toDo(tx, runId);
      if (found === undefined) return undefined;
      const problem = JSON.parse(inflateRawSync(found.exchange).toString('utf8')) as Problem;
      const { chosen, wanted } = found;
      return { kind: 'displacement', problem, chosen, wanted, timeLimitSeconds: TIME_LIMIT_SECONDS };
    });
  }

  private async isNewest(tx: Parameters<RunStore['latestFinished']>[0], job: RunningJob, runId: string) {
    const { authorityId } = job.actor;
    return authorityId !== null && (await this.runs.latestFinished(tx, authorityId))?.id === runId;
  }

  private keep(job: RunningJob, runId: string, one: DisplacementOutput): Promise<void> {
    return this.work.read(job.actor, (tx) => this.store.add(tx, runId, job.actor.authorityId ?? '', one));
  }

  private async lookForNewer(job: RunningJob, runId: string, stop: AbortController): Promise<void> {
    try {
      if (!(await this.work.read(job.actor, (tx) => this.isNewest(tx, job, runId)))) stop.abort(new Stopped());
    } catch (error) {
      this.log.failure('matching.newer-run-not-looked-for', error, { runId });
    }
  }
}
