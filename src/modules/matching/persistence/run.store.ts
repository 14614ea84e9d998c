import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type DateOnly, newId } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Status } from '../engine/index.js';

export type RunState = 'RUNNING' | 'RETRYING' | 'FINISHED' | 'UNCHANGED' | 'FAILED' | 'CANCELLED';

/** A run as everyone who may read matching sees it: nothing in it is about a child. */
export interface Run {
  readonly id: string;
  readonly number: number;
  readonly state: RunState;
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
  readonly attempt: number;
  readonly problem: string | null;
  readonly policyId: string | null;
  readonly policyVersion: number | null;
  readonly asOf: DateOnly | null;
  readonly mode: string | null;
  readonly status: Status | null;
  readonly engine: string | null;
  readonly seed: number | null;
  readonly inputHash: string | null;
  readonly sameAsRunId: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

const COLUMNS = `id, number, state, stage, done, total, attempt, problem, policy_id as "policyId",
  policy_version as "policyVersion", as_of as "asOf", mode, status, engine, seed, input_hash as "inputHash",
  same_as_run_id as "sameAsRunId", started_at as "startedAt", finished_at as "finishedAt"`;

/** Seeds fit PostgreSQL's integer and are easy to read out loud. */
const SEEDS = 1_000_000_000;
/** How long a claim outlives its owner's last sign of life. */
const CLAIM_SECONDS = 9;

@Injectable()
export class RunStore {
  /** The pool's seed. It is drawn when the pool is first asked for, and never again: proposals must not flicker. */
  async seedOf(tx: Tx, authorityId: string): Promise<number> {
    await tx.query(
      `insert into matching_pool (authority_id, seed, drawn_at) values ($1, $2, $3) on conflict (authority_id) do nothing`,
      [authorityId, randomInt(SEEDS), tx.now],
    );
    const [pool] = await tx.query<{ seed: number }>(`select seed from matching_pool where authority_id = $1`, [
      authorityId,
    ]);
    if (pool === undefined) throw new Error('The pool is not visible to whoever runs it');
    return pool.seed;
  }

  /** True when the job may compute the pool now: nobody else does, or whoever did has been silent for too long. */
  async claim(tx: Tx, authorityId: string, jobId: string): Promise<boolean> {
    const claimed = await tx.query(
      `update matching_pool set claimed_by = $2, claimed_until = clock_timestamp() + $3 * interval '1 second'
       where authority_id = $1
         and (claimed_by is null or claimed_by = $2 or claimed_until < clock_timestamp())
       returning authority_id`,
      [authorityId, jobId, CLAIM_SECONDS],
    );
    return claimed.length > 0;
  }

  async release(tx: Tx, authorityId: string, jobId: string): Promise<void> {
    await tx.query(
      `update matching_pool set claimed_by = null, claimed_until = null where authority_id = $1 and claimed_by = $2`,
      [authorityId, jobId],
    );
  }

