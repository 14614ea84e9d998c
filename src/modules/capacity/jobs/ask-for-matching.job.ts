import { Injectable } from '@nestjs/common';
import { ok, serviceActor } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { Supply } from '../application/supply.js';

/**
 * A provider's supply changed. Openings belong to no authority, so every authority that commissions from the provider
 * is asked to match again, each as a service of its own. Asking twice is asking once: requests merge while they wait.
 */
@Injectable()
@JobHandler('capacity.changed', { queue: 'matching', service: 'capacity', permissions: [] })
export class AskForMatching implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly supply: Supply,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const providerId = String(job.payload['providerId']);
    const authorities = await this.work.read(job.actor, (tx) => this.supply.authoritiesOf(tx, providerId));
    for (const authorityId of authorities) {
      const asked = await this.work.inTransaction(serviceActor('capacity', authorityId, []), async (tx) => {
        const debounceKey = `matching:${authorityId}`;
        await tx.outbox('matching.request', { authorityId }, { debounceKey, delayMs: 200 });
        return ok();
      });
      failJobUnlessOk(asked);
    }
  }
}
