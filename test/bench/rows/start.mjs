import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inFolder, proportionalSetSize, startService } from '../support.mjs';

const IDLE_MS = 15_000;

/** First start (packages installed, built), later start, and memory at rest with the demonstration loaded. */
export function startAndMemory() {
  return inFolder(async (dataDir) => {
    const first = await startService({ dataDir });
    await first.stop();
    const later = await startService({ dataDir });
    await new Promise((done) => setTimeout(done, IDLE_MS));
    const memory = proportionalSetSize(later.pid, await databasePids(dataDir));
    await later.stop();
    return [
      { row: 'first start, demonstration loaded', value: first.seconds, unit: 's', target: '< 90' },
      { row: 'later start', value: later.seconds, unit: 's', target: '< 8' },
      { row: 'memory at rest: web, jobs, database (PSS)', value: memory, unit: 'MiB', target: '< 700' },
    ];
  });
}

/** The database server is detached from the launcher, so it is found by its own pid file. */
async function databasePids(dataDir) {
  const folders = await readdir(dataDir, { recursive: true }).catch(() => []);
  return folders
    .filter((path) => path.endsWith('postmaster.pid'))
    .map((path) => Number(readFileSync(join(dataDir, path), 'utf8').split('\n')[0]));
}
