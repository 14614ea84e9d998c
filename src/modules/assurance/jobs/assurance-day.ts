import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ok, serviceActor } from '../../../kernel/index.js';
import { EventLog, UnitOfWork } from '../../../platform/index.js';
import { WATCH_ASSURANCE } from '../application/watch-assurance.js';
import { TermsStore } from '../persistence/terms.store.js';

const EVERY_MS = 5 * 60_000;

/** Things become late by the day: once on each, every authority has them looked at. */
@Injectable()
export class AssuranceDay implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly work: UnitOfWork,
    private readonly terms: TermsStore,
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
      const clock = serviceActor('assurance-clock', null, ['quality.tend']);
      const authorities = await this.work.read(clock, (tx) => this.terms.unwatched(tx));
      for (const authorityId of authorities) {
        await this.work.inTransaction(serviceActor('assurance-clock', authorityId, []), async (tx) => {
          await tx.outbox(WATCH_ASSURANCE, { authorityId }, { debounceKey: `${WATCH_ASSURANCE}:${authorityId}` });
          return ok();
        });
      }
    } catch (error) {
      this.log.failure('assurance.day-not-looked-at', error);
    }
  }
}
