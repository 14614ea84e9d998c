import { type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { WATCH_SUPPORT, WatchSupport } from '../application/watch-support.js';
import { SUPPORT_LOOK } from '../persistence/watch.store.js';

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
  ) {}

  handle(job: RunningJob): Promise<void> {
    return SUPPORT_LOOK.handle(this.work, job, () => this.watch.run(job.actor));
  }
}
