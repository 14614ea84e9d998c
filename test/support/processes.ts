import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '../../src/platform/database/processes.js';

export const project = join(import.meta.dirname, '..', '..');

/** A real process of ours, with what it printed so far. */
export interface RunningProcess {
  readonly pid: number;
  output(): string;
  /** Resolves when the output matches; rejects when the process ends first or the time is over. */
  until(pattern: RegExp, milliseconds?: number): Promise<RegExpExecArray>;
  /** Sends a signal and waits for the end. Only for processes that are still running. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

const started = new Set<ChildProcess>();

/** Starts Node on a script of the build, such as `dist/src/main.js`, with nothing of this process's settings. */
export function startNode(args: readonly string[], options: StartOptions = {}): RunningProcess {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd ?? project,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (more) => (text += more));
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      started.delete(child);
      resolve(code);
    });
  });
  return {
    pid: child.pid ?? 0,
    output: () => text,
    ended,
    until: (pattern, milliseconds = 60_000) => waitFor(() => text, pattern, ended, milliseconds),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

async function waitFor(
  text: () => string,
  pattern: RegExp,
  ended: Promise<unknown>,
  milliseconds: number,
): Promise<RegExpExecArray> {
  let over = false;
  void ended.then(() => (over = true));
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline;) {
    const last = over;
    const found = pattern.exec(text());
    if (found !== null) return found;
    if (last) throw new Error(`The process ended without ${pattern}:\n${text()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Nothing matched ${pattern} within ${milliseconds} ms:\n${text()}`);
}

/** Ends what a failed test left running. */
export async function endProcesses(): Promise<void> {
  const left = [...started];
  const ends = left.map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of left) child.kill('SIGKILL');
  await Promise.all(ends);
}

/** A folder that every account may pass through, and its removal with any database server still running in it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'placeway-ops-'));
  await chmod(path, 0o755);
  return { path, remove: () => removeFolder(path) };
}

async function removeFolder(path: string): Promise<void> {
  const server = await databasePid(path);
  if (server !== null) await killAndWait(server);
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
}

/** The database server running on a data folder, or null. */
export async function databasePid(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, 'pg18', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid > 0 && isRunning(pid) ? pid : null;
}

/** kill -9, and waits until the process is gone. */
export async function killAndWait(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  for (let tries = 0; tries < 500 && isRunning(pid); tries += 1) await new Promise((done) => setTimeout(done, 10));
}

/** A loopback port that is taken until `release` is called. */
export function takePort(port = 0): Promise<{ port: number; release(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const taken = address !== null && typeof address === 'object' ? address.port : port;
      resolve({ port: taken, release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

/** A loopback port that was free a moment ago. */
export async function aFreePort(): Promise<number> {
  const taken = await takePort();
  await taken.release();
  return taken.port;
}
