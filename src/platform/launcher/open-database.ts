import pg from 'pg';
import type { MigrationInterface } from 'typeorm';
import { type AppConfig, ConfigError } from '../../config/index.js';
import { bootstrapDatabase, type DatabaseAddresses } from '../database/bootstrap.js';
import { DataFolderInUse } from '../database/data-folder.js';
import { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from '../database/embedded-postgres.js';
import { migrateDatabase } from '../database/migrate.js';
import type { Say } from './progress.js';

/** How long a server given by DATABASE_URL may take to accept connections: compose starts everything at once. */
const REACHABLE_MS = 60_000;
/** How long a data folder may stay taken by a process that is perhaps just stopping. */
const HANDOVER_MS = 5_000;

export interface OpenDatabase extends DatabaseAddresses {
  /** The administrator's own address, for work that must see past row security. */
  readonly adminUrl: string;
  /** Stops the embedded server when this process started or adopted it. */
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly config: AppConfig;
  readonly say: Say;
  /** `refuse` a data folder that another process uses, or `join` its running server for a short command. */
  readonly whenInUse?: 'refuse' | 'join';
  /** Left out: the database is taken at whatever version it has. */
  readonly migrations?: readonly (new () => MigrationInterface)[];
}

/** Starts or reaches PostgreSQL, makes its roles, and brings the schema up to date when migrations are given. */
export async function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  const { config, say } = options;
  const { adminUrl, close } = await reachServer(options);
  try {
    const addresses = await bootstrapDatabase({ adminUrl, appUrl: config.databaseAppUrl });
    if (options.migrations !== undefined) {
      const queueInPostgres = config.redisUrl === null;
      const ran = await migrateDatabase({
        ownerUrl: addresses.ownerUrl,
        migrations: options.migrations,
        queueInPostgres,
      });
      say(ran.length === 0 ? 'Database is up to date' : `Database brought up to date (${ran.length} migrations)`);
    }
    return { ...addresses, adminUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function reachServer({ config, say, whenInUse }: OpenOptions): Promise<Pick<OpenDatabase, 'adminUrl' | 'close'>> {
  if (config.databaseUrl !== null) {
    await waitUntilReachable(config.databaseUrl);
    return { adminUrl: config.databaseUrl, close: () => Promise.resolve() };
  }
  const server = await startPatiently({ folder: config.dataDir, whenInUse: whenInUse ?? 'refuse' }, say);
  const how = {
    started: 'PostgreSQL started',
    adopted: 'PostgreSQL was still running',
    joined: 'PostgreSQL is running',
  };
  say(`${how[server.origin]} (data in ${config.dataDir})`);
  return { adminUrl: server.adminUrl, close: () => server.stop() };
}

/** A Placeway that is just stopping gives the folder back within moments: a restart need not fail because of it. */
async function startPatiently(options: EmbeddedOptions, say: Say): Promise<EmbeddedPostgres> {
  for (const deadline = Date.now() + HANDOVER_MS; ; await new Promise((resolve) => setTimeout(resolve, 250))) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (!(error instanceof DataFolderInUse) || Date.now() > deadline) throw error;
      if (deadline - Date.now() > HANDOVER_MS - 250)
        say(`Waiting for process ${error.pid} to give the data folder back`);
    }
  }
}

/** Waits out a server that is not there yet or is still starting; a wrong password or name is told at once. */
async function waitUntilReachable(url: string): Promise<void> {
  for (const deadline = Date.now() + REACHABLE_MS; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === '3D000') return; // the database is made next
      const early = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', '57P03'].includes(code);
      if (early && Date.now() < deadline) continue;
      throw new ConfigError([{ variable: 'DATABASE_URL', message: `no connection (${code})` }]);
    }
  }
}
