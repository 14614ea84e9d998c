import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withClient } from '../../src/platform/database/clients.js';
import { lockDataFolder } from '../../src/platform/database/data-folder.js';
import {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  resetEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.js';
import { databasePid, killAndWait, temporaryFolder } from '../support/processes.js';

describe('the embedded PostgreSQL', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let data: string;
  const servers: EmbeddedPostgres[] = [];

  beforeEach(async () => {
    folder = await temporaryFolder();
    data = join(folder.path, 'data');
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    await folder.remove();
  });

  const start = async (options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> => {
    const server = await startEmbeddedPostgres({ folder: data, durability: 'fast', ...options });
    servers.push(server);
    return server;
  };
  const ask = (server: EmbeddedPostgres, sql: string) =>
    withClient(server.adminUrl.replace(/placeway$/, 'postgres'), async (client) => (await client.query(sql)).rows);

  it('is a UTF-8 PostgreSQL 18 that listens on this computer only, whatever the environment says', async () => {
    const server = await start();
    expect(
      await ask(
        server,
        `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('server_encoding') AS encoding,
           current_setting('listen_addresses') AS listens, current_setting('max_connections')::int AS connections,
           current_setting('TimeZone') AS zone, current_setting('log_error_verbosity') AS verbosity`,
      ),
    ).toEqual([
      { version: 18, encoding: 'UTF8', listens: '127.0.0.1', connections: 300, zone: 'UTC', verbosity: 'terse' },
    ]);
  });

  it('lets one process at a time own a data folder, however many try at once', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => start()));
    expect(attempts.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(String(attempt.reason)).toContain(`process ${process.pid}`);
    }
  });

  it('takes over a lock whose owner is dead, even when its number belongs to another process now', async () => {
    await mkdir(data, { recursive: true });
    const lock = join(data, 'placeway.lock');
    // This process lives, but it did not start when the lock's owner did.
    await writeFile(lock, JSON.stringify({ pid: process.pid, identity: 'another boot/1', token: 'x' }));
    await (
      await lockDataFolder(data)
    )();
    await writeFile(lock, JSON.stringify({ pid: 999_999_999, identity: 'gone/1', token: 'x' }));
    await (
      await lockDataFolder(data)
    )();
    expect(await readdir(data)).toEqual([]);
  });

  it('recovers when the server alone was killed', async () => {
    const first = await start({ durability: 'safe' });
    await ask(first, 'CREATE TABLE kept AS SELECT 1');
    await killAndWait(first.pid);
    await first.stop();
    const second = await start();
    expect(second.origin).toBe('started');
    expect(await ask(second, 'SELECT * FROM kept')).toHaveLength(1);
  });

  it('is not held up by a process file whose number another program was given', async () => {
    const first = await start();
    await first.stop();
    await writeFile(
      join(data, 'pg18', 'postmaster.pid'),
      `${process.pid}\n${data}/pg18\n1\n5432\n\n127.0.0.1\n0\nready\n`,
    );
    const second = await start();
    expect(second.origin).toBe('started');
    expect(second.pid).not.toBe(process.pid);
  });

  it('never takes half a cluster for a whole one', async () => {
    await mkdir(join(data, 'pg18.new-1'), { recursive: true });
    await writeFile(join(data, 'pg18.new-1', 'PG_VERSION'), '18\n');
    await writeFile(join(data, 'placeway-data.json'), JSON.stringify({ madeBy: 'Placeway', database: data }));
    await start();
    expect((await readdir(data)).filter((name) => name.startsWith('pg18'))).toEqual(['pg18']);
  });

  it('refuses a folder with files of somebody else, and touches none of them', async () => {
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'thesis.txt'), 'mine');
    await expect(start()).rejects.toThrow('holds files that Placeway did not make');
    await expect(resetEmbeddedPostgres(data)).rejects.toThrow('was not made by Placeway');
    expect(await readdir(data)).toEqual(['thesis.txt']);
    expect(await readFile(join(data, 'thesis.txt'), 'utf8')).toBe('mine');
  });

  it('works below a folder that is closed to others, and a reset finds all of it', async () => {
    const closed = join(folder.path, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o700);
    data = join(closed, 'data');
    const server = await start();
    expect(await ask(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const { database } = JSON.parse(await readFile(join(data, 'placeway-data.json'), 'utf8')) as { database: string };
    // Root's server runs as another account, which cannot enter: its files go to a folder named after this one.
    if (process.getuid?.() === 0) expect(database).toMatch(/^\/var\/lib\/placeway\/[0-9a-f]{16}$/);
    else expect(database).toBe(data);
    await server.stop();
    await resetEmbeddedPostgres(data);
    await expect(readdir(database)).rejects.toThrow('ENOENT');
  });

  it('keeps what is not ours when it resets', async () => {
    await (await start()).stop();
    await writeFile(join(data, 'notes.txt'), 'mine');
    await resetEmbeddedPostgres(data);
    expect(await readdir(data)).toEqual(['notes.txt']);
    await rm(data, { recursive: true });
  });

  it('stops a server that nobody owns any more before it deletes its files', async () => {
    const server = await start();
    // As after kill -9 of the owner: the lock is dead, the server lives.
    await writeFile(join(data, 'placeway.lock'), JSON.stringify({ pid: 999_999_999, identity: 'gone/1', token: 'x' }));
    await resetEmbeddedPostgres(data);
    expect(await databasePid(data)).toBeNull();
    await expect(withClient(server.adminUrl, async () => undefined)).rejects.toThrow('ECONNREFUSED');
  });
});
