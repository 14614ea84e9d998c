import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ok, serviceActor } from '../../kernel/index.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import type { EventLog } from '../telemetry/event-log.js';
import { failJobUnlessOk } from './job-runner.js';

const EVERY_MS = 5 * 60_000;

/**
 * What depends on the day is looked for every few minutes, in every process: whichever comes first asks for the work, and
 * asking twice must be one piece of work. What goes wrong is told, and tried again at the next look.
 */
export abstract class RegularLook implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  protected constructor(
    private readonly log: EventLog,
    /** The event under which a failure is logged. */
    private readonly failure: string,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async look(): Promise<void> {
    try {
      await this.ask();
    } catch (error) {
      this.log.failure(this.failure, error);
    }
  }

  /** Asks for the work that nobody has asked for yet. */
  protected abstract ask(): Promise<void>;

  /** Asks for one job in each authority; a job that waits already is that job. */
  protected async askForEach(
    work: UnitOfWork,
    serviceName: string,
    authorityIds: readonly string[],
    job: string,
  ): Promise<void> {
    for (const authorityId of authorityIds) {
      const asked = await work.inTransaction(serviceActor(serviceName, authorityId, []), async (tx) => {
        await tx.outbox(job, { authorityId }, { debounceKey: `${job}:${authorityId}` });
        return ok();
      });
      failJobUnlessOk(asked);
    }
  }
}
