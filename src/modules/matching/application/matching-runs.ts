import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { type FoundOption, ResultStore } from '../persistence/result.store.js';
import { type Run, RunStore } from '../persistence/run.store.js';

/** The options of one referral by the newest run that looked at it. A panel decides; these only propose. */
export interface LatestOptions {
  readonly runId: string;
  readonly runNumber: number;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly asOf: DateOnly;
  readonly finishedAt: Date;
  /** A later run has failed so far: what stands here may no longer be so. */
  readonly dated: boolean;
  /** Best fit first. At most one is `chosen`: what the run proposes to the panel. */
  readonly options: readonly FoundOption[];
}

export interface MatchingStatus {
  /** The newest run whatever became of it; undefined before the first. */
  readonly newest: Run | undefined;
  /** The last complete result. */
  readonly result: Run | undefined;
  readonly dated: boolean;
}

/** What other modules ask about runs. Row security decides which options the actor may read. */
@Injectable()
export class MatchingRuns {
  constructor(
    private readonly runs: RunStore,
    private readonly results: ResultStore,
  ) {}

  /** Undefined when no complete run has looked at the referral, or the actor may not read its options. */
  async latestOptions(tx: Tx, referralId: string): Promise<LatestOptions | undefined> {
    const runId = await this.results.latestRunOf(tx, referralId);
    const run = runId === undefined ? undefined : await this.runs.byId(tx, runId);
    return run && this.optionsIn(tx, run, referralId);
  }

  /** One option of a run, as it was stored. */
  option(tx: Tx, runId: string, optionId: string): Promise<FoundOption | undefined> {
    return this.results.option(tx, runId, optionId);
  }

  async status(tx: Tx, authorityId: string): Promise<MatchingStatus> {
    const newest = await this.runs.latest(tx, authorityId);
    const result = newest?.state === 'FINISHED' ? newest : await this.runs.latestFinished(tx, authorityId);
    return { newest, result, dated: isDated(newest, result) };
  }

  /** A decision rests on the run: it will not be pruned. Needs decision.make. */
  keep(tx: Tx, authorityId: string, runId: string, decisionId: string): Promise<void> {
    return this.runs.keep(tx, authorityId, runId, decisionId);
  }

  /** Proposals of the latest result that still wait for a decision. */
  async waitingProposals(
    tx: Tx,
    authorityId: string,
  ): Promise<{ readonly run: Run; readonly waiting: number } | undefined> {
    const run = await this.runs.latestFinished(tx, authorityId);
    return run && { run, waiting: await this.results.waiting(tx, run.id) };
  }

  private async optionsIn(tx: Tx, run: Run, referralId: string): Promise<LatestOptions | undefined> {
    const { policyId, policyVersion, asOf, finishedAt } = run;
    if (policyId === null || policyVersion === null || asOf === null || finishedAt === null) return undefined;
    const newest = tx.actor.authorityId === null ? undefined : await this.runs.latest(tx, tx.actor.authorityId);
    const options = await this.results.options(tx, run.id, referralId);
    return {
      runId: run.id,
      runNumber: run.number,
      policyId,
      policyVersion,
      asOf,
      finishedAt,
      dated: isDated(newest, run),
      options,
    };
  }
}

const isDated = (newest: Run | undefined, result: Run | undefined): boolean =>
  newest !== undefined &&
  result !== undefined &&
  newest.number > result.number &&
  (newest.state === 'FAILED' || newest.state === 'RETRYING' || newest.state === 'CANCELLED');
