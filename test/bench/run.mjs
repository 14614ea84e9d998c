/**
 * npm run bench [-- ROW ... --register FILE]: measures what the service promises and prints one table; the same goes into
 * .data/bench/latest.json. Machines differ and are noisy: a row is a ratio measured in one run, or an absolute beside
 * the calibration of the same run. Nothing here passes or fails a build. FILE is a register extract to import, plain or
 * gzipped, instead of one made up from the schools of the demonstration.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkNode, ensureBuilt, ensureInstalled } from '../../src/platform/launcher/prepare.mjs';
import { projectRoot } from './support.mjs';
import { importAttendance } from './rows/attendance.mjs';
import { calibrate } from './rows/calibration.mjs';
import { listQueries } from './rows/lists.mjs';
import { matchDemonstration } from './rows/demonstration.mjs';
import { matchEngine } from './rows/matching.mjs';
import { readOne } from './rows/read.mjs';
import { importRegister } from './rows/register.mjs';
import { startAndMemory } from './rows/start.mjs';

const ROWS = {
  start: startAndMemory,
  read: readOne,
  lists: listQueries,
  register: importRegister,
  attendance: importAttendance,
  demonstration: matchDemonstration,
  matching: matchEngine,
};

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { register: { type: 'string' } },
});
const unknown = wanted.filter((name) => !(name in ROWS));
if (unknown.length > 0) {
  console.error(`No such row: ${unknown.join(', ')}. There are: ${Object.keys(ROWS).join(', ')}.`);
  process.exit(2);
}

checkNode();
ensureInstalled();
ensureBuilt();
const results = [...(await calibrate())];
for (const [name, measure] of Object.entries(ROWS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`measuring ${name} …`);
  results.push(...(await measure(options)));
}

const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
const folder = join(projectRoot, '.data', 'bench');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'latest.json'), JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2));

console.log(machine);
const width = Math.max(...results.map(({ row }) => row.length));
for (const { row, value, unit, target, note } of results) {
  const figure = `${typeof value === 'number' ? value.toLocaleString('en-GB', { maximumFractionDigits: 2 }) : value} ${unit}`;
  console.log(`${row.padEnd(width)}  ${figure.padStart(16)}  ${(target ?? '').padEnd(12)}  ${note ?? ''}`.trimEnd());
}
