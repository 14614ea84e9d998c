import { createHash } from 'node:crypto';
import type { OptionEntry, Price, ProblemFile } from '../../../src/modules/matching/engine/index.js';

/**
 * Every choice there is, one after the other, straight from the exchange format: nothing of the engine is used but its types.
 * Small problems only.
 */
export interface Best {
  readonly placedByBand: number[];
  readonly totalFit: number;
  readonly chosen: string[];
}

export type Draw = (seed: number, pupil: string, option: string) => number;

export const publishedDraw: Draw = (seed, pupil, option) =>
  parseInt(createHash('sha256').update(`${seed}|${pupil}|${option}`).digest('hex').slice(0, 5), 16);

const order = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

interface Score {
  readonly bands: number[];
  readonly fit: number;
  readonly waiting: number;
  readonly lottery: number;
  readonly chosen: readonly (OptionEntry | undefined)[];
}

function allOptions(problem: ProblemFile): { pupil: ProblemFile['pupils'][number]; options: OptionEntry[] }[] {
  const barred = new Set(problem.barred ?? []);
  return [...problem.pupils].sort(order).map((pupil) => {
    const own = problem.options.filter((option) => option.pupil === pupil.id).sort(order);
    const pin = own.find((option) => problem.pinned?.includes(option.id));
    return { pupil, options: pin ? [pin] : own.filter((option) => !barred.has(option.id)) };
  });
}

/** Positive if a is the better of two scores, by every level of the objective and then by canonical order. */
function compare(a: Score, b: Score): number {
  for (let i = 0; i < a.bands.length; i += 1) {
    const byBand = (a.bands[i] as number) - (b.bands[i] as number);
    if (byBand !== 0) return byBand;
  }
  const byLevel = a.fit - b.fit || a.waiting - b.waiting || a.lottery - b.lottery;
  if (byLevel !== 0) return byLevel;
  // The first option in canonical order that stands in only one of the two decides.
  for (let p = 0; p < a.chosen.length; p += 1) {
    const first = a.chosen[p]?.id;
    const second = b.chosen[p]?.id;
    if (first === second) continue;
    if (first === undefined) return -1;
    if (second === undefined) return 1;
    return first < second ? 1 : -1;
  }
  return 0;
}

export function bruteForce(problem: ProblemFile, draw: Draw = publishedDraw): Best {
  const pupils = allOptions(problem);
  const bandCount = Math.max(0, ...problem.pupils.map((pupil) => pupil.band + 1));
  const left = new Map(problem.resources.map((resource) => [resource.id, resource.capacity]));
  const pinned = new Set(problem.pinned ?? []);
  const chosen: (OptionEntry | undefined)[] = [];
  let best: Score | undefined;
  const visit = (p: number): void => {
    const at = pupils[p];
    if (!at) {
      const score = scoreOf(pupils, chosen, bandCount, problem.seed ?? 0, draw);
      if (!best || compare(score, best) > 0) best = score;
      return;
    }
    for (const option of at.options) {
      if (option.uses.some(([resource, units]) => (left.get(resource) ?? 0) < units)) continue;
      for (const [resource, units] of option.uses) left.set(resource, (left.get(resource) ?? 0) - units);
      chosen.push(option);
      visit(p + 1);
      chosen.pop();
      for (const [resource, units] of option.uses) left.set(resource, (left.get(resource) ?? 0) + units);
    }
    if (at.options.some((option) => pinned.has(option.id))) return;
    chosen.push(undefined);
    visit(p + 1);
    chosen.pop();
  };
  visit(0);
  if (!best) throw new Error('no choice keeps the pins');
  return {
    placedByBand: best.bands,
    totalFit: best.fit,
    chosen: best.chosen.flatMap((option) => (option ? [option.id] : [])),
  };
}

function scoreOf(
  pupils: ReturnType<typeof allOptions>,
  chosen: readonly (OptionEntry | undefined)[],
  bandCount: number,
  seed: number,
  draw: Draw,
): Score {
  const score = { bands: Array.from({ length: bandCount }, () => 0), fit: 0, waiting: 0, lottery: 0 };
  chosen.forEach((option, p) => {
    const pupil = pupils[p]?.pupil;
    if (!option || !pupil) return;
    score.bands[pupil.band] = (score.bands[pupil.band] as number) + 1;
    score.fit += option.fit;
    score.waiting += pupil.waitingDays ?? 0;
    score.lottery += draw(seed, pupil.id, option.id);
  });
  return { ...score, chosen: [...chosen] };
}

/** The price of each group by trying every choice with one step more of it. */
export function pricesByTrying(problem: ProblemFile, now: Best = bruteForce(problem)): Price[] {
  const groups = [...new Set(problem.resources.map((r) => r.group ?? r.id))].sort();
  return groups.map((group) => {
    const own = problem.resources.filter((r) => (r.group ?? r.id) === group);
    const resources = problem.resources.map((r) =>
      own.includes(r) ? { ...r, capacity: r.capacity + (r.step ?? 1) } : r,
    );
    const then = bruteForce({ ...problem, resources });
    const placedByBand = then.placedByBand.map((count, band) => count - (now.placedByBand[band] as number));
    const step = Math.max(...own.map((r) => r.step ?? 1));
    return { group, step, placedByBand, fit: then.totalFit - now.totalFit };
  });
}
