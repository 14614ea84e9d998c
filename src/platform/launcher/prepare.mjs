/**
 * What every command does before anything of ours can run: check Node, install packages, build.
 * Only Node's own modules are used, because at this point nothing else is there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

export const project = join(import.meta.dirname, '..', '..', '..');
const NODE_LEAST = [20, 19];
const STAMP = join(project, 'dist', 'build-stamp');
const BUILD_INPUTS = ['src', 'migrations', 'package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json'];

/** Something a person can put right; shown without a stack. */
export class LaunchError extends Error {}

/** Prints each step with the seconds since the process started. */
export function step(message) {
  const seconds = (performance.now() / 1000).toFixed(1).padStart(5);
  process.stdout.write(`[${seconds} s] ${message}\n`);
}

export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > NODE_LEAST[0] || (major === NODE_LEAST[0] && minor >= NODE_LEAST[1])) return;
  throw new LaunchError(`Placeway needs Node ${NODE_LEAST.join('.')} or newer; this is Node ${version}.`);
}

/**
 * Whether node_modules holds what the lockfile asks for, whichever npm command put it there.
 * npm keeps its own record of what it installed; it writes that record last, so half an install has none.
 */
export function isInstalled(folder = project) {
  const record = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional, link }]) => {
    if (path === '' || link) return true;
    const installed = found[path];
    if (installed === undefined) return optional === true || devOptional === true;
    return installed.version === version && installed.integrity === integrity && existsSync(join(folder, path));
  });
}

/** Installs exactly what the lockfile names. NODE_ENV=production must not leave out the compiler. */
export function ensureInstalled(say = step) {
  if (isInstalled()) return;
  say('Installing packages (npm ci); the first time takes a minute or so');
  runNpm(['ci', '--include=dev', '--no-audit', '--no-fund'], 'Packages could not be installed');
}

/** Builds when the sources are not those the build was made from. */
export function ensureBuilt(say = step) {
  const hash = sourceHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  say('Building');
  rmSync(STAMP, { force: true });
  runNpm(['run', '--silent', 'build'], 'The build failed');
}

/** Marks the build as made from the sources of this moment. */
export function stampBuild() {
  writeFileSync(STAMP, sourceHash());
}

/** One hash over the path and content of everything the build reads. */
export function sourceHash() {
  const hash = createHash('sha256');
  for (const path of BUILD_INPUTS.flatMap(filesBelow).sort((a, b) => (a < b ? -1 : 1))) {
    hash
      .update(`${path.split(sep).join('/')}\0`)
      .update(readFileSync(join(project, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  if (path.includes('.')) return [path];
  return readdirSync(join(project, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(project.length + 1));
}

function runNpm(args, complaint) {
  const npm = process.env.npm_execpath;
  const throughNode = npm !== undefined && npm.endsWith('.js') && existsSync(npm);
  const command = throughNode ? process.execPath : 'npm';
  const { status, error } = spawnSync(command, [...(throughNode ? [npm] : []), ...args], {
    cwd: project,
    stdio: ['ignore', 2, 2], // stdout belongs to the result of whatever comes after
    shell: !throughNode && process.platform === 'win32',
  });
  if (status === 0) return;
  throw new LaunchError(`${complaint} (npm ${args.join(' ')}): ${error?.message ?? 'see the messages above'}`);
}

/** Runs a command's work; a fault that a person can put right is printed as one message, without a stack. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    const plain = error instanceof LaunchError || ['ConfigError', 'DataFolderError'].includes(error?.name);
    process.stderr.write(`${plain ? error.message : (error?.stack ?? error)}\n`);
    process.exitCode = 1;
  }
}
