import { ok } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { WATCH_SUPPORT, WatchSupport } from '../application/watch-support.js';
import { WatchStore } from '../persistence/watch.store.js';

/** What is due or late in one authority. May be killed anywhere: what was told is found told. */
@JobHandler(WATCH_SUPPORT, {
  queue: 'maintenance',
  service: 'support',
  permissions: ['support.tend', 'policy.read', 'organisation.read'],
})
export class WatchSupportJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly watch: WatchSupport,
    private readonly store: WatchStore,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    failJobUnlessOk(await this.watch.run(job.actor));
    const done = await this.work.inTransaction(job.actor, async (tx) => {
      await this.store.watched(tx);
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(done);
  }
}
