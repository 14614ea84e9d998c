import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, may, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { pricesStateOf } from '../domain/prices.js';
import { ResultStore } from '../persistence/result.store.js';
import { RunStore } from '../persistence/run.store.js';
import { PRICES } from './request-matching.js';

/** A coordinator asks what one more place would bring, of a run that was ended before it knew. */
@Injectable()
export class PriceRun {
  constructor(
    private readonly work: UnitOfWork,
    private readonly runs: RunStore,
    private readonly results: ResultStore,
  ) {}

  /**
   * Refused: `run.not-found`; `matching.prices-known`; `matching.prices-unproved` while the result is not proved;
   * `matching.prices-of-the-latest` of an older run. Asking twice is asking once.
   */
  run(actor: Actor, runId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId } = actor;
      const run = may(actor, 'options.authority') ? await this.runs.byId(tx, runId) : undefined;
      const detail = run && (await this.results.detail(tx, runId));
      if (run === undefined || detail === undefined || authorityId === null) return notFound('run');
      if (!may(actor, 'matching.run')) return forbidden('matching.run');
      const latest = await this.runs.latestFinished(tx, authorityId);
      const state = pricesStateOf(run.status, detail, latest?.id === runId ? 'STANDS' : 'REPLACED');
      if (state === 'KNOWN') return problem('matching.prices-known');
      if (state === 'UNPROVED') return problem('matching.prices-unproved');
      if (state === 'REPLACED') return problem('matching.prices-of-the-latest');
      if (state === 'ASKED') return ok();
      await this.results.askForPrices(tx, runId, authorityId);
      await tx.outbox(PRICES, { runId }, { debounceKey: `prices:${authorityId}` });
      await tx.audit('matching.prices-asked', { type: 'matching_run', id: runId });
      return ok();
    });
  }
}
