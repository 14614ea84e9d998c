import type { EntityManager } from 'typeorm';
import type { Actor, DateOnly, Facts } from '../../kernel/index.js';

export interface AuditSubject {
  readonly type: string;
  readonly id: string;
  readonly referralId?: string;
}

/** Ids only. */
export type JobPayload = Readonly<Record<string, string | number>>;

export interface OutboxOptions {
  /** While a row with this key waits to be started, further ones merge into it, and `cancelJob` finds it. */
  readonly debounceKey?: string;
  readonly delayMs?: number;
  /** Goes to the head of its queue; a waiting row with the same key is taken along. */
  readonly urgent?: boolean;
}

/** One open transaction, acting as one actor. It is the only way to the database. */
export interface Tx {
  readonly manager: EntityManager;
  readonly actor: Actor;
  /** Business time: from the clock port, fixed for the whole transaction. */
  readonly now: Date;
  /** The date in London at `now`. */
  readonly today: DateOnly;
  /**
   * For a while as somebody else, in this same transaction: for what the asker may be told and not read. Meanwhile nothing is
   * asked of this one. A transaction inside a transaction would wait for a second connection, and ten of them for ever.
   */
  as<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T>;
  query<T>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  /** Ids and codes only: never names, needs or free text. */
  audit(action: string, subject: AuditSubject, facts?: Facts): Promise<void>;
  /** The same act on many subjects: a row for each, in as few statements as one has. */
  auditAll(
    action: string,
    entries: readonly { readonly subject: AuditSubject; readonly facts?: Facts }[],
  ): Promise<void>;
  /** Asks for a job once this transaction has committed. The payload holds ids only. */
  outbox(job: string, payload: JobPayload, options?: OutboxOptions): Promise<void>;
  /** Asks for a job for each payload, none of which merges into another. */
  outboxAll(job: string, payloads: readonly JobPayload[]): Promise<void>;
  /** Takes back what waits under this key; a run that has started goes on. None waiting is fine. */
  cancelJob(debounceKey: string): Promise<void>;
}
