import { median } from '../../support.mjs';
import { engine, timed } from '../engine.mjs';
import { transportation } from '../region.mjs';

const SEED = 20261122;
const SIZES = [100, 300, 1000, 3000, 10_000, 20_000];

/** Slope of the straight line through the logarithms. */
function exponentOf(points) {
  const logs = points.map(([size, seconds]) => [Math.log(size), Math.log(seconds)]);
  const mean = (at) => logs.reduce((sum, each) => sum + each[at], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const over = logs.reduce((sum, each) => sum + (each[0] - x) * (each[1] - y), 0);
  return over / logs.reduce((sum, each) => sum + (each[0] - x) ** 2, 0);
}

/** Time against size: a pool like a region's, with places for three pupils in five. */
export async function measure() {
  const { solve } = await engine('index.js');
  const points = [];
  for (const pupils of SIZES) {
    const problem = transportation({ pupils, resources: Math.ceil(pupils / 5), places: 3, options: 30 }, SEED);
    const { seconds } = await timed(pupils < 3000 ? 9 : 3, () => solve(problem, { prices: 'no' }));
    points.push([pupils, median(seconds)]);
  }
  const note = points.map(([size, seconds]) => `${size}: ${(seconds * 1000).toFixed(0)} ms`).join(', ');
  return [{ row: 'growth: time as a power of pupils', value: exponentOf(points), unit: 'exponent', note }];
}
