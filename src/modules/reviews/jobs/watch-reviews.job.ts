import { ok, type Permission } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { WATCH_REVIEWS, WatchReviews } from '../application/watch-reviews.js';
import { OverviewStore } from '../persistence/overview.store.js';

const PERMISSIONS: readonly Permission[] = [
  'review.tend',
  'review.record',
  'case.authority',
  'needs.authority',
  'profile.authority',
  'placement.read',
  'organisation.read',
];

/** What is late in one authority. May be killed anywhere: what was told is found told. */
@JobHandler(WATCH_REVIEWS, { queue: 'maintenance', service: 'reviews', permissions: PERMISSIONS })
export class WatchReviewsJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly watch: WatchReviews,
    private readonly store: OverviewStore,
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
