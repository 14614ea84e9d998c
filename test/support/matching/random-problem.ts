import type { OptionEntry, ProblemFile, Use } from '../../../src/modules/matching/engine/index.js';
import { Random } from './random.js';

/** What a random problem may hold. Everything else is drawn. */
export interface Shape {
  readonly pupils: number;
  readonly sites: number;
  readonly options: number;
  /** plain: one place each. mixed: packages, funds, pairs kept apart, cohort caps, sessions sold whole. */
  readonly kind: 'plain' | 'mixed';
  /** Small numbers make ties at every level. */
  readonly fits: number;
  readonly waits: number;
  readonly pins: 'yes' | 'no';
}

function usesOf(random: Random, shape: Shape, pupil: number): Use[] {
  const site = random.below(shape.sites);
  const uses: Use[] = [];
  const sessions = shape.kind === 'mixed' && random.chance(50) ? ['am', 'pm'] : ['am'];
  for (const session of sessions) uses.push([`site-${site}/${session}`, 1]);
  if (shape.kind === 'plain') return uses;
  if (random.chance(25) && shape.sites > 1) uses.push([`site-${(site + 1) % shape.sites}/pm`, 1]);
  if (random.chance(50)) uses.push(['fund/high-needs', random.between(1, 9) * 500]);
  if (random.chance(20)) uses.push(['cohort/ks4', 1]);
  if (pupil < 2 && random.chance(70)) uses.push([`apart/0-1/site-${site}`, 1]);
  if (random.chance(10)) uses.push(['caseload', random.between(1, 3)]);
  const seen = new Set<string>();
  return uses.filter(([id]) => !seen.has(id) && seen.add(id));
}

export function randomProblem(seed: number, shape: Shape): ProblemFile {
  const random = new Random(seed);
  const resources = Array.from({ length: shape.sites }, (_, s) => [
    { id: `site-${s}/am`, capacity: random.below(3), group: `site-${s}` },
    { id: `site-${s}/pm`, capacity: random.below(3), group: `site-${s}` },
  ]).flat();
  const pupils = Array.from({ length: shape.pupils }, (_, p) => ({
    id: `p${p}`,
    band: random.below(3),
    waitingDays: random.below(shape.waits),
  }));
  const options: OptionEntry[] = pupils.flatMap((pupil, p) =>
    Array.from({ length: random.below(shape.options + 1) }, (_, k) => ({
      id: `${pupil.id}/o${k}`,
      pupil: pupil.id,
      fit: random.below(shape.fits),
      uses: usesOf(random, shape, p),
    })),
  );
  const extra =
    shape.kind === 'plain'
      ? []
      : [
          { id: 'fund/high-needs', capacity: random.below(16) * 500 + random.below(500), step: 500 },
          { id: 'cohort/ks4', capacity: random.below(3) },
          { id: 'caseload', capacity: random.below(6) },
          ...Array.from({ length: shape.sites }, (_, s) => ({ id: `apart/0-1/site-${s}`, capacity: 1 })),
        ];
  const problem: ProblemFile = {
    version: 1,
    seed,
    resources: random.shuffled([...resources, ...extra]),
    pupils: random.shuffled(pupils),
    options: random.shuffled(options),
  };
  return shape.pins === 'yes' ? withPins(random, problem) : problem;
}

/** Pins what still fits, one option a pupil, and bars some others. */
function withPins(random: Random, problem: ProblemFile): ProblemFile {
  const left = new Map(problem.resources.map((resource) => [resource.id, resource.capacity]));
  const pinned: string[] = [];
  const barred: string[] = [];
  const done = new Set<string>();
  for (const option of problem.options) {
    if (random.chance(15)) barred.push(option.id);
    else if (random.chance(20) && !done.has(option.pupil)) {
      if (option.uses.some(([id, units]) => (left.get(id) ?? 0) < units)) continue;
      for (const [id, units] of option.uses) left.set(id, (left.get(id) ?? 0) - units);
      done.add(option.pupil);
      pinned.push(option.id);
    }
  }
  return { ...problem, pinned, barred };
}

/** The same problem with every list in another order. */
export function reordered(problem: ProblemFile, seed: number): ProblemFile {
  const random = new Random(seed);
  return {
    ...problem,
    resources: random.shuffled(problem.resources),
    pupils: random.shuffled(problem.pupils),
    options: random.shuffled(problem.options).map((option) => ({ ...option, uses: random.shuffled(option.uses) })),
    ...(problem.pinned ? { pinned: random.shuffled(problem.pinned) } : {}),
    ...(problem.barred ? { barred: random.shuffled(problem.barred) } : {}),
  };
}

/** The same problem with its resources in two groups of several, each with a step of its own. */
export const grouped = (problem: ProblemFile): ProblemFile => ({
  ...problem,
  resources: problem.resources.map((each) => ({
    ...each,
    group: `area-${Number(/\d+/.exec(each.id)?.[0] ?? 0) % 2}`,
    step: 1 + ((each.id.length + each.capacity) % 3),
  })),
});
