import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aFreePort } from './processes.js';

/** What the one signature below finds, in any file. */
export const INFECTION = 'PLACEWAY-MADE-UP-INFECTION';
export const SIGNATURE = 'Placeway.MadeUp';

export interface RunningClamd {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Debian's clamd on a loopback port, with one line of signatures of our own and nothing from outside. */
export async function startClamd({ port }: { port?: number } = {}): Promise<RunningClamd> {
  const folder = await mkdtemp(join(tmpdir(), 'placeway-clamd-'));
  await chmod(folder, 0o755);
  const listening = port ?? (await aFreePort());
  const hex = Buffer.from(INFECTION).toString('hex');
  await writeFile(join(folder, 'local.ndb'), `${SIGNATURE}:0:*:${hex}\n`);
  const settings = [
    `DatabaseDirectory ${folder}`,
    `TemporaryDirectory ${folder}`,
    `TCPSocket ${listening}`,
    'TCPAddr 127.0.0.1',
    'StreamMaxLength 25M',
    'MaxThreads 4',
    'Foreground yes',
  ];
  await writeFile(join(folder, 'clamd.conf'), `${settings.join('\n')}\n`);
  const child = spawn(program(), ['-c', join(folder, 'clamd.conf')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  if (!(await answers(listening, child))) {
    await stop();
    throw new Error('clamd did not start; install it with: apt-get install -y clamav-daemon');
  }
  return { host: '127.0.0.1', port: listening, pid: child.pid ?? 0, stop };
}

const program = (): string =>
  [process.env['CLAMD_PATH'], '/usr/sbin/clamd'].find((path) => path !== undefined && existsSync(path)) ?? 'clamd';

async function answers(port: number, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 600 && child.exitCode === null; tries += 1) {
    if (await pong(port)) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}

const pong = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('zPING\0'));
    socket.once('data', (data) => resolve(data.toString().startsWith('PONG')));
    socket.once('error', () => resolve(false)).once('close', () => resolve(false));
  });
