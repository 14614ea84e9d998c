import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const projectRoot = resolve(import.meta.dirname, '..', '..');

/** Starts the service as people do, in a data folder of its own; resolves once it says that it is ready. */
export async function startService({ dataDir, environment = {} }) {
  const started = performance.now();
  const child = spawn(process.execPath, [join(projectRoot, 'src/platform/launcher/start.mjs')], {
    cwd: projectRoot,
    env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((ready, fail) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /ready at (http:\S+)/.exec(said);
      if (found) ready(found[1]);
    });
    child.once('exit', (code) => fail(new Error(`The service ended with ${code} before it was ready:\n${said}`)));
  });
  return {
    url,
    seconds: (performance.now() - started) / 1000,
    pid: child.pid,
    stop: () =>
      new Promise((done) => {
        child.once('exit', done);
        child.kill('SIGTERM');
      }),
  };
}

export async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'placeway-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent }];
      } catch {
        return []; // it ended while we looked
      }
    });

/** Proportional set size in MiB of a process and all it started: shared pages are counted once. */
export function proportionalSetSize(rootPid, extraPids = []) {
  const all = processes();
  const family = new Set([rootPid, ...extraPids]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  let kib = 0;
  for (const pid of family) {
    try {
      kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // it ended while we looked
    }
  }
  return kib / 1024;
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
