import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  claimDataFolder,
  DataFolderError,
  DataFolderInUse,
  lockDataFolder,
  readMarker,
  resetDataFolder,
} from './data-folder.js';
import { type Account, fallbackFolder, program, reachable, serverAccount, serverBinaries } from './embedded-files.js';
import { commandLine, freePort, processIdentity, sendSignal, waitForEnd } from './processes.js';

/** The major version is part of the folder's name: another version cannot read the files and must not try. */
const CLUSTER = 'pg18';
const START_MS = 60_000;

export interface EmbeddedOptions {
  /** The data folder; made when missing. */
  readonly folder: string;
  /** `fast` gives up surviving a power cut. Only for tests, which throw the cluster away. */
  readonly durability?: 'safe' | 'fast';
  /** What to do when another process owns the folder: refuse (default), or use its running server. */
  readonly whenInUse?: 'refuse' | 'join';
}

export interface EmbeddedPostgres {
  /** The superuser's address of the database `placeway`, which need not exist yet. */
  readonly adminUrl: string;
  readonly port: number;
  readonly pid: number;
  /** How it came to run: started now, found running after a crash, or owned by another process. */
  readonly origin: 'started' | 'adopted' | 'joined';
  /** Stops the server (not one that was joined) and gives the folder back. Safe to call twice. */
  stop(): Promise<void>;
}

interface Cluster {
  readonly root: string;
  readonly data: string;
  readonly log: string;
  readonly account: Account;
}

/** Starts PostgreSQL on the data folder, or adopts the server that a killed process left behind. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.folder);
  let unlock: () => Promise<void>;
  try {
    unlock = await lockDataFolder(folder);
  } catch (error) {
    if (error instanceof DataFolderInUse && options.whenInUse === 'join') return joinRunning(folder);
    throw error;
  }
  try {
    return await startLocked(folder, options.durability ?? 'safe', unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * Deletes the embedded database. A server that a killed process left behind is stopped first; one that is in use is
 * refused with DataFolderInUse.
 * @returns the folders that were emptied
 */
export function resetEmbeddedPostgres(folder: string): Promise<string[]> {
  return resetDataFolder(resolve(folder), async (database) => {
    const survivor = await findServer(join(database, CLUSTER));
    if (survivor !== null) await stopServer(survivor.pid);
  });
}

async function startLocked(
  folder: string,
  durability: 'safe' | 'fast',
  unlock: () => Promise<void>,
): Promise<EmbeddedPostgres> {
  const cluster = await locateCluster(folder);
  await claimDataFolder(folder, cluster.root);
  await openCluster(folder, cluster);
  const survivor = await findServer(cluster.data);
  const server = survivor ?? (await launch(cluster, durability));
  let stopping: Promise<void> | undefined;
  return {
    adminUrl: await adminUrl(cluster.root, server.port),
    ...server,
    origin: survivor === null ? 'started' : 'adopted',
    stop: () => (stopping ??= stopServer(server.pid).then(unlock)),
  };
}

async function joinRunning(folder: string): Promise<EmbeddedPostgres> {
  const root = (await readMarker(folder))?.database ?? folder;
  const server = await findServer(join(root, CLUSTER));
  if (server === null) throw new DataFolderError(`The Placeway that uses ${folder} is starting or stopping; try again`);
  return { adminUrl: await adminUrl(root, server.port), ...server, origin: 'joined', stop: () => Promise.resolve() };
}

async function adminUrl(root: string, port: number): Promise<string> {
  const password = (await readFile(join(root, 'pg-password'), 'utf8')).trim();
  return `postgres://postgres:${password}@127.0.0.1:${port}/placeway`;
}

/** Finds a place that the server's account can reach; writes nothing yet. */
async function locateCluster(folder: string): Promise<Cluster> {
  const marked = (await readMarker(folder))?.database;
  const account = await serverAccount(join(marked ?? folder, CLUSTER));
  const root = marked ?? ((await reachable(join(folder, CLUSTER), account)) ? folder : fallbackFolder(folder));
  return { root, data: join(root, CLUSTER), log: join(root, 'postgres.log'), account };
}

/** Makes the cluster when there is none. */
async function openCluster(folder: string, cluster: Cluster): Promise<void> {
  const { root, data, account } = cluster;
  if (!existsSync(root)) {
    await mkdir(root, { recursive: true });
    if (root !== folder) await chmod(join(root, '..'), 0o755);
    await chmod(root, 0o755); // not 0700: the server's account must pass through
  }
  if (!(await reachable(data, account))) throw new Error(`PostgreSQL's account cannot reach ${root}`);
  if (!existsSync(data)) await initialise(cluster);
  const owner = await stat(data);
  if (account === null && process.getuid !== undefined && owner.uid !== process.getuid()) {
    throw new DataFolderError(`DATA_DIR: ${folder} belongs to another account; start Placeway as that account`);
  }
}

