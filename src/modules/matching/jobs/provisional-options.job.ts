import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { PROVISIONAL, ProvisionalOptions } from '../application/provisional-options.js';
import { MATCHING_PERMISSIONS } from './matching-request.job.js';

/** Beside the messages and not behind the runs: it is over in a moment, and a school is waiting for it. Safe to run twice. */
@JobHandler(PROVISIONAL, {
  queue: 'messages',
  attempts: 4,
  service: 'matching',
  permissions: MATCHING_PERMISSIONS,
})
export class ProvisionalOptionsJob implements Job {
  constructor(private readonly provisional: ProvisionalOptions) {}

  async handle(job: RunningJob): Promise<void> {
    const { authorityId } = job.actor;
    if (authorityId === null) return;
    failJobUnlessOk(await this.provisional.run(job.actor, authorityId, String(job.payload['referralId'])));
  }
}
