import { Injectable } from '@nestjs/common';
import { serviceActor } from '../../../kernel/index.js';
import { EventLog, RegularLook, UnitOfWork } from '../../../platform/index.js';
import { WATCH_SUPPORT } from '../application/watch-support.js';
import { SUPPORT_LOOK } from '../persistence/watch.store.js';

/** Answers become late by the day: once on each, every authority has its requests for support looked at. */
@Injectable()
export class SupportDay extends RegularLook {
  constructor(
    private readonly work: UnitOfWork,
    log: EventLog,
  ) {
    super(log, 'support.day-not-looked-at');
  }

  protected override async ask(): Promise<void> {
    const clock = serviceActor('support-clock', null, ['support.tend']);
    const authorities = await this.work.read(clock, (tx) => SUPPORT_LOOK.missing(tx));
    await this.askForEach(this.work, clock.name, authorities, WATCH_SUPPORT);
  }
}
