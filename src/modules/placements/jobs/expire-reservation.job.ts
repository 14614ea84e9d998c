import { isUuid } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { CONSEQUENCES } from '../application/acting-for.js';
import { EXPIRE_RESERVATION, ReservePlaces } from '../application/reserve-places.js';

/** Asked for with every place that is kept, for when its time is over, and by a referral that waits no more. */
@JobHandler(EXPIRE_RESERVATION, { queue: 'maintenance', service: 'offers', permissions: CONSEQUENCES })
export class ExpireReservationJob implements Job {
  constructor(private readonly reserve: ReservePlaces) {}

  async handle(job: RunningJob): Promise<void> {
    const { reservationId: id, referralId } = job.payload;
    const by = isUuid(referralId) ? { referralId } : isUuid(id) ? { id } : undefined;
    if (by === undefined) throw new Error('Neither a reservation nor a referral');
    failJobUnlessOk(await this.reserve.expire(job.actor, by, (tx) => job.complete(tx)));
  }
}
