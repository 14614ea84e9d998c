import { median } from '../../support.mjs';
import { inChild } from '../in-child.mjs';

const SEEDS = [1, 2, 3, 4, 5];
const SECONDS = 2;

/** The same pool drawn from other seeds, each in a process of its own. */
export async function measure(name) {
  const found = [];
  for (const seed of SEEDS) found.push(await inChild('pool-alone', [name, seed, SECONDS]));
  const gaps = found.map(({ gap }) => gap);
  const open = found.filter(({ proved }) => !proved).map(({ seed }) => seed);
  const note = `median ${median(gaps).toFixed(2)} %; bands ${open.length === 0 ? 'proved' : `open in ${open.join(', ')}`}`;
  const row = `${name}, seeds ${SEEDS.join(', ')}: worst gap of fit after ${SECONDS} s`;
  return [{ row, value: Math.max(...gaps), unit: '%', target: '< 0.5', note }];
}
