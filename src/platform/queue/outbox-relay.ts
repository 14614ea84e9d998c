import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { serviceActor } from '../../kernel/index.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { EventLog } from '../telemetry/event-log.js';
import { JobDirectory, type QueueName } from './job-directory.js';

const BATCH = 200;
const EVERY_MS = 1_000;
/** A row that was sent and never started is sent again after this long, and then ever more rarely. */
const LOST_AFTER_SECONDS = 20;

const actor = serviceActor('outbox-relay', null, ['platform.outbox']);

/**
 * Carries committed outbox rows into BullMQ, and carries them again when the queue lost them: a flushed queue rebuilds
 * itself from the table. Sending twice is harmless, because a run first claims its row.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly queues: Record<QueueName, Queue>;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private asked = false;
  private held = false;

  constructor(
    private readonly work: UnitOfWork,
    private readonly directory: JobDirectory,
    private readonly log: EventLog,
    @InjectQueue('matching') matching: Queue,
    @InjectQueue('imports') imports: Queue,
    @InjectQueue('messages') messages: Queue,
    @InjectQueue('maintenance') maintenance: Queue,
  ) {
    this.queues = { matching, imports, messages, maintenance };
    for (const queue of Object.values(this.queues)) {
      queue.on('error', (error) => {
        // PostgreSQL chose this one of two to be run again; the relay sends what was not sent.
        if ('code' in error && error.code === '40P01') this.log.event('queue.deadlock', { queue: queue.name });
        else this.log.failure('queue.error', error, { queue: queue.name });
      });
    }
  }

  onApplicationBootstrap(): void {
    this.directory.onCommitted(() => this.kick());
    this.timer = setInterval(() => this.kick(), EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Lets committed work wait in the table while `work` goes on: what follows from all of it need be done only once. */
  async holdDuring(work: () => Promise<void>): Promise<void> {
    this.held = true;
    try {
      await work();
    } finally {
      this.held = false;
      this.kick();
    }
  }

  /** Runs once more after the run that is under way, however often it is asked meanwhile. */
  kick(): void {
    if (this.asked || this.held || this.stopped) return;
    this.asked = true;
    this.running = this.running.then(async () => {
      this.asked = false;
      await this.drain();
    });
  }

  private async drain(): Promise<void> {
    try {
      while (!this.stopped && (await this.sendBatch()) === BATCH);
    } catch (error) {
      this.log.failure('outbox.relay-failed', error);
    }
  }

  private sendBatch(): Promise<number> {
    return this.work.read(actor, async (tx) => {
      const rows = await tx.query<{ id: string; job: string; queue: QueueName; sends: number; urgent: boolean }>(
        `select id, job, queue, sends, urgent from outbox
         where done_at is null and failed_at is null and run_at <= clock_timestamp()
           and (enqueued_at is null
             or (coalesce(lease_until, enqueued_at) < clock_timestamp() - $1 * sends * interval '1 second'))
         order by urgent desc, run_at, id limit $2 for update skip locked`,
        [LOST_AFTER_SECONDS, BATCH],
      );
      // One by one with ids of our own: BullMQ's bulk call creates sequences and temporary tables, which the role may not.
      for (const { id, job, queue, sends, urgent } of rows) {
        await this.queues[queue].add(
          job,
          { outboxId: id },
          {
            jobId: `${id}-${sends}`,
            lifo: urgent,
            removeOnComplete: { age: 3600, count: 1000 },
            removeOnFail: { age: 3600 },
          },
        );
      }
      await tx.query(`update outbox set enqueued_at = clock_timestamp(), sends = sends + 1 where id = any($1)`, [
        rows.map((row) => row.id),
      ]);
      return rows.length;
    });
  }
}
