import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { type Actor, type Clock, type Facts, londonDate, newId, ok, problem, type Result } from '../../kernel/index.js';
import { currentRequestId, type IdempotencyClaim, takeIdempotency } from '../http/request-context.js';
import { JobDirectory } from '../queue/job-directory.js';
import { CLOCK } from '../tokens.js';
import { explainedProblem, mayRunAgain } from './constraints.js';
import { insertRows } from './rows.js';
import type { AuditSubject, JobPayload, OutboxOptions, Tx } from './tx.js';

const ATTEMPTS_MAX = 4;
const SET_ACTOR = `select set_config('app.kind', $1, true), set_config('app.user_id', $2, true), set_config('app.membership_id', $3, true),
  set_config('app.organisation_id', $4, true), set_config('app.authority_id', $5, true), set_config('app.permissions', $6, true), set_config('app.today', $7, true)`;

/** Rolls back, and carries the problem out of the transaction. */
class Refused extends Error {
  constructor(readonly result: Result<never>) {
    super('refused');
  }
}

/**
 * The only place where a transaction is opened. It sets who acts for that transaction alone; a problem result, or a
 * constraint that has words, rolls everything back and is returned; anything else that is thrown is a bug.
 */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly jobs: JobDirectory,
  ) {}

  async inTransaction<T>(actor: Actor, work: (tx: Tx) => Promise<Result<T>>): Promise<Result<T>> {
    const claim = actor.organisationId ? takeIdempotency() : undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.run(actor, async (tx) => {
          const result = claim ? await once(tx, claim, work) : await work(tx);
          if (!result.ok) throw new Refused(result);
          return result;
        });
      } catch (error) {
        if (error instanceof Refused) return error.result;
        const refused = explainedProblem(error);
        if (refused) return { ok: false, problem: refused };
        if (!mayRunAgain(error) || attempt === ATTEMPTS_MAX) throw error;
      }
    }
  }

  /** For reading. It commits, because reads of a child's file are audited in the transaction that reads. */
  async read<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(actor, work);
  }

  private async run<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    await runner.connect();
    try {
      await runner.startTransaction();
      const tx = new OpenTx(runner, actor, this.clock.now(), this.jobs);
      await tx.begin();
      const result = await work(tx);
      await runner.commitTransaction();
      if (tx.askedForWork) this.jobs.committed();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  }
}

const actorSettings = (actor: Actor): string[] => [
  actor.kind,
  actor.userId ?? '',
  actor.membershipId ?? '',
  actor.organisationId ?? '',
  actor.authorityId ?? '',
  `,${[...actor.permissions].join(',')},`,
];

/** Runs the work unless the same organisation already sent this key to this route; then answers what it answered. */
async function once<T>(tx: Tx, claim: IdempotencyClaim, work: (tx: Tx) => Promise<Result<T>>): Promise<Result<T>> {
  const place = [tx.actor.organisationId, claim.route, claim.key];
  const taken = await tx.query(
    `insert into idempotency_key (organisation_id, route, key, body_hash, created_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning key`,
    [...place, claim.bodyHash, tx.now],
  );
  if (taken.length === 0) {
    const [earlier] = await tx.query<{ body_hash: string; outcome: { value: T } }>(
      `select body_hash, outcome from idempotency_key where organisation_id = $1 and route = $2 and key = $3`,
      place,
    );
    return earlier?.body_hash === claim.bodyHash ? ok(earlier.outcome.value) : problem('idempotency.other-body');
  }
  const result = await work(tx);
  if (result.ok) {
    await tx.query(`update idempotency_key set outcome = $4 where organisation_id = $1 and route = $2 and key = $3`, [
      ...place,
      JSON.stringify({ value: result.value ?? null }),
    ]);
  }
  return result;
}

class OpenTx implements Tx {
  readonly manager;
  readonly today;
  askedForWork = false;

  constructor(
    private readonly runner: QueryRunner,
    readonly actor: Actor,
    readonly now: Date,
    private readonly jobs: JobDirectory,
  ) {
    this.manager = runner.manager;
    this.today = londonDate(now);
  }

