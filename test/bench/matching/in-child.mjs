import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../support.mjs';

/** What a file of rows measures, in a process of its own. */
export async function inChild(name, args) {
  const file = join(projectRoot, 'test/bench/matching/child.mjs');
  const child = spawn(process.execPath, ['--expose-gc', file, name, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  const code = await new Promise((done, fail) => child.once('close', done).once('error', fail));
  if (code !== 0) throw new Error(`bench row ${name} ${args.join(' ')} ended with ${code}`);
  return JSON.parse(said);
}
