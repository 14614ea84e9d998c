import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { bootstrapDatabase, databaseAddresses } from '../../src/platform/database/bootstrap.js';

export interface TestDatabase {
  /** Logs in as placeway_app, as the service does: row security applies. */
  readonly url: string;
  /** Logs in as the superuser, whom row security does not bind: for arranging and for looking. */
  readonly adminUrl: string;
  /** Logs in as the superuser and acts as placeway_owner, as migrations do. */
  readonly ownerUrl: string;
  /** Throws the database away; the whole server goes at the end of the run in any case. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** `template` is a migrated copy (default), `empty` has the roles' privileges but no table. */
  readonly from?: 'template' | 'empty';
}

/** A variable that Jest's globalSetup fills in. */
function fromSetup(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests through test/jest.config.mjs`);
  return value;
}

/** The superuser's address of the shared test server, naming a database on it. */
export function serverUrl(database = 'postgres'): string {
  const url = new URL(fromSetup('PLACEWAY_TEST_ADMIN_URL'));
  url.pathname = `/${database}`;
  return url.toString();
}

/** The shared Redis. Suites must use a queue prefix or database number of their own. */
export function redisUrl(): string {
  return fromSetup('PLACEWAY_TEST_REDIS_URL');
}

/** A database of its own for one suite, copied from the migrated template in about 50 ms. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  const adminUrl = serverUrl(name);
  if (options.from === 'empty') {
    await bootstrapDatabase({ adminUrl });
  } else {
    await copyTemplate(name);
  }
  const { ownerUrl, appUrl } = databaseAddresses({ adminUrl });
  return { url: appUrl, adminUrl, ownerUrl, drop: () => dropDatabase(name) };
}

async function copyTemplate(name: string): Promise<void> {
  const template = fromSetup('PLACEWAY_TEST_TEMPLATE');
  await onServer(async (client) => {
    // Copying locks the template for a moment; two suites that start together take turns.
    await client.query('SELECT pg_advisory_lock(727003)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER placeway_owner STRATEGY FILE_COPY`);
  });
}

async function dropDatabase(name: string): Promise<void> {
  await onServer(async (client) => {
    // Pools close asynchronously: wait for them rather than cutting them off, which would raise errors elsewhere.
    for (let tries = 0; tries < 100; tries += 1) {
      const { rows } = await client.query<{ busy: number }>(
        'SELECT count(*)::int AS busy FROM pg_stat_activity WHERE datname = $1',
        [name],
      );
      if (rows[0]?.busy === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

async function onServer(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
