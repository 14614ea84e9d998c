import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.js';
import { backupDatabase } from '../../src/platform/backup/backup.js';
import { restoreDatabase } from '../../src/platform/backup/restore.js';
import { bootstrapDatabase } from '../../src/platform/database/bootstrap.js';
import { withClient } from '../../src/platform/database/clients.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { migrateDatabase, migrationSource } from '../../src/platform/database/migrate.js';
import { serverUrl, testDatabase, type TestDatabase } from '../support/database.js';
import { endProcesses, project, startNode, temporaryFolder } from '../support/processes.js';

/** Everything of ours that the catalogue knows, in words, so that a difference can be read. */
const shape = (url: string): Promise<string[]> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ line: string }>(`
      SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
          || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS line
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
      UNION ALL SELECT 'table ' || relname || ' ' || relrowsecurity || relforcerowsecurity || coalesce(relacl::text, '')
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
      UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT 'policy ' || tablename || ' ' || policyname || coalesce(qual, '') || coalesce(with_check, '')
        FROM pg_policies WHERE schemaname = 'public'
      UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'function ' || p.oid::regprocedure || md5(prosrc || coalesce(pg_get_function_sqlbody(p.oid), ''))
        FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
      UNION ALL SELECT 'type ' || typname FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
      ORDER BY 1`);
    return rows.map((row) => row.line).filter((line) => !line.includes('schema_migration'));
  });

