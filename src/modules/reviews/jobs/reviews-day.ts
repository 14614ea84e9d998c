import { Injectable } from '@nestjs/common';
import { serviceActor } from '../../../kernel/index.js';
import { EventLog, RegularLook, UnitOfWork } from '../../../platform/index.js';
import { WATCH_REVIEWS } from '../application/watch-reviews.js';
import { REVIEWS_LOOK } from '../persistence/overview.store.js';

/** Reviews become late by the day: once on each, every authority has them looked at. */
@Injectable()
export class ReviewsDay extends RegularLook {
  constructor(
    private readonly work: UnitOfWork,
    log: EventLog,
  ) {
    super(log, 'reviews.day-not-looked-at');
  }

  protected override async ask(): Promise<void> {
    const clock = serviceActor('reviews-clock', null, ['review.tend']);
    const authorities = await this.work.read(clock, (tx) => REVIEWS_LOOK.missing(tx));
    await this.askForEach(this.work, clock.name, authorities, WATCH_REVIEWS);
  }
}
