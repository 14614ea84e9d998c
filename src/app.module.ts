import { type DynamicModule, Module } from '@nestjs/common';
import { modules } from './modules.js';
import type { RuntimeConfig } from './platform/launcher/runtime-config.js';
import { PlatformModule } from './platform/platform.module.js';
import { RuntimeModule } from './platform/runtime.module.js';

export interface Roles {
  /** Whether this process also takes jobs from the queues. */
  readonly runsJobs: boolean;
}

/** The whole service. A worker is the same service that takes jobs and serves no pages. */
@Module({})
export class AppModule {
  static register(config: RuntimeConfig, { runsJobs }: Roles): DynamicModule {
    const redisUrl = config.redisUrl ?? undefined;
    return {
      module: AppModule,
      imports: [
        RuntimeModule.forRoot(config),
        PlatformModule.forRoot({
          databaseUrl: config.databaseAppUrl,
          redisUrl,
          runsJobs,
          clamdAddress: config.clamdAddress,
        }),
        ...modules,
      ],
    };
  }
}
