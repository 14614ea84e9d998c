import type { Permission } from '../../../kernel/index.js';
import { type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { WATCH_REVIEWS, WatchReviews } from '../application/watch-reviews.js';
import { REVIEWS_LOOK } from '../persistence/overview.store.js';

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
  ) {}

  handle(job: RunningJob): Promise<void> {
    return REVIEWS_LOOK.handle(this.work, job, () => this.watch.run(job.actor));
  }
}
