/**
 * `npm test`: installs what is missing, builds, finds the services, runs every suite, prints the count.
 * `npm test -- --testPathPatterns capacity` and any other Jest option are passed through.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  checkNode,
  ensureBuilt,
  ensureInstalled,
  LaunchError,
  main,
  project,
} from '../src/platform/launcher/prepare.mjs';

const NEEDED = [
  { name: 'redis-server', programs: ['redis-server'], apt: 'redis-server' },
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    apt: 'chromium',
  },
  { name: 'clamd', programs: ['clamd'], apt: 'clamav-daemon' },
];

/** Where Debian puts servers, which an ordinary account's path may lack. */
const SERVERS = '/usr/sbin';

const say = (message) => process.stdout.write(`${message}\n`);

await main(async () => {
  checkNode();
  ensureInstalled(say);
  ensureBuilt(say);
  const found = ensurePrograms();
  process.exitCode = await runJest(process.argv.slice(2), {
    CHROMIUM_PATH: found['Chromium'],
    CLAMD_PATH: found['clamd'],
  });
});

/** Nothing is skipped for want of a program: it is installed, or the run fails and says how. */
function ensurePrograms() {
  const missing = NEEDED.filter((each) => locate(each) === null);
  if (missing.length > 0) install(missing);
  return Object.fromEntries(NEEDED.map((each) => [each.name, locate(each)]));
}

function locate({ name, programs }) {
  const chosen = name === 'Chromium' ? process.env.CHROMIUM_PATH : undefined;
  if (chosen !== undefined && existsSync(chosen)) return chosen;
  const folders = [...(process.env.PATH ?? '').split(delimiter), SERVERS];
  return (
    folders.flatMap((folder) => programs.map((each) => join(folder, each))).find((path) => existsSync(path)) ?? null
  );
}

function install(missing) {
  const packages = missing.map((each) => each.apt);
  const commands = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...packages],
  ];
  const byHand = `${missing.map((each) => each.name).join(' and ')} missing. Install with:\n  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new LaunchError(byHand);
  for (const [command, ...args] of commands) {
    say(`${command} ${args.join(' ')}`);
    const { status } = spawnSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) throw new LaunchError(byHand);
  }
  const still = missing.filter((each) => locate(each) === null);
  if (still.length > 0) throw new LaunchError(byHand);
}

async function runJest(extra, environment) {
  const folder = mkdtempSync(join(tmpdir(), 'placeway-results-'));
  const results = join(folder, 'results.json');
  const jest = join(project, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = ['-c', 'test/jest.config.mjs', `--maxWorkers=${Math.max(2, availableParallelism())}`];
  try {
    const child = spawn(
      process.execPath,
      ['--experimental-vm-modules', '--no-warnings', jest, ...options, '--json', `--outputFile=${results}`, ...extra],
      // --json sends the raw results to stdout; the file has them, so only the report on stderr is shown.
      { cwd: project, env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    const code = await new Promise((resolve, reject) =>
      child.once('error', reject).once('exit', (status) => resolve(status ?? 1)),
    );
    return report(existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : null, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A suite that could not even start has no tests to count, so it counts as one failure. */
function report(results, code) {
  if (results === null) {
    say('The test runner ended without a result');
    say('0 passed, 1 failed');
    return 1;
  }
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  if (results.numPendingTests > 0) say(`${results.numPendingTests} not run`);
  say(`${results.numPassedTests} passed, ${failed} failed`);
  return failed > 0 ? 1 : code;
}
