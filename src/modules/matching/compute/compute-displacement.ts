import { neighbourhoods } from '../domain/neighbourhood.js';
import type { Problem } from '../domain/problem.js';
import { readProblem, solve } from '../engine/index.js';

/** Somebody who would get another option, by its rank among theirs (1: the best fit); null: no place. */
export interface Displaced {
  readonly referralId: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** What one alternative would cost: the best that could be done for everybody else, if this pupil got it. */
export interface AlternativeCost {
  /** As the engine's problem calls it. */
  readonly option: string;
  /** Changes against the run, by band; then of the total fit. */
  readonly placedByBand: readonly number[];
  readonly fit: number;
  readonly others: readonly Displaced[];
  /** False: a time limit ended the search, and there may be a cheaper way. */
  readonly proved: boolean;
}

export interface DisplacementTask {
  readonly kind: 'displacement';
  readonly problem: Problem;
  /** The run's chosen options. */
  readonly chosen: readonly string[];
  /** The alternatives to look at, pupil by pupil. */
  readonly wanted: readonly { readonly referralId: string; readonly options: readonly string[] }[];
  readonly timeLimitSeconds: number;
}

export interface DisplacementOutput {
  readonly referralId: string;
  readonly alternatives: readonly AlternativeCost[];
}

/** Each alternative is pinned by itself and everybody whom it can touch is chosen anew. Told pupil by pupil. */
export async function computeDisplacement(
  { problem, chosen, wanted, timeLimitSeconds }: DisplacementTask,
  found: (one: DisplacementOutput) => void,
): Promise<number> {
  const around = neighbourhoods(problem);
  const has = new Set(chosen);
  for (const { referralId, options } of wanted) {
    const alternatives: AlternativeCost[] = [];
    for (const option of options) {
      const cost = await costOf(around(referralId), option, has, timeLimitSeconds);
      if (cost !== undefined) alternatives.push(cost);
    }
    found({ referralId, alternatives });
  }
  return wanted.length;
}

/** Undefined when the alternative cannot be had at all, whoever gives way. */
async function costOf(
  part: Problem,
  option: string,
  had: ReadonlySet<string>,
  timeLimitSeconds: number,
): Promise<AlternativeCost | undefined> {
  const posed = readProblem({ ...part, pinned: [option] });
  if (!posed.ok) return undefined;
  const result = await solve(posed.problem, { timeLimitSeconds, prices: 'no' });
  const after = new Set(result.chosen);
  const bands = part.pupils.reduce((most, { band }) => Math.max(most, band + 1), 0);
  const change = { placedByBand: Array.from({ length: bands }, () => 0), fit: 0 };
  const others: Displaced[] = [];
  const own = part.options.find(({ id }) => id === option)?.pupil;
  for (const { id, band } of part.pupils) {
    const mine = part.options.filter(({ pupil }) => pupil === id);
    const [from, to] = [mine.find((one) => had.has(one.id)), mine.find((one) => after.has(one.id))];
    change.fit += (to?.fit ?? 0) - (from?.fit ?? 0);
    change.placedByBand[band] =
      (change.placedByBand[band] ?? 0) + Number(to !== undefined) - Number(from !== undefined);
    if (id !== own && from?.id !== to?.id) {
      others.push({ referralId: id, from: from?.rank ?? null, to: to?.rank ?? null });
    }
  }
  return { option, ...change, others, proved: result.status === 'optimal' };
}
