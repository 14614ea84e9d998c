import { Injectable } from '@nestjs/common';
import { serviceActor } from '../../../kernel/index.js';
import { EventLog, RegularLook, UnitOfWork } from '../../../platform/index.js';
import { WATCH_ASSURANCE } from '../application/watch-assurance.js';
import { ASSURANCE_LOOK } from '../persistence/terms.store.js';

/** Things become late by the day: once on each, every authority has them looked at. */
@Injectable()
export class AssuranceDay extends RegularLook {
  constructor(
    private readonly work: UnitOfWork,
    log: EventLog,
  ) {
    super(log, 'assurance.day-not-looked-at');
  }

  protected override async ask(): Promise<void> {
    const clock = serviceActor('assurance-clock', null, ['quality.tend']);
    const authorities = await this.work.read(clock, (tx) => ASSURANCE_LOOK.missing(tx));
    await this.askForEach(this.work, clock.name, authorities, WATCH_ASSURANCE);
  }
}
