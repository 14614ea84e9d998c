import { Injectable } from '@nestjs/common';
import { type Actor, ok, problem, type Result } from '../../../kernel/index.js';
import { EventLog, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Policies, type Policy } from '../../policies/index.js';
import { ComputeClient, Stopped } from '../compute/compute-client.js';
import type { LastRun } from '../domain/comparison.js';
import type { RunOutput } from '../compute/compute-run.js';
import { hashOf, type RunInput } from '../compute/run-input.js';
import { ENGINE_VERSION } from '../engine/index.js';
import { ResultStore } from '../persistence/result.store.js';
import { RunStore } from '../persistence/run.store.js';
import { LoadRunInput } from './load-run-input.js';
import { DISPLACEMENT, requestMatching } from './request-matching.js';

/** The job as a run needs it: who computes, as what, and how the last transaction marks it done. */
export interface RunJob {
  readonly jobId: string;
  readonly authorityId: string;
  readonly actor: Actor;
  readonly lastAttempt: boolean;
  complete(tx: Tx): Promise<void>;
}

export type RunOutcome = 'finished' | 'unchanged' | 'postponed' | 'cancelled';

/** Another run of the pool is under way; this one looks again after it. */
const LOOK_AGAIN_MS = 500;
/** The claim lives for nine seconds, so that a dead run holds nobody up for longer; a sign of life keeps it. */
const SIGN_OF_LIFE_MS = 3_000;
const LOOK_WHETHER_TO_STOP_MS = 500;

interface Started {
  readonly runId: string;
  readonly policy: Policy;
  readonly input: RunInput;
  readonly hash: string;
  readonly last: LastRun | null;
  /** The complete run that had the same input. */
  readonly sameAs: string | undefined;
}

/** What a run uses besides the database. */
@Injectable()
export class RunTools {
  constructor(
    readonly compute: ComputeClient,
    readonly log: EventLog,
  ) {}
}

/**
 * One run of an authority's pool: claim, read, compute, store. It may be killed at any line: until the one transaction
 * that stores everything, nothing of it can be read, and what was read before stays in force. A pool is computed by one
 * job at a time; the same input as last time makes no new run.
 */
@Injectable()
export class RunMatching {
  constructor(
    private readonly work: UnitOfWork,
    private readonly runs: RunStore,
    private readonly results: ResultStore,
    private readonly load: LoadRunInput,
    private readonly policies: Policies,
    private readonly tools: RunTools,
  ) {}

  async run(job: RunJob): Promise<Result<RunOutcome>> {
    const began = performance.now();
    const claimed = await this.claim(job);
    if (!claimed.ok || claimed.value === undefined) return claimed.ok ? ok('postponed') : claimed;
    const runId = claimed.value;
    const alive = setInterval(() => void this.signOfLife(job), SIGN_OF_LIFE_MS);
    const stop = new AbortController();
    const looking = setInterval(() => void this.lookWhetherToStop(job, runId, stop), LOOK_WHETHER_TO_STOP_MS);
    try {
      const started = await this.read(job, runId);
      if (!started.ok) return await this.refused(job, runId, started);
      const { sameAs, input, last } = started.value;
      if (sameAs !== undefined) return await this.noteUnchanged(job, runId, sameAs);
      const output = await this.tools.compute.run(
        { kind: 'run', input, last },
        (stage, done, total) => void this.tell(job, runId, stage, done, total),
        stop.signal,
      );
      await this.tell(job, runId, 'storing', input.pupils.length, input.pupils.length);
      return await this.store(job, started.value, output, Math.round(performance.now() - began));
    } catch (error) {
      if (error instanceof Stopped) return await this.noteCancelled(job, runId);
      await this.stopped(job, runId, error);
      throw error;
    } finally {
      clearInterval(alive);
      clearInterval(looking);
    }
  }

  /** The run's id, or undefined when another job computes the pool and this one will be asked again. */
  private claim(job: RunJob): Promise<Result<string | undefined>> {
    return this.work.inTransaction<string | undefined>(job.actor, async (tx) => {
      await this.runs.seedOf(tx, job.authorityId);
      if (await this.runs.claim(tx, job.authorityId, job.jobId)) {
        return ok(await this.runs.begin(tx, job.authorityId, job.jobId));
      }
      await job.complete(tx);
      await requestMatching(tx, job.authorityId, LOOK_AGAIN_MS);
      return ok(undefined);
    });
  }

