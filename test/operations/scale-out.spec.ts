import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { join } from 'node:path';
import { withClient } from '../../src/platform/database/clients.js';
import { redisUrl, testDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import {
  aFreePort,
  endProcesses,
  project,
  type RunningProcess,
  startNode,
  temporaryFolder,
} from '../support/processes.js';

const script = (name: string) => join(project, 'dist', 'src', name);

interface RedisProcess {
  readonly url: string;
  readonly port: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}
interface RedisOptions {
  readonly persist?: boolean;
  readonly port?: number;
}
const { startRedis } = (await import(`${project}/test/support/redis-process.mjs`)) as {
  readonly startRedis: (folder: string, options?: RedisOptions) => Promise<RedisProcess>;
};

describe('two web processes and three workers on one PostgreSQL and one Redis', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase({ from: 'empty' });
  });
  afterEach(endProcesses);
  afterAll(() => database.drop());

  const environment = () => ({ DATABASE_URL: database.adminUrl, REDIS_URL: redisUrl(), DATABASE_POOL_SIZE: '4' });
  const web = async (): Promise<RunningProcess> =>
    startNode([script('main.js')], { env: { ...environment(), PORT: String(await aFreePort()) } });
  const worker = (): RunningProcess => startNode([script('worker.js')], { env: environment() });

  it('start together on an empty database, serve, and stop cleanly', async () => {
    const webs = [await web(), await web()];
    const workers = [worker(), worker(), worker()];
    const addresses = await Promise.all(webs.map((each) => each.until(/ready at (http:\/\/127\.0\.0\.1:\d+)/, 90_000)));
    await Promise.all(workers.map((each) => each.until(/Placeway worker is ready/, 90_000)));
    for (const [, url] of addresses) expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const codes = await Promise.all([...webs, ...workers].map((each) => each.stop('SIGTERM')));
    expect(codes).toEqual([0, 0, 0, 0, 0]);
    for (const each of [...webs, ...workers]) expect(each.output()).not.toMatch(/"level":"error"/);
  });

  it('a worker needs a database of its own to reach, and says so', async () => {
    const refused = startNode([script('worker.js')]);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain('DATABASE_URL: is needed');
  });

  it('a server that is not there is named, without its password', async () => {
    const refused = startNode([script('cli.js'), 'migrate'], {
      env: { DATABASE_URL: database.adminUrl.replace(/:[^:@]+@/, ':hunter2@') },
    });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain('DATABASE_URL: no connection (28P01)');
    expect(refused.output()).not.toContain('hunter2');
  });
});

describe('three workers that lose their queue and one of them', () => {
  const JOBS = 240;
  let database: TestDatabase;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let redis: RedisProcess;

  beforeAll(async () => {
    database = await testDatabase();
    folder = await temporaryFolder();
    redis = await startRedis(folder.path);
  });
  afterEach(endProcesses);
  afterAll(async () => {
    await redis.stop();
    await database.drop();
    await folder.remove();
  });

  const sql = (text: string, values: unknown[] = []) =>
    withClient(database.adminUrl, async (client) => (await client.query<Record<string, number>>(text, values)).rows[0]);
  const ask = (jobs: number) =>
    sql(
      `INSERT INTO outbox (id, job, queue, payload, initiator, run_at)
       SELECT gen_random_uuid(), 'capacity.changed', 'matching', jsonb_build_object('providerId', gen_random_uuid()), '{}', now()
       FROM generate_series(1, $1)`,
      [jobs],
    );
  const done = async () =>
    (await sql(`SELECT count(*)::int AS n FROM outbox WHERE job = 'capacity.changed' AND done_at IS NOT NULL`))?.['n'];

  it('do every job once all the same: Redis flushed, Redis killed, a worker killed', async () => {
    const environment = { DATABASE_URL: database.adminUrl, REDIS_URL: redis.url, LOG_LEVEL: 'log' };
    const workers = [1, 2, 3].map(() => startNode([script('worker.js')], { env: environment }));
    await Promise.all(workers.map((each) => each.until(/Placeway worker is ready/, 120_000)));

    await ask(JOBS / 3);
    await eventually(async () => expect(await done()).toBeGreaterThan(0), 60_000);
    const [killed] = workers;
    await killed?.stop('SIGKILL');

    await ask(JOBS / 3);
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();

    await ask(JOBS / 3);
    await redis.stop('SIGKILL');
    redis = await startRedis(folder.path, { port: redis.port });

    await eventually(async () => expect(await done()).toBe(JOBS), 150_000);
    const finished = workers.flatMap((each) => [...each.output().matchAll(/"job\.done".*?"outboxId":"([^"]+)"/g)]);
    const ids = finished.map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // A worker may die between its commit and its line in the log, and only then.
    expect(ids.length).toBeGreaterThanOrEqual(JOBS - 1);
    for (const each of workers.filter((worker) => worker !== killed)) expect(await each.stop()).toBe(0);
  }, 300_000);
});
