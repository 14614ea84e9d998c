import { Injectable } from '@nestjs/common';
import { ok, serviceActor } from '../../../kernel/index.js';
import { EventLog, RegularLook, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import { requestMatching } from '../application/request-matching.js';
import { RunStore } from '../persistence/run.store.js';

/**
 * Bands, waiting days and the room that is left depend on the day, so a result of yesterday is worked out again. Every
 * process looks; whichever comes first asks, and asking twice is one run.
 */
@Injectable()
export class NewDay extends RegularLook {
  constructor(
    private readonly work: UnitOfWork,
    private readonly organisations: Organisations,
    private readonly runs: RunStore,
    log: EventLog,
  ) {
    super(log, 'matching.new-day-not-looked-at');
  }

  /** Asks for a run of each authority whose latest result is of an earlier day. */
  protected override async ask(): Promise<void> {
    const nobody = serviceActor('matching-clock', null, ['organisation.read']);
    const authorities = await this.work.read(nobody, (tx) => this.organisations.authorities(tx));
    for (const { id } of authorities) await this.askIfOld(id);
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
