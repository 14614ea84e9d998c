/**
 * `npm start`: everything from a fresh clone to a running service.
 * `npm start -- --reset` deletes the embedded database first.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, ensureBuilt, ensureInstalled, LaunchError, main, project, step } from './prepare.mjs';

const built = (path) => import(pathToFileURL(join(project, 'dist', 'src', path)).href);

await main(async () => {
  const reset = readArguments(process.argv.slice(2));
  checkNode();
  ensureInstalled();
  ensureBuilt();
  if (reset) await resetData();
  followParent();
  await built('main.js');
});

/** When npm is killed outright nobody passes a signal on; the service must not be left behind. */
function followParent() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 500).unref();
}

function readArguments(args) {
  const unknown = args.filter((each) => each !== '--reset');
  if (unknown.length > 0) throw new LaunchError(`Unknown option ${unknown.join(' ')}. Known: --reset`);
  return args.includes('--reset');
}

async function resetData() {
  const { readConfig } = await built('config/index.js');
  const { resetEmbeddedPostgres } = await built('platform/database/embedded-postgres.js');
  const config = readConfig();
  if (config.databaseUrl !== null) {
    throw new LaunchError('--reset deletes the embedded database only; unset DATABASE_URL to use it.');
  }
  const emptied = await resetEmbeddedPostgres(config.dataDir);
  step(emptied.length === 0 ? `Nothing to reset in ${config.dataDir}` : `Deleted the data in ${emptied.join(' and ')}`);
}
