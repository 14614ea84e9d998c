import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../support.mjs';

/** Files of test/bench/matching/rows, each with the arguments it is run with, one after the other. */
const ROWS = [
  ['region', 'a'],
  ['region', 'b'],
  ['region', 'c'],
  ['change', 'a'],
  ['change-mixed'],
  ['growth'],
  ['pool', 'city'],
  ['pool', 'city, little money'],
  ['pool', 'region'],
];

/** The engine alone, against HiGHS given the same problem. Each row has a process of its own, so that its memory is its own. */
export async function matchEngine() {
  const results = [];
  for (const [name, ...args] of ROWS) results.push(...(await inChild(name, args)));
  return results;
}

async function inChild(name, args) {
  const file = join(projectRoot, 'test/bench/matching/child.mjs');
  const child = spawn(process.execPath, ['--expose-gc', file, name, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const code = await new Promise((done, fail) => child.once('close', done).once('error', fail));
  if (code !== 0) throw new Error(`bench row ${name} ${args.join(' ')} ended with ${code}`);
  return JSON.parse(said);
}
