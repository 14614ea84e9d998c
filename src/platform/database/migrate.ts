import { runMigrations } from 'bullmq';
import type pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { APP_ROLE } from './bootstrap.js';
import { withClient } from './clients.js';
import { dataSourceOptions, MIGRATION_TABLE } from './data-source.js';
import { noteSeededRows } from './seeded-rows.js';

export const QUEUE_SCHEMA = 'bullmq';
const LOCK = 727_002;

export interface MigrateOptions {
  /** Acts as placeway_owner; see bootstrapDatabase. */
  readonly ownerUrl: string;
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** BullMQ's own tables are only made where no Redis is used. */
  readonly queueInPostgres: boolean;
}

/**
 * Brings the database to this build's version; any number of processes may call it at once.
 * @returns the names of the migrations that this call ran
 */
export async function migrateDatabase(options: MigrateOptions): Promise<string[]> {
  // The lock is held by a connection of its own: it ends with the process, however that dies.
  return withClient(options.ownerUrl, async (client) => {
    await client.query(`SET lock_timeout = '600s'`);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const fresh = (await schemaVersion(client)) === null;
    const ran = await runOwnMigrations(options);
    await protectMigrationTable(client);
    if (fresh) await noteSeededRows(client);
    if (options.queueInPostgres) await prepareQueue(client);
    return ran;
  });
}

/** A data source that acts as the owner: for running, listing and reverting migrations. */
export function migrationSource({ ownerUrl, migrations }: Pick<MigrateOptions, 'ownerUrl' | 'migrations'>): DataSource {
  const { extra, ...options } = dataSourceOptions({ url: ownerUrl, poolSize: 1, applicationName: 'placeway-migrate' });
  return new DataSource({
    ...options,
    migrations: [...migrations],
    migrationsTableName: MIGRATION_TABLE,
    migrationsTransactionMode: 'each',
    extra: { types: extra.types, options: new URL(ownerUrl).searchParams.get('options') ?? '' },
  });
}

/** The last migration the database has, or null before the first. */
export async function schemaVersion(client: pg.ClientBase): Promise<string | null> {
  const table = await client.query<{ found: boolean }>(`SELECT to_regclass($1) IS NOT NULL AS found`, [
    `public.${MIGRATION_TABLE}`,
  ]);
  if (table.rows[0]?.found !== true) return null;
  const last = await client.query<{ name: string }>(
    `SELECT name FROM public.${MIGRATION_TABLE} ORDER BY timestamp DESC, id DESC LIMIT 1`,
  );
  return last.rows[0]?.name ?? null;
}

async function runOwnMigrations(options: MigrateOptions): Promise<string[]> {
  const source = await migrationSource(options).initialize();
  try {
    return (await source.runMigrations()).map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}

/** The list of migrations is for reading: whoever could change it could have one run again. */
async function protectMigrationTable(client: pg.Client): Promise<void> {
  await client.query(`REVOKE ALL ON public.${MIGRATION_TABLE} FROM ${APP_ROLE}`);
  await client.query(`GRANT SELECT ON public.${MIGRATION_TABLE} TO ${APP_ROLE}`);
}

async function prepareQueue(client: pg.Client): Promise<void> {
  await runMigrations(client, QUEUE_SCHEMA);
  await client.query(`
    GRANT USAGE ON SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
    GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO ${APP_ROLE}`);
}
