import type { Bound, Floor, LevelProblem } from './lagrange.js';
import { worthOf } from './mip-model.js';
import { search, type Limits } from './mixed-search.js';
import type { Choice, Part } from './part.js';

/** Ties are settled exactly in parts of at most so many options, and where at most so many could still belong to a choice as good. */
export const SMALL = 600;
const FEW = 300;

/**
 * Waiting days, then the draw, among the choices with the same places and fit: exact in small parts and where few options are left, and
 * otherwise the choice as it is, which the fixed course of the search makes the same each time. `fit` is the bound that ruled options out, if any.
 */
export async function settleTies(
  part: Part,
  choice: Choice,
  floors: readonly Floor[],
  fit: Bound | undefined,
  limits: Limits,
): Promise<Choice> {
  const reached = floors.at(-1)?.least ?? 0;
  const own = new Set(choice);
  const keep = Uint8Array.from(part.options, (_, o) => (!fit || fit.with(o) >= reached || own.has(o) ? 1 : 0));
  if (part.options.length > SMALL && keep.reduce((sum, each) => sum + each, 0) > FEW) return choice;
  let best = choice;
  const held = [...floors];
  for (const worth of [waitingOf(part), drawsOf(part, (o) => keep[o] === 1)]) {
    const level: LevelProblem = { worth, floors: [...held] };
    if (mostOf(part, worth, keep) > worthOf(level, best)) {
      best = (await search(part, level, best, (o) => keep[o] === 1, limits)).choice;
      if (performance.now() >= limits.deadline) return choice;
    }
    held.push({ weight: worth, least: worthOf(level, best) });
  }
  return best;
}

export const waitingOf = ({ model, options }: Part): Float64Array =>
  Float64Array.from(options, (o) => model.waiting[model.optionPupil[o] as number] as number);

/** The numbers in the draw of some of the options: most never need theirs. */
export const drawsOf = ({ model, options }: Part, among: (option: number) => boolean): Float64Array =>
  Float64Array.from(options, (o, local) => (among(local) ? model.lottery(o) : 0));

/** What each pupil's best would come to. */
function mostOf(part: Part, worth: Float64Array, keep: Uint8Array): number {
  let sum = 0;
  for (let p = 0; p < part.pupils.length; p += 1) {
    let most = 0;
    for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
      if (keep[o]) most = Math.max(most, worth[o] as number);
    }
    sum += most;
  }
  return sum;
}
