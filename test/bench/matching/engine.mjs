import { join } from 'node:path';
import { projectRoot } from '../support.mjs';

/** Modules of the built engine. */
export const engine = (file) => import(join(projectRoot, 'dist/src/modules/matching/engine', file));

/** Runs `work` some times; the seconds of each, with what the last came to. */
export async function timed(times, work) {
  const seconds = [];
  let result;
  for (let n = 0; n < times; n += 1) {
    globalThis.gc?.();
    const started = performance.now();
    result = await work();
    seconds.push((performance.now() - started) / 1000);
  }
  return { seconds, result };
}

/** Highest resident memory of this process so far, in MB. */
export const peakMemory = () => process.resourceUsage().maxRSS / 1000;
