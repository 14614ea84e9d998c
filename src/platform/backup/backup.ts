import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { withClient } from '../database/clients.js';
import { quoted } from '../database/tables.js';
import { columnList, copiedTables, migrationNames, sequences, type TableShape } from './catalogue.js';
import {
  BackupError,
  type BackupHeader,
  type BackupTrailer,
  END_OF_TABLE,
  MAGIC,
  seal,
  type TableSum,
} from './format.js';
import { beginReadingEverything } from './row-access.js';

export interface BackupReport {
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes every row of every table, as of one moment, to a file that did not exist before. The file appears whole or
 * not at all. Throws BackupError.
 */
export async function backupDatabase(adminUrl: string, file: string): Promise<BackupReport> {
  if (existsSync(file)) throw new BackupError(`${file} exists already; name a new file`);
  const draft = `${file}.part-${process.pid}`;
  try {
    const sums = await withClient(adminUrl, (client) => writeDraft(client, draft));
    await flush(draft);
    await rename(draft, file);
    return {
      tables: sums.length,
      rows: sums.reduce((total, table) => total + table.rows, 0),
      bytes: (await stat(file)).size,
    };
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(client: pg.Client, draft: string): Promise<TableSum[]> {
  await beginReadingEverything(client);
  const migrations = await migrationNames(client);
  if (migrations.length === 0) throw new BackupError('The database holds no Placeway yet; there is nothing to back up');
  const header: BackupHeader = {
    madeAt: new Date().toISOString(),
    migrations,
    tables: await copiedTables(client),
  };
  const sums: TableSum[] = [];
  const target = createWriteStream(draft, { flags: 'wx', mode: 0o600 });
  await once(target, 'open');
  await pipeline(() => content(client, header, sums), createGzip(), sealed, target);
  await client.query('ROLLBACK');
  return sums;
}

async function* content(client: pg.Client, header: BackupHeader, sums: TableSum[]): AsyncGenerator<Buffer> {
  yield Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`);
  for (const table of header.tables) {
    yield* tableRows(client, table, sums);
    yield Buffer.from(END_OF_TABLE);
  }
  // Sequences stand outside every snapshot. Read last, they are at least as far on as the rows that used them.
  const trailer: BackupTrailer = { sequences: await sequences(client), tables: sums };
  yield Buffer.from(`${JSON.stringify(trailer)}\n`);
}

/** Passes the packed bytes on, and their seal after them. */
async function* sealed(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of packed) {
    hash.update(chunk);
    yield chunk;
  }
  yield seal(hash.digest('hex'));
}

async function* tableRows(client: pg.Client, table: TableShape, sums: TableSum[]): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let rows = 0;
  const source = client.query(copyTo(`COPY ${quoted(table.name)} (${columnList(table)}) TO STDOUT`));
  for await (const chunk of source as AsyncIterable<Buffer>) {
    hash.update(chunk);
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
    yield chunk;
  }
  sums.push({ rows, sha256: hash.digest('hex') });
}

/** Makes sure that the bytes have reached the disk before the file gets its name. */
async function flush(draft: string): Promise<void> {
  const file = await open(draft, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
