import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { redisUrl, testDatabase, type TestDatabase } from '../support/database.js';
import { aFreePort, endProcesses, project, type RunningProcess, startNode } from '../support/processes.js';

const script = (name: string) => join(project, 'dist', 'src', name);

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
