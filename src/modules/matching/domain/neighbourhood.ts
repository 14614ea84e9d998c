import type { Problem, Resource } from './problem.js';

/**
 * The part of a problem that one pupil's place can touch. A resource with room for the most that everybody together could
 * take refuses nobody, so it joins nobody; over all others, whoever shares one with the pupil, and whoever shares one with
 * them, belongs to it. What is left out is the same whatever happens inside, so it can be solved alone.
 */
export function neighbourhoods(problem: Problem): (pupilId: string) => Problem {
  const scarce = scarceOf(problem);
  const joined = new Joined();
  for (const { pupil, uses } of problem.options) {
    for (const [resource] of uses) if (scarce.has(resource)) joined.join(`p/${pupil}`, `r/${resource}`);
  }
  const rooted = new Map<string, Problem>();
  return (pupilId) => {
    const root = joined.rootOf(`p/${pupilId}`);
    const known = rooted.get(root);
    if (known !== undefined) return known;
    const isIn = (id: string): boolean => joined.rootOf(`p/${id}`) === root;
    const options = problem.options
      .filter(({ pupil }) => isIn(pupil))
      .map((option) => ({ ...option, uses: option.uses.filter(([resource]) => scarce.has(resource)) }));
    const used = new Set(options.flatMap(({ uses }) => uses.map(([resource]) => resource)));
    const part: Problem = {
      ...problem,
      resources: problem.resources.filter(({ id }) => used.has(id)),
      pupils: problem.pupils.filter(({ id }) => isIn(id)),
      options,
    };
    rooted.set(root, part);
    return part;
  };
}

/** Resources that may run out: the most that each pupil could take of them comes to more than there is. */
function scarceOf({ options, resources }: Problem): ReadonlySet<string> {
  const most = new Map<string, Map<string, number>>();
  for (const { pupil, uses } of options) {
    for (const [resource, units] of uses) {
      const takers = most.get(resource) ?? new Map<string, number>();
      takers.set(pupil, Math.max(takers.get(pupil) ?? 0, units));
      most.set(resource, takers);
    }
  }
  const couldTake = ({ id }: Resource): number =>
    [...(most.get(id)?.values() ?? [])].reduce((sum, one) => sum + one, 0);
  return new Set(resources.filter((one) => couldTake(one) > one.capacity).map(({ id }) => id));
}

/** Sets that grow together (union-find, with the paths made shorter on the way). */
class Joined {
  private readonly parents = new Map<string, string>();

  rootOf(node: string): string {
    let root = node;
    for (let next = this.parents.get(root); next !== undefined && next !== root; next = this.parents.get(root))
      root = next;
    for (let at = node; at !== root;) {
      const next = this.parents.get(at) ?? root;
      this.parents.set(at, root);
      at = next;
    }
    return root;
  }

  join(a: string, b: string): void {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    if (first !== second) this.parents.set(first, second);
  }
}
