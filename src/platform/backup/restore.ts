import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { type CopyStreamQuery, from as copyFrom } from 'pg-copy-streams';
import { OWNER_ROLE } from '../database/bootstrap.js';
import { withClient } from '../database/clients.js';
import { seededRows } from '../database/seeded-rows.js';
import { allTables, countRows, quoted } from '../database/tables.js';
import { columnList, copiedTables, migrationNames, type TableShape } from './catalogue.js';
import { BackupError, type BackupContent, type BackupHeader, readBackup } from './format.js';
import { relaxConstraints } from './relax-constraints.js';

export interface RestoreOptions {
  readonly adminUrl: string;
  readonly file: string;
  /** What to do with a database that people have worked in. */
  readonly existing: 'refuse' | 'replace';
}

/**
 * Puts a backup back, all of it or nothing. The whole file is checked before the database is touched.
 *
 * It acts as placeway_owner, which needs no superuser: inside one transaction forced row security is lifted, our own
 * triggers are off (the rows already carry what they would add) and foreign keys wait until the end, where every one
 * of them is checked. Throws BackupError.
 */
export async function restoreDatabase({ adminUrl, file, existing }: RestoreOptions): Promise<BackupContent> {
  const content = await readBackup(file);
  return withClient(adminUrl, async (client) => {
    await client.query(`SET ROLE ${OWNER_ROLE}`);
    await client.query('SET row_security = off');
    await checkVersion(client, content.header);
    await client.query('BEGIN');
    await lockTables(client);
    const tighten = await relaxConstraints(client);
    if (existing === 'refuse') await checkUnused(client);
    await client.query(`TRUNCATE ${(await allTables(client)).map(quoted).join(', ')}`);
    const loaded = await load(client, file);
    if (loaded.sha256 !== content.sha256) throw new BackupError(`${file} changed while it was read`);
    await tighten();
    for (const { name, value, called } of content.trailer.sequences) {
      await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [quoted(name), value, called]);
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return content;
  });
}

async function checkVersion(client: pg.Client, header: BackupHeader): Promise<void> {
  const here = await migrationNames(client);
  if (here.join() === header.migrations.join()) {
    const columns = JSON.stringify(await copiedTables(client));
    if (columns === JSON.stringify(header.tables)) return;
  }
  throw new BackupError(
    `The backup was made by another version: its last migration is ${header.migrations.at(-1)}, ` +
      `this database's is ${here.at(-1) ?? 'none'}. Restore it with the version that made it, then upgrade.`,
  );
}

/** Waits a little for requests under way; a service that keeps the tables busy has to be stopped first. */
async function lockTables(client: pg.Client): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = '15s'`);
  const names = (await allTables(client)).map(quoted).join(', ');
  await client.query(`LOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE`).catch((error: unknown) => {
    if ((error as pg.DatabaseError).code !== '55P03') throw error;
    throw new BackupError('The database is busy; stop the service and try again', { cause: error });
  });
}

async function checkUnused(client: pg.Client): Promise<void> {
  const seeds = await seededRows(client);
  const counts = await countRows(client, await allTables(client));
  const used = Object.entries(counts).filter(([table, rows]) => rows !== (seeds[table] ?? 0));
  if (used.length === 0) return;
  const named = used.slice(0, 3).map(([table, rows]) => `${table} (${rows} rows)`);
  throw new BackupError(
    `The database is in use: ${named.join(', ')}${used.length > 3 ? ' and others' : ''}. ` +
      'Add --replace to delete everything in it first.',
  );
}

function load(client: pg.Client, file: string): Promise<BackupContent> {
  let stream: CopyStreamQuery | undefined;
  return readBackup(file, {
    tableStarts: async (table: TableShape) => {
      stream = client.query(copyFrom(`COPY ${quoted(table.name)} (${columnList(table)}) FROM STDIN`));
    },
    rows: async (chunk) => {
      // A Buffer of the reader is only lent: the stream may keep it until the server has taken it.
      if (stream?.write(Buffer.from(chunk)) === false) await once(stream, 'drain');
    },
    tableEnds: async () => {
      stream?.end();
      if (stream !== undefined) await finished(stream);
    },
  });
}
