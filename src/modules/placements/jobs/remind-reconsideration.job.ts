import { isUuid } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { REMIND_RECONSIDERATION, Reconsiderations } from '../application/reconsiderations.js';

/** Asked for with every question about a decision, for the morning on which somebody is to be reminded. */
@JobHandler(REMIND_RECONSIDERATION, {
  queue: 'maintenance',
  service: 'reconsiderations',
  permissions: ['case.authority', 'decision.read', 'decision.reconsider'],
})
export class RemindReconsiderationJob implements Job {
  constructor(private readonly reconsiderations: Reconsiderations) {}

  async handle(job: RunningJob): Promise<void> {
    const { reconsiderationId: id } = job.payload;
    if (!isUuid(id)) throw new Error('Not a reconsideration');
    failJobUnlessOk(await this.reconsiderations.remind(job.actor, id, (tx) => job.complete(tx)));
  }
}
