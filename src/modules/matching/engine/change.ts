import type { OptionEntry, ProblemFile, PupilEntry, ResourceEntry } from './exchange.js';
import { readProblem } from './read-problem.js';

/** One change to a problem: what a coordinator, a school or a provider can do between two runs. */
export type Change =
  /** A referral comes in, or comes to have other options, another band or wait. Pins and bars on options it keeps stand. */
  | { readonly kind: 'pupil'; readonly pupil: PupilEntry; readonly options: readonly OptionEntry[] }
  | { readonly kind: 'pupil-gone'; readonly pupil: string }
  /** A resource appears, or has more or fewer units. */
  | { readonly kind: 'resource'; readonly resource: ResourceEntry }
  /** An option is pinned, barred, or neither any more. A pupil has one pin at most: a new one takes the place of the old. */
  | { readonly kind: 'pin' | 'bar' | 'free'; readonly option: string };

const without = <T extends { readonly id: string }>(entries: readonly T[], id: string): T[] =>
  entries.filter((entry) => entry.id !== id);

/** The problem file after a change that `changeFault` found nothing wrong with. The engine itself changes its arrays instead. */
export function changedProblem(problem: ProblemFile, change: Change): ProblemFile {
  const { pinned = [], barred = [] } = problem;
  if (change.kind === 'resource') {
    return { ...problem, resources: [...without(problem.resources, change.resource.id), change.resource] };
  }
  if (change.kind === 'pupil' || change.kind === 'pupil-gone') {
    const id = change.kind === 'pupil' ? change.pupil.id : change.pupil;
    const coming = change.kind === 'pupil' ? change : undefined;
    const options = [...problem.options.filter(({ pupil }) => pupil !== id), ...(coming?.options ?? [])];
    const left = new Set(options.map((option) => option.id));
    return {
      ...problem,
      pupils: [...without(problem.pupils, id), ...(coming ? [coming.pupil] : [])],
      options,
      pinned: pinned.filter((option) => left.has(option)),
      barred: barred.filter((option) => left.has(option)),
    };
  }
  const { option } = change;
  const pupil = problem.options.find(({ id }) => id === option)?.pupil;
  const siblings = new Set(problem.options.filter((other) => other.pupil === pupil).map(({ id }) => id));
  const kept = pinned.filter((id) => id !== option && !(change.kind === 'pin' && siblings.has(id)));
  return {
    ...problem,
    pinned: change.kind === 'pin' ? [...kept, option] : kept,
    barred: [...barred.filter((id) => id !== option), ...(change.kind === 'bar' ? [option] : [])],
  };
}

/** What is wrong with what a change brings in, read as strictly as a file. Whether it fits what is there is for the model to say. */
export function changeFault(change: Change, capacityOf: (resource: string) => number | undefined): string | undefined {
  if (change.kind === 'resource') {
    const read = readProblem({ version: 1, resources: [change.resource], pupils: [], options: [] });
    return read.ok ? undefined : read.fault;
  }
  if (change.kind !== 'pupil') return undefined;
  const used = new Set(change.options.flatMap(({ uses }) => uses.map(([resource]) => resource)));
  const resources = [...used].flatMap((id) => {
    const capacity = capacityOf(id);
    return capacity === undefined ? [] : [{ id, capacity }];
  });
  const read = readProblem({ version: 1, resources, pupils: [change.pupil], options: change.options });
  return read.ok ? undefined : read.fault;
}
