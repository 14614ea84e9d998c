import { ok, type Permission } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { ChaseDeadlines, WATCH_DEADLINES } from '../application/chase-deadlines.js';
import { DeadlineStore } from '../persistence/deadline.store.js';

const PERMISSIONS: readonly Permission[] = [
  'deadline.tend',
  'case.authority',
  'needs.authority',
  'decision.read',
  'placement.read',
  'organisation.read',
];

/** What comes near in one authority. May be killed anywhere: what was told is found told. */
@JobHandler(WATCH_DEADLINES, { queue: 'maintenance', service: 'deadlines', permissions: PERMISSIONS })
export class WatchDeadlinesJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly chase: ChaseDeadlines,
    private readonly store: DeadlineStore,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    failJobUnlessOk(await this.chase.run(job.actor));
    const done = await this.work.inTransaction(job.actor, async (tx) => {
      await this.store.watched(tx);
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(done);
  }
}