  /** One row a job, however often it is tried: a run that was killed goes on under its own number. */
  async begin(tx: Tx, authorityId: string, jobId: string): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `insert into matching_run (id, authority_id, job_id, state, stage, started_at)
       values ($1, $2, $3, 'RUNNING', 'reading', $4)
       on conflict (job_id) do update set state = 'RUNNING', stage = 'reading', done = 0, total = null,
         attempt = matching_run.attempt + 1
       where matching_run.state in ('RUNNING', 'RETRYING', 'FAILED')
       returning id`,
      [newId(), authorityId, jobId, tx.now],
    );
    if (row === undefined) throw new Error('The job has finished its run already');
    return row.id;
  }

  async progress(tx: Tx, id: string, stage: string, done: number, total: number | null): Promise<void> {
    await tx.query(`update matching_run set stage = $2, done = $3, total = $4 where id = $1 and state = 'RUNNING'`, [
      id,
      stage,
      done,
      total,
    ]);
  }

  /** A note that the pool was looked at and nothing had changed; older notes go. */
  async unchanged(tx: Tx, id: string, authorityId: string, sameAs: string): Promise<void> {
    await tx.query(
      `update matching_run set state = 'UNCHANGED', stage = 'finished', same_as_run_id = $2, finished_at = $3,
         problem = null where id = $1`,
      [id, sameAs, tx.now],
    );
    await tx.query(`delete from matching_run where authority_id = $1 and state = 'UNCHANGED' and id <> $2`, [
      authorityId,
      id,
    ]);
  }

  async failed(tx: Tx, id: string, state: 'RETRYING' | 'FAILED', problem: string): Promise<void> {
    await tx.query(
      `update matching_run set state = $2, problem = $3, finished_at = case when $2 = 'FAILED' then $4::timestamptz end
       where id = $1 and state in ('RUNNING', 'RETRYING')`,
      [id, state, problem, tx.now],
    );
  }

  /** A person asked the run to stop. It does so where it next looks, and stores nothing. */
  async askToStop(tx: Tx, id: string, authorityId: string, by: string): Promise<void> {
    await tx.query(
      `insert into matching_cancellation (run_id, authority_id, asked_by, asked_at) values ($1, $2, $3, $4)
       on conflict do nothing`,
      [id, authorityId, by, tx.now],
    );
  }

  async isToStop(tx: Tx, id: string): Promise<boolean> {
    const found = await tx.query(`select run_id from matching_cancellation where run_id = $1`, [id]);
    return found.length > 0;
  }

  async cancelled(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `update matching_run set state = 'CANCELLED', problem = null, finished_at = $2
       where id = $1 and state in ('RUNNING', 'RETRYING')`,
      [id, tx.now],
    );
  }

  /** The last complete result of the pool. */
  async latestFinished(tx: Tx, authorityId: string): Promise<Run | undefined> {
    const [run] = await tx.query<Run>(
      `select ${COLUMNS} from matching_run where authority_id = $1 and state = 'FINISHED' order by number desc limit 1`,
      [authorityId],
    );
    return run;
  }

  /** The newest run whatever became of it. */
  async latest(tx: Tx, authorityId: string): Promise<Run | undefined> {
    const [run] = await tx.query<Run>(
      `select ${COLUMNS} from matching_run where authority_id = $1 order by number desc limit 1`,
      [authorityId],
    );
    return run;
  }

  async byId(tx: Tx, id: string): Promise<Run | undefined> {
    const [run] = await tx.query<Run>(`select ${COLUMNS} from matching_run where id = $1`, [id]);
    return run;
  }

  /** Newest first, one more than asked for, and the true number of all. */
  async list(tx: Tx, authorityId: string, size: number, before?: number): Promise<{ runs: Run[]; total: number }> {
    const runs = await tx.query<Run>(
      `select ${COLUMNS} from matching_run where authority_id = $1 and ($2::bigint is null or number < $2)
       order by number desc limit $3`,
      [authorityId, before ?? null, size + 1],
    );
    const [count] = await tx.query<{ total: number }>(
      `select count(*)::int as total from matching_run where authority_id = $1`,
      [authorityId],
    );
    return { runs, total: count?.total ?? 0 };
  }

  /** Complete runs beyond the newest so many go, and so do failed ones before them, except what a decision rests on. */
  async prune(tx: Tx, authorityId: string, keep: number): Promise<void> {
    await tx.query(
      `delete from matching_run where authority_id = $1 and state in ('FINISHED', 'FAILED', 'CANCELLED') and number < coalesce((
           select number from matching_run where authority_id = $1 and state = 'FINISHED'
           order by number desc offset $2 - 1 limit 1), 0)
         and not exists (select from matching_run_kept where run_id = matching_run.id)`,
      [authorityId, keep],
    );
  }

  /**
   * Options and reasons of every pupil are kept for the latest complete run and for those that a decision rests on; for an
   * hour also for the others, because somebody may have their page open. The rest can be replayed from its input.
   */
  async thin(tx: Tx, authorityId: string): Promise<void> {
    for (const table of ['matching_displacement', 'matching_option', 'matching_explanation']) {
      await tx.query(
        `delete from ${table} where run_id in (select id from matching_run r
           where r.authority_id = $1 and r.state = 'FINISHED' and r.finished_at < $2::timestamptz - interval '1 hour'
             and r.number < (select max(number) from matching_run where authority_id = $1 and state = 'FINISHED')
             and exists (select from matching_run_detail d where d.run_id = r.id and d.input is not null)
             and not exists (select from matching_run_kept k where k.run_id = r.id))`,
        [authorityId, tx.now],
      );
    }
  }

  async keep(tx: Tx, authorityId: string, runId: string, decisionId: string): Promise<void> {
    await tx.query(
      `insert into matching_run_kept (run_id, decision_id, authority_id) values ($1, $2, $3) on conflict do nothing`,
      [runId, decisionId, authorityId],
    );
  }
}
