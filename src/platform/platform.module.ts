import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type Clock, systemClock } from '../kernel/index.js';
import { ChainSealer } from './audit/chain-sealer.js';
import { dataSourceOptions } from './database/data-source.js';
import { UnitOfWork } from './database/unit-of-work.js';
import { type ClamdAddress, ClamdScanner } from './files/clamd-scanner.js';
import { DownloadLinks } from './files/download-links.js';
import { FileStore, PostgresFileStore } from './files/file-store.js';
import { NoScanner, VirusScanner } from './files/virus-scanner.js';
import { ActorGuard } from './http/actor.js';
import { HealthController } from './http/health.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { QueueModule } from './queue/queue.module.js';
import { EventLog } from './telemetry/event-log.js';
import { Metrics } from './telemetry/metrics.js';
import { settableClock } from './past-clock.js';
import { CLOCK } from './tokens.js';

export interface PlatformSettings {
  /** Logs in as the application's own role. */
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
  readonly runsJobs: boolean;
  readonly clock?: Clock;
  /** Null: no scanner, and uploads wait unread. */
  readonly clamdAddress?: ClamdAddress | null;
}

/** What every module stands on: database, queue, files, HTTP, telemetry. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot({
    databaseUrl,
    redisUrl,
    runsJobs,
    clock = systemClock,
    clamdAddress,
  }: PlatformSettings): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions({ url: databaseUrl }), autoLoadEntities: true }),
        QueueModule.forRoot({ databaseUrl, redisUrl, runsJobs }),
      ],
      controllers: [HealthController],
      providers: [
        { provide: CLOCK, useValue: settableClock(clock) },
        { provide: FileStore, useClass: PostgresFileStore },
        { provide: VirusScanner, useValue: clamdAddress ? new ClamdScanner(clamdAddress) : new NoScanner() },
        DownloadLinks,
        ProblemFilter,
        { provide: APP_FILTER, useExisting: ProblemFilter },
        { provide: APP_GUARD, useClass: ActorGuard },
        UnitOfWork,
        EventLog,
        Metrics,
        ...(runsJobs ? [ChainSealer] : []),
      ],
      exports: [CLOCK, FileStore, VirusScanner, DownloadLinks, ProblemFilter, UnitOfWork, EventLog, Metrics],
    };
  }
}
