import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ok, serviceActor } from '../../../kernel/index.js';
import { EventLog, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import { requestMatching } from '../application/request-matching.js';
import { RunStore } from '../persistence/run.store.js';

const EVERY_MS = 5 * 60_000;

/**
 * Bands, waiting days and the room that is left depend on the day, so a result of yesterday is worked out again. Every
 * process looks; whichever comes first asks, and asking twice is one run.
 */
@Injectable()
export class NewDay implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly work: UnitOfWork,
    private readonly organisations: Organisations,
    private readonly runs: RunStore,
    private readonly log: EventLog,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Asks for a run of each authority whose latest result is of an earlier day. */
  async look(): Promise<void> {
    try {
      const nobody = serviceActor('matching-clock', null, ['organisation.read']);
      const authorities = await this.work.read(nobody, (tx) => this.organisations.authorities(tx));
      for (const { id } of authorities) await this.askIfOld(id);
    } catch (error) {
      this.log.failure('matching.new-day-not-looked-at', error);
    }
  }

  private async askIfOld(authorityId: string): Promise<void> {
    const actor = serviceActor('matching-clock', authorityId, ['matching.read']);
    await this.work.inTransaction(actor, async (tx) => {
      const latest = await this.runs.latestFinished(tx, authorityId);
      if (latest !== undefined && latest.asOf !== null && latest.asOf < tx.today)
        await requestMatching(tx, authorityId);
      return ok();
    });
  }
}
