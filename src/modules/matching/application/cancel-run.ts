import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, may, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { RunStore } from '../persistence/run.store.js';

/** A coordinator stops a run that is under way. The result before it stands, and is shown as dated. */
@Injectable()
export class CancelRun {
  constructor(
    private readonly work: UnitOfWork,
    private readonly runs: RunStore,
  ) {}

  /** Refused: `run.not-found`; `matching.not-running` for one that has ended. Asking twice is asking once. */
  run(actor: Actor, runId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId, userId } = actor;
      const run = may(actor, 'options.authority') ? await this.runs.byId(tx, runId) : undefined;
      if (run === undefined || authorityId === null) return notFound('run');
      if (!may(actor, 'matching.run') || userId === null) return forbidden('matching.run');
      if (run.state !== 'RUNNING' && run.state !== 'RETRYING') return problem('matching.not-running');
      await this.runs.askToStop(tx, runId, authorityId, userId);
      await tx.audit('matching.run-cancelled', { type: 'matching_run', id: runId });
      return ok();
    });
  }
}
