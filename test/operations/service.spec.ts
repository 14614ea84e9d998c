import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
import { withClient } from '../../src/platform/database/clients.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import {
  aFreePort,
  databasePid,
  endProcesses,
  killAndWait,
  project,
  type RunningProcess,
  startNode,
  takePort,
  temporaryFolder,
} from '../support/processes.js';

// Each test starts the service once or twice; a busy machine may take long over that.
jest.setTimeout(180_000);

const MAIN = join(project, 'dist', 'src', 'main.js');
const START = join(project, 'src', 'platform', 'launcher', 'start.mjs');
const READY = /Placeway is ready at (http:\/\/127\.0\.0\.1:\d+)/;

describe('the service on its embedded database', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let dataDir: string;
  let port: number;

  beforeEach(async () => {
    folder = await temporaryFolder();
    dataDir = join(folder.path, 'data');
    port = await aFreePort();
  });
  afterEach(async () => {
    await endProcesses();
    const server = await databasePid(dataDir);
    if (server !== null) await killAndWait(server);
    await folder.remove();
  });

  const start = (env: Record<string, string> = {}, script = MAIN, args: string[] = []): RunningProcess =>
    startNode([script, ...args], { env: { DATA_DIR: dataDir, PORT: String(port), DEMONSTRATION: 'off', ...env } });

  /** Looks into the running database as its superuser. */
  const query = async (sql: string): Promise<unknown[]> => {
    const server = await startEmbeddedPostgres({ folder: dataDir, whenInUse: 'join' });
    expect(server.origin).toBe('joined');
    return withClient(server.adminUrl, async (client) => (await client.query(sql)).rows);
  };

  it('starts, answers, stops on SIGTERM with its database, and finds its data again', async () => {
    const first = start();
    const [, url] = await first.until(READY);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    await query(`CREATE TABLE kept AS SELECT 42 AS answer`);
    expect(await first.stop('SIGTERM')).toBe(0);
    expect(first.output()).toMatch(/Stopping \(SIGTERM\)[\s\S]*Stopped/);
    expect(first.output()).not.toMatch(/WARNING|"level":"error"/);
    expect(await databasePid(dataDir)).toBeNull();

    const second = start();
    await second.until(READY);
    expect(second.output()).toContain('Database is up to date');
    expect(await query('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await second.stop('SIGINT')).toBe(0);
    expect(await databasePid(dataDir)).toBeNull();
  });

  it('adopts the database that a killed process left running', async () => {
    const first = start();
    await first.until(READY);
    await first.stop('SIGKILL');
    const survivor = await databasePid(dataDir);
    expect(survivor).not.toBeNull();

    const second = start();
    await second.until(READY);
    expect(second.output()).toContain('PostgreSQL was still running');
    expect(await databasePid(dataDir)).toBe(survivor);
    expect(await second.stop()).toBe(0);
    expect(await databasePid(dataDir)).toBeNull();
  });

  it('starts again by itself after kill -9 of everything', async () => {
    const first = start();
    await first.until(READY);
    await query(`CREATE TABLE kept AS SELECT 42 AS answer`);
    const server = await databasePid(dataDir);
    await first.stop('SIGKILL');
    await killAndWait(server ?? 0);

    const second = start();
    await second.until(READY);
    expect(await query('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await second.stop()).toBe(0);
  });

  it('starts again after being killed in the middle of its first start', async () => {
    const first = startNode([MAIN], { env: { DATA_DIR: dataDir, PORT: String(port), DEMONSTRATION: 'off' } });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await first.stop('SIGKILL');
    const second = start();
    await second.until(READY);
    expect(await second.stop()).toBe(0);
  });

  it('stops without a complaint while it is still starting', async () => {
    const first = start({ DEMONSTRATION: 'on' });
    await first.until(/Loading the register of schools/);
    expect(await first.stop('SIGTERM')).toBe(0);
    expect(first.output()).toContain('Stopped');
    expect(first.output()).not.toMatch(/"level":"error"|did not start|While stopping/);
    expect(await databasePid(dataDir)).toBeNull();
  });

  it('refuses a data folder that another process uses, and names that process', async () => {
    const first = start();
    await first.until(READY);
    const second = start({ PORT: String(await aFreePort()) });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(
      `The data folder ${dataDir} is in use by another Placeway (process ${first.pid})`,
    );
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
    expect(await first.stop()).toBe(0);
  });

  it('refuses a port that was asked for and is taken, by name, and leaves nothing running', async () => {
    const taken = await takePort();
    const refused = start({ PORT: String(taken.port) });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain(`PORT: ${taken.port} is in use`);
    expect(await databasePid(dataDir)).toBeNull();
    await taken.release();
  });

  it('steps over the default port when it is taken, and says so', async () => {
    // If somebody else has it already, it is taken just the same.
    const taken = await takePort(3000).catch(() => null);
    const running = start({ PORT: '' });
    const [, url] = await running.until(READY);
    expect(running.output()).toContain('Port 3000 is in use; trying 3001');
    expect(url).not.toBe('http://127.0.0.1:3000');
    expect(await running.stop()).toBe(0);
    await taken?.release();
  });

  it('stops at a bad value and names its variable', async () => {
    const refused = start({ PORT: 'eighty', LOG_LEVEL: 'loud' });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(/PORT: must be a whole number/);
    expect(refused.output()).toMatch(/LOG_LEVEL: must be one of/);
  });

  it('starts afresh with --reset, but never under a running service', async () => {
    const first = start({}, START);
    await first.until(READY);
    await query(`CREATE TABLE kept AS SELECT 42 AS answer`);
    const tooEarly = start({ PORT: String(await aFreePort()) }, START, ['--reset']);
    expect(await tooEarly.ended).toBe(1);
    expect(tooEarly.output()).toContain(`in use by another Placeway (process ${first.pid})`);
    expect(await query('SELECT answer FROM kept')).toHaveLength(1);
    expect(await first.stop()).toBe(0);

    const fresh = start({}, START, ['--reset']);
    await fresh.until(READY);
    expect(fresh.output()).toContain(`Deleted the data in ${dataDir}`);
    expect(await query(`SELECT to_regclass('kept') AS kept`)).toEqual([{ kept: null }]);
    expect(await fresh.stop()).toBe(0);
  });

  it('refuses to reset a folder that it did not make, and unknown options', async () => {
    const foreign = start({ DATA_DIR: project }, START, ['--reset']);
    expect(await foreign.ended).toBe(1);
    expect(foreign.output()).toContain('was not made by Placeway, so nothing in it was deleted');
    const unknown = start({}, START, ['--rest']);
    expect(await unknown.ended).toBe(1);
    expect(unknown.output()).toContain('Unknown option --rest');
  });
});
