import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { newId, serviceActor } from '../../kernel/index.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Tx } from '../database/tx.js';
import { runInRequest } from '../http/request-context.js';
import { EventLog } from '../telemetry/event-log.js';
import { type JobEntry, JobDirectory, type RunningJob } from './job-directory.js';
import { Stopping } from './stopping.js';

/** How long a run may be silent before another may take its job; a running one renews three times as often. */
const LEASE_MS = 15_000;
/** What is not finished so long after a stop was asked for goes to another process at once. */
const FINISH_MS = 5_000;
const ATTEMPTS_DEFAULT = 8;
const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 300_000;

const relayActor = serviceActor('outbox-relay', null, ['platform.outbox']);

interface ClaimedRow {
  id: string;
  job: string;
  authority_id: string | null;
  payload: RunningJob['payload'];
  initiator: RunningJob['initiator'];
  attempts: number;
}

/** Runs one outbox row. The row, not the queue, says whether it is waiting, running, failed or done. */
@Injectable()
export class JobRunner implements BeforeApplicationShutdown {
  private readonly running = new Map<ClaimedRow, NodeJS.Timeout>();
  private stopping = false;
  private finished: () => void = () => undefined;

  constructor(
    private readonly work: UnitOfWork,
    private readonly directory: JobDirectory,
    private readonly log: EventLog,
    private readonly stop: Stopping,
  ) {}

  /**
   * Before the queues and the database close: takes nothing new, lets what runs finish for a moment, and hands the rest
   * back. A run that was handed back can no longer commit: whoever takes the row counts one attempt more.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (this.running.size === 0) return;
    let limit: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.finished = resolve;
      limit = setTimeout(resolve, FINISH_MS);
    });
    clearTimeout(limit);
    for (const [row, renewing] of this.running) {
      clearInterval(renewing);
      this.running.delete(row);
      await this.handBack(row.id, row.attempts);
      this.log.event('job.handed-back', { job: row.job, outboxId: row.id, attempt: row.attempts });
    }
    this.stop.handedBack();
  }

  /** Does nothing when the row is done, given up, or held by a run that still renews its lease. */
  async run(outboxId: string): Promise<void> {
    if (this.stopping) return this.handBack(outboxId, null);
    const row = await this.claim(outboxId);
    if (!row) return;
    const entry = this.directory.entry(row.job);
    const renewing = setInterval(() => void this.renew(row), LEASE_MS / 3);
    this.running.set(row, renewing);
    try {
      await runInRequest(newId(), () => this.handle(row, entry));
    } catch (error) {
      // Whatever a run meets after it was handed back is no fault: the database may be closing.
      if (this.running.has(row)) await this.failed(row, entry, error);
    } finally {
      clearInterval(renewing);
      this.running.delete(row);
      if (this.running.size === 0) this.finished();
    }
  }

  /** The relay of another process sends it again at once. Without an attempt: only a row that nobody has taken. */
  private async handBack(outboxId: string, attempt: number | null): Promise<void> {
    await this.work.read(relayActor, (tx) =>
      tx.query(
        `update outbox set lease_until = null, enqueued_at = null
         where id = $1 and done_at is null and case when $2::int is null then lease_until is null else attempts = $2 end`,
        [outboxId, attempt],
      ),
    );
  }

  private async handle(row: ClaimedRow, entry: JobEntry): Promise<void> {
    const state = { completed: false };
    const complete = async (tx: Tx): Promise<void> => {
      await completeRow(tx, row);
      state.completed = true;
    };
    const actor = serviceActor(entry.service, row.authority_id, entry.permissions);
    const { id, payload, initiator, attempts: attempt } = row;
    await entry.handler.handle({ id, payload, initiator, attempt, actor, complete });
    if (!state.completed) await this.work.read(relayActor, (tx) => completeRow(tx, row));
    this.log.event('job.done', { job: row.job, outboxId: row.id, attempt });
  }

  private async claim(outboxId: string): Promise<ClaimedRow | undefined> {
    const rows = await this.work.read(relayActor, (tx) =>
      tx.query<ClaimedRow>(
        `update outbox set started_at = coalesce(started_at, clock_timestamp()), attempts = attempts + 1,
           lease_until = clock_timestamp() + $2 * interval '1 millisecond'
         where id = $1 and done_at is null and failed_at is null and (lease_until is null or lease_until < clock_timestamp())
         returning id, job, authority_id, payload, initiator, attempts`,
        [outboxId, LEASE_MS],
      ),
    );
    return rows[0];
  }

  private async renew(row: ClaimedRow): Promise<void> {
    try {
      await this.work.read(relayActor, (tx) =>
        tx.query(
          `update outbox set lease_until = clock_timestamp() + $3 * interval '1 millisecond'
           where id = $1 and attempts = $2 and done_at is null`,
          [row.id, row.attempts, LEASE_MS],
        ),
      );
    } catch (error) {
      this.log.failure('job.lease-not-renewed', error, { job: row.job, outboxId: row.id });
    }
  }

  private async failed(row: ClaimedRow, entry: JobEntry, error: unknown): Promise<void> {
    const attempts = entry.attempts ?? ATTEMPTS_DEFAULT;
    const last = row.attempts >= attempts;
    const delayMs = Math.min(RETRY_FIRST_MS * 2 ** (row.attempts - 1), RETRY_LONGEST_MS);
    this.log.failure('job.failed', error, { job: row.job, outboxId: row.id, attempt: row.attempts, givenUp: last });
    await this.work.read(relayActor, (tx) =>
      tx.query(
        `update outbox set lease_until = null, last_problem = $3, enqueued_at = null,
           run_at = clock_timestamp() + $4 * interval '1 millisecond',
           failed_at = case when $5::boolean then clock_timestamp() end
         where id = $1 and attempts = $2 and done_at is null`,
        [row.id, row.attempts, problemName(error), delayMs, last],
      ),
    );
  }
}

/** A second run that outlived its lease must not commit its work twice: the row says who holds it. */
async function completeRow(tx: Tx, row: ClaimedRow): Promise<void> {
  const done = await tx.query(
    `update outbox set done_at = clock_timestamp(), lease_until = null, last_problem = null
     where id = $1 and attempts = $2 and done_at is null returning id`,
    [row.id, row.attempts],
  );
  if (done.length === 0) throw new Error('The job was taken over by another run');
}

/** The class and code of an error; its message may carry data. */
function problemName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`;
}

/** For a handler: a refused use case is a failed job. */
export function failJobUnlessOk(result: { ok: true } | { ok: false; problem: { code: string } }): void {
  if (!result.ok) throw Object.assign(new Error('The use case refused'), { code: result.problem.code });
}
