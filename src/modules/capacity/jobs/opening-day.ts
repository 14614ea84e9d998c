import { Injectable } from '@nestjs/common';
import { ok, serviceActor } from '../../../kernel/index.js';
import { EventLog, failJobUnlessOk, RegularLook, UnitOfWork } from '../../../platform/index.js';
import { WATCH_OPENINGS } from '../application/watch-openings.js';
import { OpeningWatchStore } from '../persistence/opening-watch.store.js';

/** Openings age by the day: once on each, their clocks are looked at. */
@Injectable()
export class OpeningDay extends RegularLook {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: OpeningWatchStore,
    log: EventLog,
  ) {
    super(log, 'openings.day-not-looked-at');
  }

  protected override async ask(): Promise<void> {
    const clock = serviceActor('opening-clock', null, ['opening.tend']);
    const asked = await this.work.inTransaction(clock, async (tx) => {
      if (!(await this.store.isWatched(tx))) await tx.outbox(WATCH_OPENINGS, {}, { debounceKey: WATCH_OPENINGS });
      return ok();
    });
    failJobUnlessOk(asked);
  }
}
