import { isUuid } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { CONSEQUENCES } from '../application/acting-for.js';
import { LEAVE_AGENDAS, LeaveAgendas } from '../application/leave-agendas.js';

/** Asked for by a request that waits no more. */
@JobHandler(LEAVE_AGENDAS, { queue: 'maintenance', service: 'offers', permissions: [...CONSEQUENCES, 'panel.manage'] })
export class LeaveAgendasJob implements Job {
  constructor(private readonly leave: LeaveAgendas) {}

  async handle(job: RunningJob): Promise<void> {
    const { referralId } = job.payload;
    if (!isUuid(referralId)) throw new Error('Not a referral');
    failJobUnlessOk(await this.leave.run(job.actor, referralId, (tx) => job.complete(tx)));
  }
}
