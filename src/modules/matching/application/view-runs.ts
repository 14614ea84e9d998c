import { Injectable } from '@nestjs/common';
import { inflateRawSync } from 'node:zlib';
import { type Actor, forbidden, may, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { type Outcome, ResultStore, type RunDetail } from '../persistence/result.store.js';
import { type Run, RunStore } from '../persistence/run.store.js';
import { MatchingRuns, type MatchingStatus } from './matching-runs.js';
import { explanationFor } from './view-options.js';

export interface RunPage {
  readonly runs: readonly Run[];
  readonly total: number;
}

export interface RunView {
  readonly run: Run;
  readonly detail: RunDetail | undefined;
  readonly outcomes: readonly Outcome[];
}

const forNobody: MatchingStatus = { newest: undefined, result: undefined, dated: false };

/** Runs, for those who read the whole authority's options. */
@Injectable()
export class ViewRuns {
  constructor(
    private readonly work: UnitOfWork,
    private readonly runs: RunStore,
    private readonly results: ResultStore,
    private readonly published: MatchingRuns,
  ) {}

  status(actor: Actor): Promise<MatchingStatus> {
    const { authorityId } = actor;
    if (authorityId === null) return Promise.resolve(forNobody);
    return this.work.read(actor, (tx) => this.published.status(tx, authorityId));
  }

  /** Newest first; `before` is the number of the last run already seen. */
  list(actor: Actor, size: number, before?: number): Promise<Result<RunPage>> {
    const { authorityId } = actor;
    if (!may(actor, 'options.authority') || authorityId === null) {
      return Promise.resolve(forbidden('matching.read'));
    }
    return this.work.read(actor, async (tx) => ok(await this.runs.list(tx, authorityId, size, before)));
  }

  one(actor: Actor, runId: string): Promise<Result<RunView>> {
    return this.work.read(actor, async (tx): Promise<Result<RunView>> => {
      const run = may(actor, 'options.authority') ? await this.runs.byId(tx, runId) : undefined;
      if (run === undefined) return notFound('run');
      const detail = await this.results.detail(tx, runId);
      const outcomes = await this.results.outcomes(tx, runId, {
        placed: null,
        band: null,
        audience: explanationFor(actor),
      });
      return ok({ run, detail, outcomes });
    });
  }

  /** The problem as the engine got it. It names pairs that are kept apart, so only those who decide may have it. */
  exchange(actor: Actor, runId: string): Promise<Result<object>> {
    return this.work.read(actor, async (tx): Promise<Result<object>> => {
      const file = may(actor, 'matching.displacement') ? await this.results.exchange(tx, runId) : undefined;
      if (file === undefined) return notFound('run');
      await tx.audit('matching.exchange-read', { type: 'matching_run', id: runId });
      return ok(JSON.parse(inflateRawSync(file).toString('utf8')) as object);
    });
  }
}
