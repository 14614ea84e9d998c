import type { Bound, Floor } from './lagrange.js';
import { worthOf } from './mip-model.js';
import { another, type Limits } from './mixed-search.js';
import { drawsOf, SMALL, waitingOf } from './mixed-ties.js';
import type { Choice, Part } from './part.js';

/**
 * Is a choice, proved and settled, better than every other, if only by waiting days or the draw? Then whoever solves its part exactly comes
 * to it. `floors` are all levels down to fit; `fit` rules options out. False also where a limit came first, and in a part so large that
 * ties may be left to the course of the search.
 */
export async function isAlone(
  part: Part,
  choice: Choice,
  floors: readonly Floor[],
  fit: Bound | undefined,
  limits: Limits,
): Promise<boolean> {
  if (part.options.length > SMALL) return false;
  const reached = floors.at(-1)?.least ?? 0;
  const own = new Set(choice);
  const keep = (o: number): boolean => own.has(o) || !fit || fit.with(o) >= reached;
  const draws = drawsOf(part, keep);
  const tied = [waitingOf(part), draws].map((weight) => ({
    weight,
    least: worthOf({ worth: weight, floors: [] }, choice),
  }));
  return (await another(part, { worth: draws, floors: [...floors, ...tied] }, choice, keep, limits)) === undefined;
}
