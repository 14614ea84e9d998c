import { neighbourhoods } from '../domain/neighbourhood.js';
import type { Problem } from '../domain/problem.js';
import { readProblem, solve } from '../engine/index.js';
import { isSimple, repair } from './repair.js';

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
  /** False: this is one way to make room, and there may be a cheaper one. */
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

/**
 * Each alternative is pinned by itself, and everybody whom it can touch is chosen anew; where that would take the solver
 * long, room is made with as few moves as will do. Told pupil by pupil.
 */
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

/** Up to so many pupils everybody is chosen anew; where options take several things each, the solver needs far fewer. */
const EXACT_SIMPLE = 500;
const EXACT_MIXED = 12;

/** Undefined when the alternative cannot be had at all, whoever gives way. */
async function costOf(
  part: Problem,
  option: string,
  had: ReadonlySet<string>,
  timeLimitSeconds: number,
): Promise<AlternativeCost | undefined> {
  const found =
    part.pupils.length <= (isSimple(part) ? EXACT_SIMPLE : EXACT_MIXED)
      ? await chosenAnew(part, option, timeLimitSeconds)
      : await roomMade(part, option, had);
  if (found === undefined) return undefined;
  const { after, proved } = found;
  const bands = part.pupils.reduce((most, { band }) => Math.max(most, band + 1), 0);
  const change = { placedByBand: Array.from({ length: bands }, () => 0), fit: 0 };
  const others: Displaced[] = [];
  const own = part.options.find(({ id }) => id === option)?.pupil;
  const [before, now] = [byPupil(part, had), byPupil(part, after)];
  for (const { id, band } of part.pupils) {
    const [from, to] = [before.get(id), now.get(id)];
    change.fit += (to?.fit ?? 0) - (from?.fit ?? 0);
    change.placedByBand[band] =
      (change.placedByBand[band] ?? 0) + Number(to !== undefined) - Number(from !== undefined);
    if (id !== own && from?.id !== to?.id) {
      others.push({ referralId: id, from: from?.rank ?? null, to: to?.rank ?? null });
    }
  }
  return { option, ...change, others, proved };
}

interface Found {
  readonly after: ReadonlySet<string>;
  readonly proved: boolean;
}

async function chosenAnew(part: Problem, option: string, timeLimitSeconds: number): Promise<Found | undefined> {
  const posed = readProblem({ ...part, pinned: [option] });
  if (!posed.ok) return undefined;
  const { chosen, status } = await solve(posed.problem, { timeLimitSeconds, prices: 'no' });
  return { after: new Set(chosen), proved: status === 'optimal' };
}

async function roomMade(part: Problem, option: string, had: ReadonlySet<string>): Promise<Found | undefined> {
  const chosen = await repair(part, had, { pinned: [option], barred: [] });
  return chosen && { after: new Set(chosen), proved: false };
}

const byPupil = ({ options }: Problem, chosen: ReadonlySet<string>): Map<string, Problem['options'][number]> =>
  new Map(options.filter(({ id }) => chosen.has(id)).map((one) => [one.pupil, one]));
