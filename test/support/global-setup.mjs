/**
 * Runs once before all suites, on the build: one PostgreSQL, one migrated template database, one Redis.
 * What it started is written to process.env, which Jest hands to every worker.
 */
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBuilt } from './built.mjs';
import stopServers from './global-teardown.mjs';
import { startRedis } from './redis-process.mjs';

export const TEMPLATE = 'placeway_template';

export default async function globalSetup() {
  try {
    await startServers();
  } catch (error) {
    await stopServers(); // Jest runs no teardown after a set-up that failed
    throw error;
  }
}

async function startServers() {
  const folder = await mkdtemp(join(tmpdir(), 'placeway-test-'));
  await chmod(folder, 0o755); // mkdtemp makes it 0700, which the server's own account could not pass through
  const started = { folder, stop: [] };
  globalThis.placewayTestServers = started;
  // The servers are processes of their own: a run that is broken off must take them with it.
  let stopping;
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
    process.on(signal, () => (stopping ??= stopServers().finally(() => process.exit(code))));
  }
  const { startEmbeddedPostgres } = await importBuilt('src/platform/database/embedded-postgres.js');
  const { bootstrapDatabase } = await importBuilt('src/platform/database/bootstrap.js');
  const { migrateDatabase } = await importBuilt('src/platform/database/migrate.js');
  const { migrations } = await importBuilt('migrations/index.js');

  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'data'), durability: 'fast' });
  started.stop.push(() => postgres.stop());
  const redis = await startRedis(join(folder, 'redis'));
  started.stop.push(() => redis.stop());

  const adminUrl = new URL(postgres.adminUrl);
  adminUrl.pathname = `/${TEMPLATE}`;
  const { ownerUrl } = await bootstrapDatabase({ adminUrl: adminUrl.toString() });
  await migrateDatabase({ ownerUrl, migrations, queueInPostgres: true });

  process.env.PLACEWAY_TEST_ADMIN_URL = postgres.adminUrl;
  process.env.PLACEWAY_TEST_TEMPLATE = TEMPLATE;
  process.env.PLACEWAY_TEST_REDIS_URL = redis.url;
}
