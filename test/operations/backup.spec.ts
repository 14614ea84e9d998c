import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { copyFile, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { backupDatabase } from '../../src/platform/backup/backup.js';
import { seal } from '../../src/platform/backup/format.js';
import { restoreDatabase } from '../../src/platform/backup/restore.js';
import { withClient } from '../../src/platform/database/clients.js';
import { allTables } from '../../src/platform/database/tables.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { temporaryFolder } from '../support/processes.js';

/** Beside the real schema: everything a table may have that could be lost on the way. */
const HARD_TABLES = `
  CREATE TABLE hard_parent (
    id int GENERATED ALWAYS AS IDENTITY, name text, favourite int, bytes bytea, at timestamptz, facts jsonb, sizes int[],
    shout text GENERATED ALWAYS AS (upper(name)) STORED,
    CONSTRAINT hard_parent_pk PRIMARY KEY (id));
  CREATE TABLE hard_child (
    id int NOT NULL, parent_id int NOT NULL, code serial,
    CONSTRAINT hard_child_pk PRIMARY KEY (id),
    CONSTRAINT hard_child_parent FOREIGN KEY (parent_id) REFERENCES hard_parent (id));
  ALTER TABLE hard_parent ADD CONSTRAINT hard_parent_favourite FOREIGN KEY (favourite) REFERENCES hard_child (id);
  ALTER TABLE hard_parent ENABLE ROW LEVEL SECURITY;
  ALTER TABLE hard_parent FORCE ROW LEVEL SECURITY;
  CREATE POLICY nobody ON hard_parent USING (false);
  CREATE FUNCTION hard_stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append only'; END $$;
  CREATE TRIGGER hard_stop BEFORE INSERT OR UPDATE OR DELETE ON hard_child FOR EACH ROW EXECUTE FUNCTION hard_stop();`;

const HARD_ROWS = `
  ALTER TABLE hard_child DISABLE TRIGGER hard_stop;
  INSERT INTO hard_parent (name, bytes, at, facts, sizes)
    SELECT n, '\\x00ff0a5c2e'::bytea, '2026-11-02 09:00:00.123456+00', jsonb_build_object('n', n), ARRAY[1, NULL, 3]
    FROM unnest(ARRAY[E'tab\\there', E'two\\nlines', E'\\\\.', E'\\\\N', '', NULL, 'Łukasz O''Neill', 'Siân', repeat('x', 200000)]) AS n;
  INSERT INTO hard_child (id, parent_id) SELECT i, 1 + i % 9 FROM generate_series(1, 5000) AS i;
  ALTER TABLE hard_child ENABLE TRIGGER hard_stop;
  UPDATE hard_parent SET favourite = 7 WHERE id = 1;
  INSERT INTO audit_entry (id, at, actor_kind, action, subject_type, subject_id)
    SELECT gen_random_uuid(), now(), 'service', 'test.backed-up', 'test', i::text FROM generate_series(1, 50) AS i;`;

describe('a backup', () => {
  let source: TestDatabase;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const made: TestDatabase[] = [];
  const path = (name: string) => join(folder.path, name);

  const hardDatabase = async (): Promise<TestDatabase> => {
    const database = await testDatabase();
    made.push(database);
    await withClient(database.ownerUrl, (client) => client.query(HARD_TABLES));
    return database;
  };
  /** Every row of every table as text, in an order of its own. */
  const everything = (database: TestDatabase): Promise<Record<string, string[]>> =>
    withClient(database.adminUrl, async (client) => {
      const found: Record<string, string[]> = {};
      for (const name of (await allTables(client)).filter((each) => each !== 'http_session')) {
        const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t ORDER BY 1`);
        found[name] = rows.map((each) => each.row);
      }
      return found;
    });
  const states = (database: TestDatabase): Promise<unknown[]> =>
    withClient(database.adminUrl, async (client) => {
      const { rows } = await client.query(
        `SELECT 'rls ' || relname AS thing, relforcerowsecurity::text || relrowsecurity::text AS state
           FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
         UNION ALL SELECT 'trigger ' || tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
         UNION ALL SELECT 'key ' || conname, condeferrable::text || condeferred::text FROM pg_constraint ORDER BY 1`,
      );
      return rows;
    });

  beforeAll(async () => {
    folder = await temporaryFolder();
    source = await hardDatabase();
    await withClient(source.adminUrl, (client) => client.query(HARD_ROWS));
    await backupDatabase(source.adminUrl, path('good.gz'));
  });
  afterAll(async () => {
    for (const database of made) await database.drop();
    await folder.remove();
  });

  it('brings every row back into a freshly migrated database, with its safeguards as they were', async () => {
    const target = await hardDatabase();
    const before = await states(target);
    await restoreDatabase({ adminUrl: target.adminUrl, file: path('good.gz'), existing: 'refuse' });
    const copy = await everything(target);
    expect(copy).toEqual(await everything(source));
    expect(copy['hard_child']).toHaveLength(5000);
    expect(await states(target)).toEqual(before);
    // Numbering goes on where it stopped, and the triggers are back on duty.
    await withClient(target.adminUrl, async (client) => {
      const next = await client.query(`INSERT INTO hard_parent (name) VALUES ('next') RETURNING id, shout`);
      expect(next.rows).toEqual([{ id: 10, shout: 'NEXT' }]);
      expect((await client.query(`SELECT nextval('hard_child_code_seq')::int AS n`)).rows).toEqual([{ n: 5001 }]);
      await expect(client.query('DELETE FROM hard_child')).rejects.toThrow('append only');
    });
  });

  it('is read by its owner only and never overwrites a file', async () => {
    expect((await stat(path('good.gz'))).mode & 0o777).toBe(0o600);
    await writeFile(path('mine.gz'), 'mine');
    await expect(backupDatabase(source.adminUrl, path('mine.gz'))).rejects.toThrow('exists already');
    expect(await readFile(path('mine.gz'), 'utf8')).toBe('mine');
  });

  it('leaves no half file behind when it fails', async () => {
    await expect(backupDatabase(source.adminUrl, path('no/such/folder.gz'))).rejects.toThrow('ENOENT');
    const empty = await testDatabase({ from: 'empty' });
    made.push(empty);
    await expect(backupDatabase(empty.adminUrl, path('nothing.gz'))).rejects.toThrow('nothing to back up');
    expect((await readdir(folder.path)).filter((name) => name.includes('part') || name === 'nothing.gz')).toEqual([]);
  });

  it('is of one moment, whatever is written meanwhile', async () => {
    const busy = await hardDatabase();
    await withClient(busy.adminUrl, (client) => client.query(HARD_ROWS));
    let writing = true;
    const writer = withClient(busy.adminUrl, async (client) => {
      await client.query('ALTER TABLE hard_child DISABLE TRIGGER hard_stop');
      for (let n = 10_000; writing && n < 20_000; n += 1) {
        // A parent and its child always come together, so a copy of one moment has as many of the one as of the other.
        await client.query(
          `WITH p AS (INSERT INTO hard_parent (name) VALUES ('pair') RETURNING id)
           INSERT INTO hard_child (id, parent_id) SELECT ${n}, id FROM p`,
        );
      }
    });
    await backupDatabase(busy.adminUrl, path('busy.gz'));
    writing = false;
    await writer;
    const target = await hardDatabase();
    await restoreDatabase({ adminUrl: target.adminUrl, file: path('busy.gz'), existing: 'refuse' });
    const { hard_parent: parents = [], hard_child: children = [] } = await everything(target);
    expect(parents.length - 9).toBe(children.length - 5000);
  });
});

describe('a restore', () => {
  let source: TestDatabase;
  let target: TestDatabase;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let good: string;
  let bad: string;
  const entry = `INSERT INTO audit_entry (id, at, actor_kind, action, subject_type, subject_id)
    VALUES (gen_random_uuid(), now(), 'service', 'test.kept', 'test', 'x')`;
  const entries = (database: TestDatabase) =>
    withClient(database.adminUrl, async (client) => {
      const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM audit_entry');
      return rows[0]?.n;
    });
  const restore = (file: string, existing: 'refuse' | 'replace' = 'refuse') =>
    restoreDatabase({ adminUrl: target.adminUrl, file, existing });

  beforeAll(async () => {
    folder = await temporaryFolder();
    good = join(folder.path, 'good.gz');
    bad = join(folder.path, 'bad.gz');
    source = await testDatabase();
    await withClient(source.adminUrl, async (client) => {
      for (let n = 0; n < 3; n += 1) await client.query(entry);
    });
    await backupDatabase(source.adminUrl, good);
  });
  beforeEach(async () => {
    target = await testDatabase();
  });
  afterEach(() => target.drop());
  afterAll(async () => {
    await source.drop();
    await folder.remove();
  });

  it('refuses a file in which any one byte was altered, and changes nothing', async () => {
    const bytes = await readFile(good);
    // Every byte of the first and the last two hundred, and one in 37 between: headers, rows, sums, seal.
    const places = [...bytes.keys()].filter((n) => n < 200 || n >= bytes.length - 200 || n % 37 === 0);
    for (const place of places) {
      const altered = Buffer.from(bytes);
      altered[place] = (altered[place] ?? 0) ^ 0x10;
      await writeFile(bad, altered);
      await expect(restore(bad)).rejects.toThrow(/damaged|not a Placeway backup/);
    }
    expect(await entries(target)).toBe(0);
  });

  it('refuses a file that was cut short, lengthened, or packed again with other content', async () => {
    const bytes = await readFile(good);
    await writeFile(bad, bytes.subarray(0, bytes.length - 20));
    await expect(restore(bad)).rejects.toThrow('damaged');
    await writeFile(bad, Buffer.concat([bytes, Buffer.from('more')]));
    await expect(restore(bad)).rejects.toThrow('damaged');
    await writeFile(bad, gzipSync(gunzipSync(bytes)));
    await expect(restore(bad)).rejects.toThrow('damaged');
    // Even sealed again, as somebody might who edits a backup, a row that does not fit its table's sum is refused.
    const forged = gzipSync(gunzipSync(bytes).toString('utf8').replace('test.kept', 'test.lost'));
    await writeFile(bad, Buffer.concat([forged, seal(createHash('sha256').update(forged).digest('hex'))]));
    await expect(restore(bad)).rejects.toThrow('damaged: table audit_entry');
    await writeFile(bad, '');
    await expect(restore(bad)).rejects.toThrow('not a Placeway backup');
    await expect(restore(join(folder.path, 'missing.gz'))).rejects.toThrow('cannot be read');
  });

  it('refuses a database in use, names the tables, and replaces it only when told to', async () => {
    await withClient(target.adminUrl, (client) => client.query(entry));
    await expect(restore(good)).rejects.toThrow(/in use: audit_entry \(1 rows\).*--replace/);
    expect(await entries(target)).toBe(1);
    await restore(good, 'replace');
    expect(await entries(target)).toBe(3);
  });

  it('refuses a backup of another version', async () => {
    await withClient(target.adminUrl, (client) =>
      client.query(`INSERT INTO schema_migration (timestamp, name) VALUES (1999999999999, 'Later1999999999999')`),
    );
    await expect(restore(good)).rejects.toThrow(/made by another version.*Later1999999999999/);
  });

  it('is all or nothing: a row that breaks a foreign key undoes everything', async () => {
    const broken = await testDatabase();
    await withClient(broken.adminUrl, async (client) => {
      await client.query(entry);
      // Only a superuser can sneak such a row in; a backup may still carry it.
      await client.query(`SET session_replication_role = replica`);
      await client.query(`INSERT INTO stored_file_chunk (file_id, n, bytes) VALUES (gen_random_uuid(), 1, 'x')`);
    });
    const file = join(folder.path, 'broken.gz');
    await backupDatabase(broken.adminUrl, file);
    await broken.drop();
    await expect(restore(file)).rejects.toThrow('stored_file_chunk_file');
    expect(await entries(target)).toBe(0);
    await copyFile(good, bad);
    await restore(bad);
    expect(await entries(target)).toBe(3);
  });
});