describe('the migrations', () => {
  const made: TestDatabase[] = [];
  const emptyDatabase = async (): Promise<TestDatabase> => {
    const database = await testDatabase({ from: 'empty' });
    made.push(database);
    return database;
  };
  afterEach(endProcesses);
  afterAll(async () => {
    for (const database of made) await database.drop();
  });

  it('have a file each, in the order of their numbers, and none twice', () => {
    const files = readdirSync(join(project, 'migrations')).filter((name) => /^\d{3}-[a-z0-9-]+\.ts$/.test(name));
    const numbers = files.map((name) => name.slice(0, 3)).toSorted();
    const ran = migrations.map((each) => /1790000000(\d{3})$/.exec(each.name)?.[1]);
    expect(ran).toEqual(numbers);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('go up, down and up again to the same tables, rules and privileges', async () => {
    const { ownerUrl, adminUrl } = await emptyDatabase();
    const bare = await shape(adminUrl);
    await migrateDatabase({ ownerUrl, migrations, queueInPostgres: false });
    const full = await shape(adminUrl);
    expect(full.length).toBeGreaterThan(bare.length + 50);
    const source = await migrationSource({ ownerUrl, migrations }).initialize();
    try {
      for (let left = migrations.length; left > 0; left -= 1) await source.undoLastMigration();
      expect(await shape(adminUrl)).toEqual(bare);
      await source.runMigrations();
    } finally {
      await source.destroy();
    }
    expect(await shape(adminUrl)).toEqual(full);
  });

  it('run once when twenty processes bring the same database up to date at once', async () => {
    // The database does not exist yet, so its creation and its roles are raced for as well.
    const adminUrl = serverUrl(`test_twenty_${process.pid}`);
    const runners = Array.from({ length: 20 }, () =>
      startNode([join(project, 'dist', 'src', 'cli.js'), 'migrate'], { env: { DATABASE_URL: adminUrl } }),
    );
    const codes = await Promise.all(runners.map((each) => each.ended));
    const failed = runners.filter((_, index) => codes[index] !== 0);
    expect(failed.map((each) => each.output())).toEqual([]);
    expect(runners.filter((each) => each.output().includes('Ran Platform'))).toHaveLength(1);
    expect(runners.filter((each) => each.output().includes('Up to date'))).toHaveLength(19);
    await withClient(adminUrl, async (client) => {
      const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM schema_migration');
      expect(rows[0]?.n).toBe(migrations.length);
      expect((await client.query(`SELECT to_regclass('bullmq.job') IS NOT NULL AS queue`)).rows).toEqual([
        { queue: true },
      ]);
    });
  });

  it('leave the queue out of the database where Redis is used', async () => {
    const { ownerUrl, adminUrl } = await emptyDatabase();
    await migrateDatabase({ ownerUrl, migrations, queueInPostgres: false });
    await withClient(adminUrl, async (client) => {
      expect((await client.query(`SELECT FROM pg_namespace WHERE nspname = 'bullmq'`)).rowCount).toBe(0);
    });
  });
});

describe('an administrator who is no superuser', () => {
  it('may start the service, keep it up to date, back it up and restore it', async () => {
    const folder = await temporaryFolder();
    const server = await startEmbeddedPostgres({ folder: join(folder.path, 'data'), durability: 'fast' });
    try {
      const superuser = server.adminUrl.replace(/placeway$/, 'postgres');
      await withClient(superuser, (client) =>
        client.query(`CREATE ROLE council LOGIN CREATEROLE CREATEDB PASSWORD 'made up'`),
      );
      const adminUrl = `postgres://council:made%20up@127.0.0.1:${server.port}/council_placeway`;
      for (let start = 1; start <= 2; start += 1) {
        const { ownerUrl, appUrl } = await bootstrapDatabase({ adminUrl });
        const ran = await migrateDatabase({ ownerUrl, migrations, queueInPostgres: true });
        expect(ran).toHaveLength(start === 1 ? migrations.length : 0);
        await withClient(appUrl, async (client) => {
          expect((await client.query('SELECT FROM schema_migration')).rowCount).toBe(migrations.length);
          await expect(client.query('SET ROLE placeway_owner')).rejects.toThrow('permission denied');
        });
      }
      const file = join(folder.path, 'council.gz');
      const inside = superuser.replace(/postgres$/, 'council_placeway');
      const entry = `INSERT INTO audit_entry (id, at, actor_kind, action, subject_type, subject_id)
        VALUES (gen_random_uuid(), now(), 'service', 'test.kept', 'test', 'x')`;
      await withClient(inside, (client) => client.query(entry));
      // Row security is forced on the owner too: a backup that did not lift it would be empty and look complete.
      expect((await backupDatabase(adminUrl, file)).rows).toBeGreaterThanOrEqual(2);
      await expect(restoreDatabase({ adminUrl, file, existing: 'refuse' })).rejects.toThrow('in use: audit_entry');
      await restoreDatabase({ adminUrl, file, existing: 'replace' });
      await withClient(inside, async (client) => {
        expect((await client.query('SELECT FROM audit_entry')).rowCount).toBe(1);
        const loose = await client.query(
          `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
             AND relrowsecurity AND NOT relforcerowsecurity`,
        );
        expect(loose.rows).toEqual([]);
      });
    } finally {
      await server.stop();
      await folder.remove();
    }
  });
});

describe('database roles that an administrator made too strong', () => {
  it('stop the start-up: row security would protect nothing', async () => {
    const folder = await temporaryFolder();
    const server = await startEmbeddedPostgres({ folder: join(folder.path, 'data'), durability: 'fast' });
    try {
      await bootstrapDatabase({ adminUrl: server.adminUrl });
      const alter = (sql: string) => withClient(server.adminUrl, (client) => client.query(sql));
      await alter('ALTER ROLE placeway_app BYPASSRLS');
      await expect(bootstrapDatabase({ adminUrl: server.adminUrl })).rejects.toThrow('placeway_app must be');
      await alter('ALTER ROLE placeway_app NOBYPASSRLS');
      await alter('GRANT placeway_owner TO placeway_app');
      await expect(bootstrapDatabase({ adminUrl: server.adminUrl })).rejects.toThrow('must not be a member');
      await alter('REVOKE placeway_owner FROM placeway_app');
      await bootstrapDatabase({ adminUrl: server.adminUrl });
    } finally {
      await server.stop();
      await folder.remove();
    }
  });
});
