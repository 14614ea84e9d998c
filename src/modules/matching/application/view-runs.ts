import { Injectable } from '@nestjs/common';
import { inflateRawSync } from 'node:zlib';
import { type Actor, forbidden, may, notFound, ok, type Permission, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { ReplayFile } from '../compute/replay-command.js';
import type { RunInput } from '../compute/run-input.js';
import { type OutcomeFilter, type OutcomePage, ResultStore, type RunDetail } from '../persistence/result.store.js';
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
  /** The run whose result stands now, where it is another. */
  readonly standsInstead?: Run | undefined;
}

export interface MovedView extends RunView {
  /** The cases' own numbers, of those who moved and whom the actor may see. */
  readonly references: ReadonlyMap<string, string>;
}

const INPUT_NEEDS: readonly Permission[] = [
  'matching.displacement',
  'keep-apart.authority',
  'profile.authority',
  'needs.authority',
  'risks.authority',
];

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
      const latest = actor.authorityId === null ? undefined : await this.runs.latestFinished(tx, actor.authorityId);
      return ok({ run, detail, standsInstead: latest?.id === runId ? undefined : latest });
    });
  }

  /** The run's pupils, a page at a time. */
  outcomes(actor: Actor, runId: string, filter: Omit<OutcomeFilter, 'audience'>): Promise<OutcomePage> {
    const audience = explanationFor(actor);
    return this.work.read(actor, (tx) => this.results.outcomes(tx, runId, { ...filter, audience }));
  }

  /** The run beside others, with the numbers of the cases that moved. */
  compared(actor: Actor, runId: string): Promise<Result<MovedView>> {
    return this.work.read(actor, async (tx): Promise<Result<MovedView>> => {
      const run = may(actor, 'options.authority') ? await this.runs.byId(tx, runId) : undefined;
      const detail = run && (await this.results.detail(tx, runId));
      if (run === undefined || detail === undefined) return notFound('run');
      const moved = (detail.comparison?.last?.moves ?? []).map(({ referralId }) => referralId);
      return ok({ run, detail, references: await this.results.references(tx, moved) });
    });
  }

  /**
   * What the rules of the run saw, with its hash: everything about every pupil that a rule looks at. Only for those who may
   * read all of it anyway.
   */
  input(actor: Actor, runId: string): Promise<Result<ReplayFile>> {
    return this.work.read(actor, async (tx): Promise<Result<ReplayFile>> => {
      const mayRead = INPUT_NEEDS.every((permission) => may(actor, permission));
      const run = mayRead ? await this.runs.byId(tx, runId) : undefined;
      const file = run && (await this.results.input(tx, runId));
      if (file === undefined || !run?.inputHash || !run.engine) return notFound('run');
      await tx.audit('matching.input-read', { type: 'matching_run', id: runId });
      const input = JSON.parse(inflateRawSync(file).toString('utf8')) as RunInput;
      return ok({ version: 1, engine: run.engine, hash: run.inputHash, input });
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
