import type { DataSourceOptions, EntitySchema } from 'typeorm';
import { SnakeNamingStrategy } from './naming.js';
import { columnTypes } from './column-types.js';

/** The table TypeORM keeps its list of migrations in; plain `migration` belongs to BullMQ. */
export const MIGRATION_TABLE = 'schema_migration';

// eslint-disable-next-line typescript/no-unsafe-function-type -- TypeORM's own type for an entity class
export type EntityTarget = Function | EntitySchema;

export interface PoolOptions {
  readonly url: string;
  readonly entities?: readonly EntityTarget[];
  readonly poolSize?: number;
  readonly applicationName?: string;
}

/** Options for the ordinary pool, which logs in as placeway_app. */
export function dataSourceOptions({ url, entities = [], poolSize = 10, applicationName = 'placeway' }: PoolOptions) {
  return {
    type: 'postgres',
    url,
    entities: [...entities],
    namingStrategy: new SnakeNamingStrategy(),
    uuidExtension: 'pgcrypto', // gen_random_uuid() is built in; nothing is installed
    installExtensions: false,
    poolSize,
    applicationName,
    connectTimeoutMS: 10_000,
    extra: {
      types: columnTypes,
      idleTimeoutMillis: 60_000,
      // A query that a page waits for longer than this has lost its reader; a lock held for it blocks others.
      options: [
        'search_path=public,bullmq',
        'statement_timeout=60000',
        'lock_timeout=20000',
        'idle_in_transaction_session_timeout=120000',
        'timezone=UTC',
      ]
        .map((setting) => `-c ${setting}`)
        .join(' '),
    },
  } satisfies DataSourceOptions;
}