  private read(job: RunJob, runId: string): Promise<Result<Started>> {
    return this.work.inTransaction<Started>(job.actor, async (tx) => {
      const policy = await this.policies.at(tx, job.authorityId, tx.today);
      if (policy === undefined) return problem('policy.none-in-force', { date: tx.today });
      const seed = await this.runs.seedOf(tx, job.authorityId);
      const input = await this.load.pool(tx, job.authorityId, policy, seed);
      const hash = hashOf(input, ENGINE_VERSION);
      const latest = await this.runs.latestFinished(tx, job.authorityId);
      const sameAs = latest?.inputHash === hash ? latest.id : undefined;
      await this.runs.progress(tx, runId, 'rules', 0, input.pupils.length);
      const last = await this.results.lastRun(tx, job.authorityId);
      return ok({ runId, policy, input, hash, sameAs, last });
    });
  }

  private noteUnchanged(job: RunJob, runId: string, sameAs: string): Promise<Result<RunOutcome>> {
    return this.work.inTransaction<RunOutcome>(job.actor, async (tx) => {
      await this.runs.unchanged(tx, runId, job.authorityId, sameAs);
      await this.runs.release(tx, job.authorityId, job.jobId);
      await job.complete(tx);
      return ok('unchanged');
    });
  }

  /** The result before it stands. Whoever cancelled asks again when it is wanted. */
  private noteCancelled(job: RunJob, runId: string): Promise<Result<RunOutcome>> {
    return this.work.inTransaction<RunOutcome>(job.actor, async (tx) => {
      await this.runs.cancelled(tx, runId);
      await this.runs.release(tx, job.authorityId, job.jobId);
      await job.complete(tx);
      return ok('cancelled');
    });
  }

  private store(job: RunJob, started: Started, output: RunOutput, total: number): Promise<Result<RunOutcome>> {
    const { runId, policy, input, hash } = started;
    return this.work.inTransaction<RunOutcome>(job.actor, async (tx) => {
      if (await this.runs.isToStop(tx, runId)) throw new Stopped();
      // A run that lost its claim was silent for too long: whoever took over has newer input.
      if (!(await this.runs.claim(tx, job.authorityId, job.jobId))) return problem('matching.taken-over');
      const run = { id: runId, authorityId: job.authorityId, policyVersion: policy.version, hash };
      if (!(await this.results.add(tx, run, input, output, total))) return problem('matching.taken-over');
      await this.runs.prune(tx, job.authorityId, policy.document.matching.runsKept);
      await this.runs.thin(tx, job.authorityId);
      await this.runs.release(tx, job.authorityId, job.jobId);
      const { pupils, placed } = output.counts;
      await tx.audit('matching.run-finished', { type: 'matching_run', id: runId }, { pupils, placed });
      await tx.outbox(DISPLACEMENT, { runId }, { debounceKey: `displacement:${job.authorityId}` });
      await job.complete(tx);
      this.tools.log.event('matching.finished', { runId, pupils, placed, milliseconds: total });
      return ok('finished');
    });
  }

  /** Nothing is wrong with the service: without a policy nobody may be matched. The page says so. */
  private async refused(job: RunJob, runId: string, result: Result<Started>): Promise<Result<RunOutcome>> {
    const code = result.ok ? '' : result.problem.code;
    return this.work.inTransaction<RunOutcome>(job.actor, async (tx) => {
      await this.runs.failed(tx, runId, 'FAILED', code);
      await this.runs.release(tx, job.authorityId, job.jobId);
      await job.complete(tx);
      return ok('finished');
    });
  }

  /** The result before this one stands, and is shown as dated. */
  private async stopped(job: RunJob, runId: string, error: unknown): Promise<void> {
    const name = error instanceof Error ? error.name : 'unknown';
    await this.work.read(job.actor, async (tx) => {
      await this.runs.failed(tx, runId, job.lastAttempt ? 'FAILED' : 'RETRYING', name);
      await this.runs.release(tx, job.authorityId, job.jobId);
    });
  }

  /** Telling how far the run is must never stop it. */
  private async tell(job: RunJob, runId: string, stage: string, done: number, total: number): Promise<void> {
    try {
      await this.work.read(job.actor, (tx) => this.runs.progress(tx, runId, stage, done, total));
    } catch (error) {
      this.tools.log.failure('matching.progress-not-told', error, { runId });
    }
  }

  private async lookWhetherToStop(job: RunJob, runId: string, stop: AbortController): Promise<void> {
    try {
      if (await this.work.read(job.actor, (tx) => this.runs.isToStop(tx, runId))) stop.abort(new Stopped());
    } catch (error) {
      this.tools.log.failure('matching.cancellation-not-looked-for', error, { runId });
    }
  }

  private async signOfLife(job: RunJob): Promise<void> {
    try {
      await this.work.read(job.actor, (tx) => this.runs.claim(tx, job.authorityId, job.jobId));
    } catch (error) {
      this.tools.log.failure('matching.claim-not-renewed', error, { jobId: job.jobId });
    }
  }
}
