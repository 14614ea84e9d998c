import { isUuid } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { CONSEQUENCES } from '../application/acting-for.js';
import { LapseOffer } from '../application/lapse-offer.js';

/** Asked for with every offer, for the moment at which its time is over. */
@JobHandler('placements.lapse-offer', { queue: 'maintenance', service: 'offers', permissions: CONSEQUENCES })
export class LapseOfferJob implements Job {
  constructor(private readonly lapse: LapseOffer) {}

  async handle(job: RunningJob): Promise<void> {
    const { placementId } = job.payload;
    if (!isUuid(placementId)) throw new Error('Not a placement');
    failJobUnlessOk(await this.lapse.run(job.actor, placementId, (tx) => job.complete(tx)));
  }
}
