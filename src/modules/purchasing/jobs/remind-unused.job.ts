import { isDateOnly, isUuid } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { REMIND_UNUSED } from '../application/reminder.js';
import { RemindUnused } from '../application/remind-unused.js';

/** Asked for with every block that is signed, for each Monday of its weeks. */
@JobHandler(REMIND_UNUSED, {
  queue: 'maintenance',
  service: 'purchasing',
  permissions: ['purchase.read', 'policy.read'],
})
export class RemindUnusedJob implements Job {
  constructor(private readonly remind: RemindUnused) {}

  async handle(job: RunningJob): Promise<void> {
    const { blockId, week } = job.payload;
    if (!isUuid(blockId) || !isDateOnly(week)) throw new Error('Not a week of a block');
    failJobUnlessOk(await this.remind.run(job.actor, { blockId, week }, (tx) => job.complete(tx)));
  }
}
