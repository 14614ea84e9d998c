import { isUuid } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { CONSEQUENCES } from '../application/acting-for.js';
import { EXPIRE_RESERVATION, ReservePlaces } from '../application/reserve-places.js';

/** Asked for with every place that is kept, for the moment at which its time is over. */
@JobHandler(EXPIRE_RESERVATION, { queue: 'maintenance', service: 'offers', permissions: CONSEQUENCES })
export class ExpireReservationJob implements Job {
  constructor(private readonly reserve: ReservePlaces) {}

  async handle(job: RunningJob): Promise<void> {
    const { reservationId } = job.payload;
    if (!isUuid(reservationId)) throw new Error('Not a reservation');
    failJobUnlessOk(await this.reserve.expire(job.actor, reservationId, (tx) => job.complete(tx)));
  }
}
