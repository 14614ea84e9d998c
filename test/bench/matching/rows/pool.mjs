import { Worker } from 'node:worker_threads';
import { engine } from '../engine.mjs';
import { POOLS, pool } from '../packages.mjs';

const SEED = 20261122;
/** Seconds: for us, and for HiGHS alone. */
const LIMITS = { city: [2, 10], 'city, little money': [2, 10], region: [60, 60] };
const TARGETS = { city: '< 0.5', region: '< 1' };

/** What HiGHS alone comes to when a wall clock ends it. */
function highsAlone(problem, seconds) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../highs-levels.mjs', import.meta.url), { workerData: { problem, seconds } });
    const bounds = {};
    let best;
    const clock = setTimeout(() => void worker.terminate(), seconds * 1000);
    worker.on('message', ({ reached, level, bound }) => {
      if (level) bounds[level] = bound;
      else if (!best || compare(reached, best) > 0) best = reached;
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(clock);
      resolve({ best, bounds });
    });
  });
}

/** Lexicographic: places band by band, then fit. */
function compare(a, b) {
  for (const [band, count] of a.placedByBand.entries()) {
    if (count !== b.placedByBand[band]) return count - b.placedByBand[band];
  }
  return a.totalFit - b.totalFit;
}

const places = ({ placedByBand }) => placedByBand.join('/');
const percent = (value, bound) => (100 * (bound - value)) / Math.max(1, bound);

function told({ best, bounds }) {
  if (!best) return 'nothing';
  const levels = Object.entries(bounds).map(([level, bound]) => `${level} <= ${Math.floor(bound + 1e-6)}`);
  return `${places(best)} placed, fit ${best.totalFit}, proved ${levels.join(', ') || 'nothing'}`;
}

/** Packages, pairs kept apart and funds: how near its proven bound the engine comes, beside HiGHS alone. */
export async function measure(name) {
  const { solve } = await engine('index.js');
  const [ours, theirs] = LIMITS[name];
  const problem = pool(POOLS[name], SEED);
  const started = performance.now();
  const result = await solve(problem, { prices: 'no', timeLimitSeconds: ours });
  const seconds = (performance.now() - started) / 1000;
  const alone = await highsAlone(problem, theirs);
  const bands = places(result) === places(result.bound) ? 'bands proved' : `bands at most ${places(result.bound)}`;
  const worse = alone.best && compare(alone.best, result) > 0 ? 'BETTER THAN OURS' : 'not better than ours';
  const own = `${result.status} in ${seconds.toFixed(1)} s: ${places(result)} placed, ${bands}, fit ${result.totalFit}`;
  return [
    {
      row: `${name === 'region' ? 'region, full' : name}: gap of fit after ${ours} s`,
      value: percent(result.totalFit, result.bound.totalFit),
      unit: '%',
      target: TARGETS[name],
      note: `${own}; HiGHS alone in ${theirs} s: ${told(alone)}; ${worse}`,
    },
  ];
}
