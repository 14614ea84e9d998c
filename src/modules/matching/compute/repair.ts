import type { Problem } from '../domain/problem.js';
import { readProblem, solve } from '../engine/index.js';

type Option = Problem['options'][number];

/** Whoever may move is chosen anew by the solver; with more of them it would be no quicker than choosing for everybody. */
const MOVERS_MOST = 40;
const TIME_LIMIT_SECONDS = 1;

export interface Wanted {
  readonly pinned: readonly string[];
  readonly barred: readonly string[];
}

/**
 * Makes room for pins with as few moves as will do: everybody keeps their option but those whom a pin or bar is about and
 * those who hold what a pin needs; they are chosen anew around the rest. A way that works, and not always the best one.
 * Undefined when no way was found. `chosen` and the answer are option ids, at most one a pupil.
 */
export async function repair(
  problem: Problem,
  chosen: ReadonlySet<string>,
  { pinned, barred }: Wanted,
): Promise<readonly string[] | undefined> {
  const wanted = problem.options.filter(({ id }) => pinned.includes(id));
  if (wanted.length < pinned.length) return undefined;
  const held = problem.options.filter(({ id }) => chosen.has(id));
  const own = new Set([
    ...wanted.map(({ pupil }) => pupil),
    ...held.filter(({ id }) => barred.includes(id)).map(({ pupil }) => pupil),
  ]);
  const others = held.filter(({ pupil }) => !own.has(pupil));
  const movers = new Set([...own, ...inTheWay(problem, others, wanted)]);
  const staying = others.filter(({ pupil }) => !movers.has(pupil));
  const taken = unitsOf(staying);
  const part: Problem = {
    ...problem,
    resources: problem.resources.map((one) => ({
      ...one,
      capacity: Math.max(0, one.capacity - (taken.get(one.id) ?? 0)),
    })),
    pupils: problem.pupils.filter(({ id }) => movers.has(id)),
    options: problem.options.filter(({ pupil }) => movers.has(pupil)),
  };
  const ids = new Set(part.options.map(({ id }) => id));
  const posed = readProblem({ ...part, pinned, barred: barred.filter((id) => ids.has(id)) });
  if (!posed.ok) return undefined;
  const result = await solve(posed.problem, { timeLimitSeconds: TIME_LIMIT_SECONDS, prices: 'no' });
  return [...staying.map(({ id }) => id), ...result.chosen];
}

function unitsOf(options: readonly Option[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { uses } of options) for (const [id, many] of uses) units.set(id, (units.get(id) ?? 0) + many);
  return units;
}

/** Those who hold what the pins need and there is not enough of: the last in the objective first, where they are many. */
function inTheWay({ resources, pupils }: Problem, others: readonly Option[], wanted: readonly Option[]): string[] {
  const [taken, asked] = [unitsOf(others), unitsOf(wanted)];
  const short = new Set(
    resources
      .filter(({ id, capacity }) => asked.has(id) && (taken.get(id) ?? 0) + (asked.get(id) ?? 0) > capacity)
      .map(({ id }) => id),
  );
  const bandOf = new Map(pupils.map(({ id, band }) => [id, band]));
  return others
    .filter(({ uses }) => uses.some(([id]) => short.has(id)))
    .toSorted(
      (a, b) => (bandOf.get(b.pupil) ?? 0) - (bandOf.get(a.pupil) ?? 0) || a.fit - b.fit || (a.id < b.id ? -1 : 1),
    )
    .slice(0, MOVERS_MOST)
    .map(({ pupil }) => pupil);
}

/** Placed by band, then fit: positive when the first is better, negative when the second is. */
export function compareChoices(problem: Problem, first: ReadonlySet<string>, second: ReadonlySet<string>): number {
  const [a, b] = [objectiveOf(problem, first), objectiveOf(problem, second)];
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function objectiveOf({ pupils, options }: Problem, chosen: ReadonlySet<string>): number[] {
  const bandOf = new Map(pupils.map(({ id, band }) => [id, band]));
  const bands = Math.max(0, ...pupils.map(({ band }) => band + 1));
  const levels = Array.from({ length: bands + 1 }, () => 0);
  for (const { id, pupil, fit } of options) {
    if (!chosen.has(id)) continue;
    const band = bandOf.get(pupil) ?? 0;
    levels[band] = (levels[band] ?? 0) + 1;
    levels[bands] = (levels[bands] ?? 0) + fit;
  }
  return levels;
}

/** Each option takes one unit of one thing at most, so that choosing anew for everybody takes no time. */
export const isSimple = ({ options }: Problem): boolean =>
  options.every(({ uses }) => uses.length <= 1 && uses.every(([, units]) => units === 1));
