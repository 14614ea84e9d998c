import { Injectable } from '@nestjs/common';
import { serviceActor } from '../../../kernel/index.js';
import { EventLog, RegularLook, UnitOfWork } from '../../../platform/index.js';
import { WATCH_DEADLINES } from '../application/chase-deadlines.js';
import { DeadlineStore } from '../persistence/deadline.store.js';

/** Deadlines come near by the day: once on each, every authority has them looked at. */
@Injectable()
export class DeadlinesDay extends RegularLook {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: DeadlineStore,
    log: EventLog,
  ) {
    super(log, 'deadlines.day-not-looked-at');
  }

  protected override async ask(): Promise<void> {
    const clock = serviceActor('deadlines-clock', null, ['deadline.tend']);
    const authorities = await this.work.read(clock, (tx) => this.store.unwatched(tx));
    await this.askForEach(this.work, clock.name, authorities, WATCH_DEADLINES);
  }
}
