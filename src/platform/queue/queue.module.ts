import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { createPostgresBackend, type QueueOptions, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import { JobDirectory, QUEUES } from './job-directory.js';
import { JobRunner } from './job-runner.js';
import { OutboxRelay } from './outbox-relay.js';
import { queueProcessors } from './processors.js';
import { Stopping } from './stopping.js';

export interface QueueSettings {
  /** The application's own login; used for the queue when there is no Redis. */
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** True in a process that runs jobs. */
  readonly runsJobs: boolean;
}

/** The pool below, or null with Redis. Whoever closes the application ends it afterwards: see closeService. */
export const QUEUE_POOL = Symbol('queue-pool');

/**
 * One pool for every queue and worker of the process; each worker parks one client to listen. No module ends it, because
 * that would cut off a worker that is still closing; its idle clients keep no process alive.
 */
const queuePool = (databaseUrl: string): pg.Pool =>
  new pg.Pool({
    connectionString: databaseUrl,
    max: 12,
    keepAlive: true,
    allowExitOnIdle: true,
    options: '-c search_path=bullmq',
  });

/** BullMQ behind one module: PostgreSQL by default, Redis when its address is set. */
@Global()
@Module({})
export class QueueModule {
  static forRoot({ databaseUrl, redisUrl, runsJobs }: QueueSettings): DynamicModule {
    // Process-wide, and before any queue exists: BullMQ builds queues, workers and events with the default factory.
    setDefaultBackendFactory(redisUrl ? undefined : createPostgresBackend);
    const pool = redisUrl ? null : queuePool(databaseUrl);
    pool?.on('error', () => undefined);
    const connection = redisUrl ? { url: redisUrl, maxRetriesPerRequest: null } : pool;
    const database = new URL(databaseUrl).pathname.slice(1);
    return {
      module: QueueModule,
      imports: [
        DiscoveryModule,
        BullModule.forRoot({
          // The type stays that of Redis after the backend was switched.
          connection: connection as unknown as QueueOptions['connection'],
          prefix: `placeway-${database}`,
        }),
        BullModule.registerQueue(...QUEUES.map((name) => ({ name }))),
      ],
      providers: [
        { provide: QUEUE_POOL, useValue: pool },
        JobDirectory,
        JobRunner,
        OutboxRelay,
        Stopping,
        ...(runsJobs ? queueProcessors : []),
      ],
      exports: [JobDirectory, Stopping],
    };
  }
}