  async begin(): Promise<void> {
    await this.runner.query(SET_ACTOR, [...actorSettings(this.actor), this.today]);
  }

  async as<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    const other = new OpenTx(this.runner, actor, this.now, this.jobs);
    await other.begin();
    try {
      const result = await work(other);
      await this.begin();
      return result;
    } catch (error) {
      // Nobody goes on in another's name. Where the database refused, the transaction is over anyway.
      await this.begin().catch(() => undefined);
      throw error;
    } finally {
      this.askedForWork ||= other.askedForWork;
    }
  }

  async query<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    const answer: unknown = await this.runner.query(sql, [...params]);
    // TypeORM answers [rows, count] for UPDATE and DELETE, rows for everything else.
    if (Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number') {
      return answer[0] as T[];
    }
    return answer as T[];
  }

  audit(action: string, subject: AuditSubject, facts: Facts = {}): Promise<void> {
    return this.auditAll(action, [{ subject, facts }]);
  }

  auditAll(
    action: string,
    entries: readonly { readonly subject: AuditSubject; readonly facts?: Facts }[],
  ): Promise<void> {
    const { actor } = this;
    const rows = entries.map(({ subject, facts = {} }) => ({
      id: newId(),
      at: this.now,
      authority_id: actor.authorityId,
      actor_kind: actor.kind,
      user_id: actor.userId,
      membership_id: actor.membershipId,
      organisation_id: actor.organisationId,
      service: actor.kind === 'person' ? null : actor.name,
      action,
      subject_type: subject.type,
      subject_id: subject.id,
      referral_id: subject.referralId ?? null,
      facts: JSON.stringify(facts),
      request_id: currentRequestId() ?? null,
    }));
    return insertRows(this, 'audit_entry', rows);
  }

  async outbox(
    job: string,
    payload: JobPayload,
    { debounceKey, delayMs = 0, urgent = false }: OutboxOptions = {},
  ): Promise<void> {
    this.askedForWork = true;
    // The update takes the waiting row's lock until this transaction ends: the job cannot start before it can see us.
    await this.query(
      `insert into outbox (id, job, queue, authority_id, payload, initiator, debounce_key, run_at, urgent)
       values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8 * interval '1 millisecond', $9)
       on conflict (debounce_key) where started_at is null and done_at is null do update set payload = excluded.payload,
         urgent = outbox.urgent or excluded.urgent,
         run_at = case when excluded.urgent then least(outbox.run_at, excluded.run_at) else outbox.run_at end,
         enqueued_at = case when excluded.urgent and not outbox.urgent then null else outbox.enqueued_at end`,
      [
        newId(),
        job,
        this.jobs.queueOf(job),
        this.actor.authorityId,
        JSON.stringify(payload),
        this.initiator(),
        debounceKey ?? null,
        delayMs,
        urgent,
      ],
    );
  }

  async outboxAll(job: string, payloads: readonly JobPayload[]): Promise<void> {
    if (payloads.length === 0) return;
    this.askedForWork = true;
    const ids = payloads.map(() => newId());
    await this.query(
      `insert into outbox (id, job, queue, authority_id, payload, initiator, run_at)
       select x.id, $3, $4, $5, x.payload, $6, clock_timestamp()
         from unnest($1::uuid[], $2::jsonb[]) as x (id, payload)`,
      [ids, payloads, job, this.jobs.queueOf(job), this.actor.authorityId, this.initiator()],
    );
  }

  /** Who asks for the work, so that it is done in their name. */
  private initiator(): string {
    const { kind, userId, membershipId } = this.actor;
    return JSON.stringify({ kind, userId, membershipId });
  }

  async cancelJob(debounceKey: string): Promise<void> {
    await this.query(
      `update outbox set done_at = clock_timestamp(), last_problem = 'cancelled'
       where debounce_key = $1 and started_at is null and done_at is null`,
      [debounceKey],
    );
  }
}
