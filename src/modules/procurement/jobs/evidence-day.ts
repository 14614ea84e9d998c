import { Injectable } from '@nestjs/common';
import { serviceActor } from '../../../kernel/index.js';
import { EventLog, RegularLook, UnitOfWork } from '../../../platform/index.js';
import { WATCH_EVIDENCE } from '../application/watch-evidence.js';
import { EvidenceWatchStore } from '../persistence/evidence-watch.store.js';

/** Documents run out by the day: once on each, every authority that leads a framework has its providers looked at. */
@Injectable()
export class EvidenceDay extends RegularLook {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: EvidenceWatchStore,
    log: EventLog,
  ) {
    super(log, 'evidence.day-not-looked-at');
  }

  protected override async ask(): Promise<void> {
    const clock = serviceActor('evidence-clock', null, ['evidence.tend']);
    const authorities = await this.work.read(clock, (tx) => this.store.unwatched(tx));
    await this.askForEach(this.work, clock.name, authorities, WATCH_EVIDENCE);
  }
}
