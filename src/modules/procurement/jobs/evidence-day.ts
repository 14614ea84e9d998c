import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ok, serviceActor } from '../../../kernel/index.js';
import { EventLog, UnitOfWork } from '../../../platform/index.js';
import { WATCH_EVIDENCE } from '../application/watch-evidence.js';
import { EvidenceWatchStore } from '../persistence/evidence-watch.store.js';

const EVERY_MS = 5 * 60_000;

/** Documents run out by the day: once on each, every authority that leads a framework has its providers looked at. */
@Injectable()
export class EvidenceDay implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly work: UnitOfWork,
    private readonly store: EvidenceWatchStore,
    private readonly log: EventLog,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Every process looks; whichever comes first asks, and asking twice is one look. */
  async look(): Promise<void> {
    try {
      const clock = serviceActor('evidence-clock', null, ['evidence.tend']);
      const authorities = await this.work.read(clock, (tx) => this.store.unwatched(tx));
      for (const authorityId of authorities) {
        await this.work.inTransaction(serviceActor('evidence-clock', authorityId, []), async (tx) => {
          await tx.outbox(WATCH_EVIDENCE, { authorityId }, { debounceKey: `${WATCH_EVIDENCE}:${authorityId}` });
          return ok();
        });
      }
    } catch (error) {
      this.log.failure('evidence.day-not-looked-at', error);
    }
  }
}
