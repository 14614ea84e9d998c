import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from './processes.js';

const MARKER = 'placeway-data.json';
const LOCK = 'placeway.lock';
/** How long a process may take to replace a dead owner's lock before others may replace it too. */
const TAKEOVER_MS = 10_000;

/** What the marker file says: the folder is ours, so a reset may empty it, and where the database really is. */
export interface DataFolderMarker {
  readonly madeBy: 'Placeway';
  readonly database: string;
}

/** The data folder cannot be used as it is; the message says why and what to do. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

/** Another living process owns the data folder. */
export class DataFolderInUse extends DataFolderError {
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(
      `The data folder ${folder} is in use by another Placeway (process ${pid}). ` +
        'Stop that one first, or set DATA_DIR to another folder.',
    );
  }
}

export async function readMarker(folder: string): Promise<DataFolderMarker | null> {
  const text = await readFile(join(folder, MARKER), 'utf8').catch(absent);
  if (text === null) return null;
  const marker = JSON.parse(text) as Partial<DataFolderMarker>;
  return marker.madeBy === 'Placeway' && typeof marker.database === 'string' ? (marker as DataFolderMarker) : null;
}

/**
 * Makes a locked folder ours. A folder that holds somebody else's files is refused: a later reset would delete in it.
 * @param database the folder the server's files go to, usually the same one
 */
export async function claimDataFolder(folder: string, database: string): Promise<void> {
  if ((await readMarker(folder))?.database === database) return;
  const strangers = (await readdir(folder)).filter((name) => !name.startsWith(LOCK) && name !== 'lost+found');
  if (strangers.length > 0 && (await readMarker(folder)) === null) {
    throw new DataFolderError(`DATA_DIR: ${folder} holds files that Placeway did not make; name an empty folder`);
  }
  const marker: DataFolderMarker = { madeBy: 'Placeway', database };
  await writeFile(join(folder, MARKER), `${JSON.stringify(marker)}\n`, { mode: 0o644 }).catch((error: unknown) => {
    throw new DataFolderError(`DATA_DIR: ${folder} cannot be written (${reason(error)})`);
  });
}

interface LockOwner {
  readonly pid: number;
  readonly identity: string | null;
  readonly token: string;
}

/** Takes the folder for this process, making it when needed; the returned function gives it back. Throws DataFolderInUse. */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o755 }).catch((error: unknown) => {
    throw new DataFolderError(`DATA_DIR: ${folder} cannot be made (${reason(error)})`);
  });
  const path = join(folder, LOCK);
  const token = randomUUID();
  const owner: LockOwner = { pid: process.pid, identity: await processIdentity(process.pid), token };
  const own = `${path}.${token}`;
  await writeFile(own, JSON.stringify({ ...owner, host: hostname() }), { mode: 0o644 }).catch((error: unknown) => {
    throw new DataFolderError(`DATA_DIR: ${folder} cannot be written (${reason(error)})`);
  });
  try {
    await takeLock(folder, path, own);
  } finally {
    await rm(own, { force: true });
  }
  return async () => {
    if ((await readOwner(path))?.token === token) await rm(path, { force: true });
  };
}

async function takeLock(folder: string, path: string, own: string): Promise<void> {
  for (const deadline = Date.now() + 2 * TAKEOVER_MS; Date.now() < deadline; await pause(50)) {
    // A hard link appears with its whole content or not at all, so nobody can read half a lock.
    if (await succeeds(() => link(own, path), 'EEXIST')) return;
    const owner = await readOwner(path);
    if (owner !== null && (await isAlive(owner))) throw new DataFolderInUse(folder, owner.pid);
    await removeDeadLock(path);
  }
  throw new DataFolderError(`The lock ${path} could not be taken; remove it if no Placeway runs on this folder`);
}

/** Only one process at a time may judge and remove a dead lock, so that nobody removes its successor. */
async function removeDeadLock(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await succeeds(() => mkdir(takeover), 'EEXIST'))) {
    const since = await stat(takeover).then((found) => found.mtimeMs, absent);
    if (since !== null && Date.now() - since > TAKEOVER_MS) await rmdir(takeover).catch(absent);
    return;
  }
  try {
    const owner = await readOwner(path);
    if (owner !== null && !(await isAlive(owner))) await rm(path, { force: true });
  } finally {
    await rmdir(takeover);
  }
}

async function readOwner(path: string): Promise<LockOwner | null> {
  const text = await readFile(path, 'utf8').catch(absent);
  return text === null ? null : (JSON.parse(text) as LockOwner);
}

/** A number alone proves nothing: after a crash another process may have been given it. */
async function isAlive(owner: LockOwner): Promise<boolean> {
  const identity = await processIdentity(owner.pid);
  return identity !== null && (owner.identity === null || owner.identity === identity);
}

/**
 * Deletes what Placeway keeps in the folder. Refuses a folder without the marker and one in use.
 * @param stopServer called with the database's folder before anything is deleted
 * @returns the folders that were emptied
 */
export async function resetDataFolder(
  folder: string,
  stopServer: (database: string) => Promise<void>,
): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const marker = await readMarker(folder);
  if (marker === null) {
    if ((await readdir(folder)).length === 0) return [];
    throw new DataFolderError(`${folder} was not made by Placeway, so nothing in it was deleted`);
  }
  const unlock = await lockDataFolder(folder);
  const folders = [...new Set([marker.database, folder])];
  try {
    await stopServer(marker.database);
    for (const each of folders) await removeDatabaseFiles(each);
    await rm(join(folder, MARKER), { force: true });
  } finally {
    await unlock();
  }
  for (const each of folders) await rmdir(each).catch(absent);
  return folders;
}

async function removeDatabaseFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const ours = names.filter((name) => /^(pg\d+(\.new-.*)?|pg-password|postgres\.log)$/.test(name));
  for (const name of ours) await rm(join(folder, name), { recursive: true, force: true });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const reason = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);

function absent(error: unknown): null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTEMPTY' || code === 'EEXIST') return null;
  throw error;
}

async function succeeds(work: () => Promise<unknown>, expected: string): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === expected) return false;
    throw error;
  }
}
