import { inflateRawSync } from 'node:zlib';
import { type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { ComputeClient } from '../compute/compute-client.js';
import type { DisplacementOutput, DisplacementTask } from '../compute/compute-displacement.js';
import { DISPLACEMENT } from '../application/request-matching.js';
import type { Problem } from '../domain/problem.js';
import { DisplacementStore } from '../persistence/displacement.store.js';
import { UntilNewerRun } from './until-newer-run.js';

/** One alternative needs no more care than this: the run itself took longer. */
const TIME_LIMIT_SECONDS = 2;

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
    private readonly store: DisplacementStore,
    private readonly compute: ComputeClient,
    private readonly untilNewer: UntilNewerRun,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const runId = String(job.payload['runId']);
    const task = await this.taskOf(job, runId);
    if (task === undefined || task.wanted.length === 0) return;
    await this.untilNewer.run(job, runId, async (signal) => {
      const stored: Promise<void>[] = [];
      try {
        const keep = (one: DisplacementOutput): void => void stored.push(this.keep(job, runId, one));
        await this.compute.run(task, () => undefined, signal, keep);
      } finally {
        await Promise.all(stored);
      }
    });
  }

  private taskOf(job: RunningJob, runId: string): Promise<DisplacementTask | undefined> {
    return this.work.read(job.actor, async (tx) => {
      if (!(await this.untilNewer.isNewest(tx, job, runId))) return undefined;
      const found = await this.store.toDo(tx, runId);
      if (found === undefined) return undefined;
      const problem = JSON.parse(inflateRawSync(found.exchange).toString('utf8')) as Problem;
      const { chosen, wanted } = found;
      return { kind: 'displacement', problem, chosen, wanted, timeLimitSeconds: TIME_LIMIT_SECONDS };
    });
  }

  private keep(job: RunningJob, runId: string, one: DisplacementOutput): Promise<void> {
    return this.work.read(job.actor, (tx) => this.store.add(tx, runId, job.actor.authorityId ?? '', one));
  }
}
