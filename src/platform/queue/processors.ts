import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import type { Type } from '@nestjs/common';
import type { Job } from 'bullmq';
import { EventLog } from '../telemetry/event-log.js';
import { type QueueName, QUEUES } from './job-directory.js';
import { JobRunner } from './job-runner.js';

/** Jobs at a time in one worker process. Matching runs keep a core busy; the others mostly wait for the database. */
const CONCURRENCY: Record<QueueName, number> = { matching: 1, imports: 1, messages: 4, maintenance: 2 };

function processorOf(queue: QueueName): Type<WorkerHost> {
  @Processor(queue, { concurrency: CONCURRENCY[queue], maxStalledCount: 5 })
  class QueueProcessor extends WorkerHost {
    constructor(
      private readonly runner: JobRunner,
      private readonly log: EventLog,
    ) {
      super();
    }

    async process(job: Job<{ outboxId: string }>): Promise<void> {
      await this.runner.run(job.data.outboxId);
    }

    @OnWorkerEvent('error')
    onError(error: Error): void {
      // PostgreSQL chose this one of two to be run again, which the worker does by itself.
      if ('code' in error && error.code === '40P01') this.log.event('worker.deadlock', { queue });
      else this.log.failure('worker.error', error, { queue });
    }
  }
  return QueueProcessor;
}

/** One worker per queue; only worker processes provide them. */
export const queueProcessors: Type<WorkerHost>[] = QUEUES.map(processorOf);
