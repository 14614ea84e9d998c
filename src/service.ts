import type { INestApplicationContext, LogLevel } from '@nestjs/common';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { type AppConfig, LOG_LEVELS } from './config/index.js';
import { migrations } from '../migrations/index.js';
import { OutboxRelay } from './platform/queue/outbox-relay.js';
import { closeService } from './platform/close-service.js';
import { serveOpenApi } from './platform/index.js';
import { withClient } from './platform/database/clients.js';
import { openDatabase, type OpenDatabase } from './platform/launcher/open-database.js';
import { type Say, sayAsJson, sayWithSeconds } from './platform/launcher/progress.js';
import { type RuntimeConfig, runtimeConfig } from './platform/launcher/runtime-config.js';
import { startUpSteps } from './start-up.js';
import { configureWeb } from './web/index.js';

/** Start-up steps must not run twice side by side, whichever processes start together. */
const START_UP_LOCK = 727_004;

/** People at a terminal read steps; a deployment collects lines. */
export const sayFor = (config: AppConfig): Say => (config.databaseUrl === null ? sayWithSeconds : sayAsJson);

/** Refuses a data folder that another process uses, unless a short command only wants to join it. */
export function openServiceDatabase(
  config: AppConfig,
  say: Say,
  whenInUse: 'refuse' | 'join' = 'refuse',
): Promise<OpenDatabase> {
  return openDatabase({ config, say, migrations, whenInUse });
}

/**
 * Pages and API; with the embedded database also the jobs, since there is no other process to run them. `created` is told
 * before it starts, so that a signal can close it while it is still starting.
 */
export async function startWeb(
  config: RuntimeConfig,
  database: OpenDatabase,
  say: Say,
  created: (app: NestExpressApplication) => void = () => undefined,
): Promise<NestExpressApplication> {
  const runsJobs = config.databaseUrl === null;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.register(config, { runsJobs }), {
    logger: loggerFor(config),
    abortOnError: false,
    bodyParser: false,
  });
  created(app);
  try {
    await configureWeb(app);
    // Before init: afterwards Nest's own answer for unknown addresses stands in front of it.
    serveOpenApi(app);
    await app.init();
    await runStartUpSteps(app, config, database, say);
    await app.listen(config.port, config.host);
    return app;
  } catch (error) {
    // The queues hold connections: left open, they would complain when the database stops beneath them.
    await closeService(app);
    throw error;
  }
}

/** The same modules without HTTP: takes jobs until it is stopped. */
export function startWorker(config: RuntimeConfig): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(AppModule.register(config, { runsJobs: true }), {
    logger: loggerFor(config),
    abortOnError: false,
  });
}

/** The same modules for one command: no HTTP, no jobs. */
export async function startCommand(
  config: AppConfig,
  database: OpenDatabase,
): Promise<{ readonly app: INestApplicationContext; readonly baseUrl: string }> {
  const runtime = runtimeConfig(config, { appUrl: database.appUrl, port: config.port });
  const app = await NestFactory.createApplicationContext(AppModule.register(runtime, { runsJobs: false }), {
    logger: ['error'],
    abortOnError: false,
  });
  return { app, baseUrl: runtime.baseUrl };
}

export function loggerFor(config: AppConfig): ConsoleLogger {
  const levels: LogLevel[] = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(config.logLevel) + 1);
  return new ConsoleLogger({ json: true, colors: false, logLevels: ['fatal', ...levels] });
}

async function runStartUpSteps(
  app: INestApplicationContext,
  config: RuntimeConfig,
  database: OpenDatabase,
  say: Say,
): Promise<void> {
  if (startUpSteps.length === 0) return;
  await withClient(database.ownerUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [START_UP_LOCK]);
    const relay = app.get(OutboxRelay);
    for (const step of startUpSteps) {
      if (await step.needed(app, config)) await relay.holdDuring(() => step.run(app, say, client));
    }
  });
}
