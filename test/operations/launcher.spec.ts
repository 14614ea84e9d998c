import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endProcesses, project, startNode, temporaryFolder } from '../support/processes.js';

interface Launcher {
  checkNode(version: string): void;
  isInstalled(folder: string): boolean;
}

const prepare = pathToFileURL(join(project, 'src/platform/launcher/prepare.mjs')).href;
const cli = (args: readonly string[]) => startNode([join(project, 'dist/src/cli.js'), ...args]);

describe('the launcher', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let launcher: Launcher;
  const modules = () => join(folder.path, 'node_modules');
  const write = (path: string, packages: object) => writeFile(join(folder.path, path), JSON.stringify({ packages }));
  const lock = {
    '': { name: 'made-up' },
    'node_modules/needed': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/other-computers': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  };

  beforeEach(async () => {
    launcher = (await import(prepare)) as Launcher;
    folder = await temporaryFolder();
    await mkdir(join(modules(), 'needed'), { recursive: true });
    await write('package-lock.json', lock);
    await write('node_modules/.package-lock.json', { 'node_modules/needed': lock['node_modules/needed'] });
  });
  afterEach(async () => {
    await endProcesses();
    await folder.remove();
  });

  it('takes an install as complete when it holds what the lockfile asks for on this computer', () => {
    expect(launcher.isInstalled(folder.path)).toBe(true);
    expect(launcher.isInstalled(project)).toBe(true);
  });

  it('installs again when the install was broken off, is of another version, or lost a package', async () => {
    await write('node_modules/.package-lock.json', {
      'node_modules/needed': { version: '0.9.0', integrity: 'sha512-a' },
    });
    expect(launcher.isInstalled(folder.path)).toBe(false);
    await write('node_modules/.package-lock.json', { 'node_modules/needed': lock['node_modules/needed'] });
    await rm(join(modules(), 'needed'), { recursive: true });
    expect(launcher.isInstalled(folder.path)).toBe(false);
    await rm(join(modules(), '.package-lock.json'));
    expect(launcher.isInstalled(folder.path)).toBe(false);
  });

  it('names the Node it needs', () => {
    for (const good of ['20.19.0', '20.20.2', '22.1.0', '24.0.0']) expect(() => launcher.checkNode(good)).not.toThrow();
    for (const old of ['20.18.3', '18.20.0']) {
      expect(() => launcher.checkNode(old)).toThrow(`Placeway needs Node 20.19 or newer; this is Node ${old}.`);
    }
  });

  it('knows its commands, explains them, and refuses others with status 2', async () => {
    const help = cli(['help']);
    expect(await help.ended).toBe(0);
    for (const name of [
      'backup FILE',
      'restore FILE',
      'migrate',
      'open-authority CODE',
      'verify',
      'match PROBLEM.json',
    ]) {
      expect(help.output()).toContain(`  ${name}`);
    }
    for (const bad of [
      ['nonsense'],
      ['constructor'],
      ['backup'],
      ['backup', 'a', 'b'],
      ['restore', 'a', '--force'],
      ['migrate', 'sideways'],
    ]) {
      const refused = cli(bad);
      expect(await refused.ended).toBe(2);
      expect(refused.output()).toContain('Usage: npm run -s placeway --');
    }
  });

  it('solves a placement problem from a file, with nothing but the result on stdout', async () => {
    const problem = join(folder.path, 'problem.json');
    await writeFile(
      problem,
      JSON.stringify({
        version: 1,
        resources: [{ id: 'site', capacity: 1 }],
        pupils: [
          { id: 'p1', band: 1 },
          { id: 'p2', band: 0 },
        ],
        options: [
          { id: 'p1/site', pupil: 'p1', fit: 900, uses: [['site', 1]] },
          { id: 'p2/site', pupil: 'p2', fit: 100, uses: [['site', 1]] },
        ],
      }),
    );
    const result = join(folder.path, 'result.json');
    const run = cli(['match', problem, '--out', result]);
    expect(await run.ended).toBe(0);
    expect(run.output()).toMatch(/^elapsed \d+ ms\n$/);
    const solved = JSON.parse(await readFile(result, 'utf8')) as { chosen: string[] };
    expect(solved.chosen).toEqual(['p2/site']);
  });
});
