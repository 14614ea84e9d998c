import { inChild } from '../matching/in-child.mjs';

/** Files of test/bench/matching/rows, each with the arguments it is run with, one after the other. */
const ROWS = [
  ['region', 'a'],
  ['region', 'b'],
  ['region', 'c'],
  ['change', 'a'],
  ['change-mixed'],
  ['growth'],
  ['pool', 'city'],
  ['pools', 'city'],
  ['pool', 'city, little money'],
  ['pool', 'region'],
];

/** The engine alone, against HiGHS given the same problem. Each row has a process of its own, so that its memory is its own. */
export async function matchEngine() {
  const results = [];
  for (const [name, ...args] of ROWS) results.push(...(await inChild(name, args)));
  return results;
}