/** Builds the cluster beside its final place, so that one that was interrupted is never taken for a whole one. */
async function initialise({ root, data, account }: Cluster): Promise<void> {
  for (const name of await readdir(root)) {
    if (name.startsWith(`${CLUSTER}.new-`)) await rm(join(root, name), { recursive: true, force: true });
  }
  const draft = `${data}.new-${process.pid}`;
  const passwordFile = join(root, 'pg-password');
  await writeFile(passwordFile, randomUUID(), { mode: 0o600 });
  await mkdir(draft, { mode: 0o700 });
  if (account !== null) {
    await chown(draft, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const native = await serverBinaries(account);
  const settings = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  // Without these a computer without LANG gets an SQL_ASCII cluster and sorts differently from its neighbour.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await promisify(execFile)(program(native, 'initdb'), [`--pgdata=${draft}`, ...settings, ...locale, '--no-sync'], {
    env: serverEnvironment(),
    ...account,
    cwd: draft,
  });
  await rename(draft, data);
}

/** Nothing of ours belongs in the server's environment, least of all PGDATA or PGPORT of another server. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], LC_ALL: 'C', TZ: 'UTC' };
}

interface Server {
  readonly pid: number;
  readonly port: number;
}

/** postmaster.pid: line 1 the process, line 4 the port, line 8 its status. */
async function readServer(data: string): Promise<(Server & { readonly ready: boolean }) | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** The server a killed process left running on this cluster, once it accepts connections; null when there is none. */
async function findServer(data: string): Promise<Server | null> {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await pause(50)) {
    const found = await readServer(data);
    if (found === null || (await processIdentity(found.pid)) === null) return null;
    const command = await commandLine(found.pid);
    if (command !== null && !command.includes(data)) {
      // The number was given to another program after a restart of the computer. PostgreSQL would refuse to start.
      await rm(join(data, 'postmaster.pid'), { force: true });
      return null;
    }
    if (found.ready) return { pid: found.pid, port: found.port };
  }
  throw new Error(`A PostgreSQL server on ${data} neither became ready nor ended within ${START_MS / 1000} seconds`);
}

async function launch(cluster: Cluster, durability: 'safe' | 'fast'): Promise<Server> {
  const native = await serverBinaries(cluster.account);
  let log = '';
  // Each try may meet a port taken meanwhile, or processes of a killed server that are still ending.
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const started = await tryLaunch(cluster, program(native, 'postgres'), durability);
    if (typeof started !== 'string') return started;
    log = started;
    if (!/could not bind|pre-existing shared memory|already in use/i.test(log)) break;
    await pause(500);
  }
  throw new Error(`PostgreSQL did not start on ${cluster.data}\n${log}`);
}

async function tryLaunch(cluster: Cluster, postgres: string, durability: 'safe' | 'fast'): Promise<Server | string> {
  const port = await freePort();
  // A file, not a pipe: the server may outlive this process and must still be able to say why it ends.
  const log = await open(cluster.log, 'w', 0o600);
  try {
    const child = spawn(postgres, ['-D', cluster.data, '-p', String(port), ...settings(durability)], {
      env: serverEnvironment(),
      ...cluster.account,
      cwd: cluster.data,
      detached: true, // Ctrl-C must not reach it before the service has drained
      stdio: ['ignore', 'ignore', log.fd],
    });
    let ended = false;
    child.once('exit', () => (ended = true)).once('error', () => (ended = true));
    child.unref();
    for (const deadline = Date.now() + START_MS; Date.now() < deadline && !ended; await pause(20)) {
      const found = await readServer(cluster.data);
      if (found !== null && found.pid === child.pid && found.ready) return { pid: found.pid, port: found.port };
    }
    if (!ended && child.pid !== undefined) await stopServer(child.pid);
    return (await readFile(cluster.log, 'utf8')).slice(-4000);
  } finally {
    await log.close();
  }
}

function settings(durability: 'safe' | 'fast'): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '64MB',
    timezone: 'UTC',
    jit: 'off',
    // The log may not repeat what people typed: no statements, no details with key values.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...(durability === 'fast' ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** "Fast" shutdown: roll back, disconnect, write a checkpoint; after half a minute, at once. */
async function stopServer(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if ((await processIdentity(pid)) === null) return;
    sendSignal(pid, signal);
    if (await waitForEnd(pid, 30_000)) return;
  }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
