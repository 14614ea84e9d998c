import { createHash } from 'node:crypto';
import type { ProblemFile, ResourceEntry, Use } from './exchange.js';
import { lotteryNumber, type Lottery } from './lottery.js';

/**
 * A problem in canonical order, in flat arrays: pupils and resources by id, options by pupil and then id (UTF-16 code units).
 * Everything after this file works on positions, so the order of the file's lists can play no part.
 */
export interface Model {
  readonly seed: number;
  readonly pupils: readonly string[];
  readonly band: Int32Array;
  /** Highest band of any pupil and one more: the length of every `placedByBand`. */
  readonly bandCount: number;
  readonly waiting: Float64Array;
  /** Options of pupil p stand at optionStart[p] up to optionStart[p + 1]. */
  readonly optionStart: Int32Array;
  readonly options: readonly string[];
  readonly optionPupil: Int32Array;
  readonly fit: Float64Array;
  readonly rank: Float64Array;
  readonly priority: Float64Array;
  readonly useStart: Int32Array;
  readonly useResource: Int32Array;
  readonly useUnits: Float64Array;
  readonly resources: readonly string[];
  readonly capacity: Float64Array;
  readonly groups: readonly Group[];
  /** The pinned option of each pupil, or -1. */
  readonly pinned: Int32Array;
  /** Capacity of each resource after the pins. */
  readonly left: Float64Array;
  readonly barred: Uint8Array;
  /** How numbers are drawn: the published draw, but in tests of ties. */
  readonly draw: Lottery;
  /** The option's number in the published draw. Worked out when first asked for: most options never need theirs. */
  readonly lottery: (option: number) => number;
  /** The pupil's own number in the draw; greedy mode orders equal waits by it. */
  readonly pupilLottery: (pupil: number) => number;
}

/** Resources priced together, and how many units of each a price asks about. */
export interface Group {
  readonly name: string;
  readonly resources: readonly number[];
  readonly steps: readonly number[];
}

/** Ranks begin at 1 and priorities at 0; an option without stands before. Only stable mode reads them, and it asks for both. */
const NO_RANK = 0;
const NO_PRIORITY = -1;

/** Order by UTF-16 code units: the same in every locale and on every machine. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function groupsOf(resources: readonly ResourceEntry[]): Group[] {
  const groups = new Map<string, { resources: number[]; steps: number[] }>();
  resources.forEach((resource, i) => {
    const name = resource.group ?? resource.id;
    const group = groups.get(name) ?? { resources: [], steps: [] };
    group.resources.push(i);
    group.steps.push(resource.step ?? 1);
    groups.set(name, group);
  });
  return [...groups].map(([name, group]) => ({ name, ...group })).sort((a, b) => byCodeUnits(a.name, b.name));
}

function drawOnce(count: number, draw: (i: number) => number): (i: number) => number {
  const drawn = new Int32Array(count).fill(-1);
  return (i) => {
    const known = drawn[i] ?? -1;
    if (known >= 0) return known;
    const number = draw(i);
    drawn[i] = number;
    return number;
  };
}

/** The draw of some pupils and options, in their positions. */
export function drawsOf(
  seed: number,
  draw: Lottery,
  pupils: readonly string[],
  options: readonly string[],
  optionPupil: Int32Array,
): Pick<Model, 'draw' | 'lottery' | 'pupilLottery'> {
  return {
    draw,
    lottery: drawOnce(options.length, (o) => draw(seed, pupils[optionPupil[o] as number] ?? '', options[o] ?? '')),
    pupilLottery: drawOnce(pupils.length, (p) => draw(seed, pupils[p] ?? '', '')),
  };
}

type Options = ProblemFile['options'];

/** Options in canonical order, and where each pupil's begin. Lists that come sorted, as ours do, cost one look. */
function inOrder(
  options: Options,
  pupilAt: ReadonlyMap<string, number>,
): { sorted: Options; optionStart: Int32Array; optionPupil: Int32Array } {
  const optionStart = new Int32Array(pupilAt.size + 1);
  const pupilOf = new Int32Array(options.length);
  let name: string | undefined;
  let at = 0;
  for (let i = 0; i < options.length; i += 1) {
    const { pupil } = options[i] as Options[number];
    // Options mostly come pupil by pupil, and one look-up does for all of one.
    if (pupil !== name) {
      name = pupil;
      at = pupilAt.get(pupil) as number;
    }
    pupilOf[i] = at;
    optionStart[at + 1] = (optionStart[at + 1] as number) + 1;
  }
  for (let p = 0; p < pupilAt.size; p += 1)
    optionStart[p + 1] = (optionStart[p + 1] as number) + (optionStart[p] as number);
  const next = optionStart.slice();
  const sorted = options.slice();
  const optionPupil = new Int32Array(options.length);
  for (let i = 0; i < options.length; i += 1) {
    const p = pupilOf[i] as number;
    const to = next[p] as number;
    next[p] = to + 1;
    sorted[to] = options[i] as Options[number];
    optionPupil[to] = p;
  }
  for (let p = 0; p < pupilAt.size; p += 1) {
    const from = optionStart[p] as number;
    const to = optionStart[p + 1] as number;
    let first = from + 1;
    while (first < to && (sorted[first - 1] as Options[number]).id < (sorted[first] as Options[number]).id) first += 1;
    if (first >= to) continue;
    const own = sorted.slice(from, to).sort((x, y) => byCodeUnits(x.id, y.id));
    own.forEach((option, i) => (sorted[from + i] = option));
  }
  return { sorted, optionStart, optionPupil };
}

/** The uses of all options in flat arrays, each option's in the order of resources. */
export function usesOf(
  options: Options,
  resourceAt: (id: string) => number,
): Pick<Model, 'useStart' | 'useResource' | 'useUnits'> {
  const useStart = new Int32Array(options.length + 1);
  for (let i = 0; i < options.length; i += 1) {
    useStart[i + 1] = (useStart[i] as number) + (options[i] as Options[number]).uses.length;
  }
  const useResource = new Int32Array(useStart[options.length] as number);
  const useUnits = new Float64Array(useResource.length);
  for (let i = 0; i < options.length; i += 1) {
    const from = useStart[i] as number;
    const { uses } = options[i] as Options[number];
    for (let k = 0; k < uses.length; k += 1) {
      const [id, units] = uses[k] as Use;
      const resource = resourceAt(id);
      // Insertion: an option uses a handful of resources, mostly in order.
      let at = from + k;
      for (; at > from && (useResource[at - 1] as number) > resource; at -= 1) {
        useResource[at] = useResource[at - 1] as number;
        useUnits[at] = useUnits[at - 1] as number;
      }
      useResource[at] = resource;
      useUnits[at] = units;
    }
  }
  return { useStart, useResource, useUnits };
}

/** The numbers of all options, and their names. Plain loops: the library's mapping takes ten times as long. */
export function optionsOf(options: Options): Pick<Model, 'options' | 'fit' | 'rank' | 'priority'> {
  const names = Array.from<string>({ length: options.length });
  const fit = new Float64Array(options.length);
  const rank = new Float64Array(options.length);
  const priority = new Float64Array(options.length);
  for (let o = 0; o < options.length; o += 1) {
    const option = options[o] as Options[number];
    names[o] = option.id;
    fit[o] = option.fit;
    rank[o] = option.rank ?? NO_RANK;
    priority[o] = option.priority ?? NO_PRIORITY;
  }
  return { options: names, fit, rank, priority };
}

/** What is left of each resource after the pins; below 0 where they do not fit together. */
export function leftByPins(
  { pinned, useStart, useResource, useUnits }: Pick<Model, 'pinned' | 'useStart' | 'useResource' | 'useUnits'>,
  capacity: Float64Array,
): Float64Array {
  const left = capacity.slice();
  for (let p = 0; p < pinned.length; p += 1) {
    const option = pinned[p] as number;
    if (option < 0) continue;
    for (let k = useStart[option] as number; k < (useStart[option + 1] as number); k += 1) {
      const resource = useResource[k] as number;
      left[resource] = (left[resource] as number) - (useUnits[k] as number);
    }
  }
  return left;
}

/** Puts a problem that was read without fault into canonical order. The draw can be replaced, for tests of ties. */
export function compile(problem: ProblemFile, draw: Lottery = lotteryNumber): Model {
  const seed = problem.seed ?? 0;
  const resources = [...problem.resources].sort((a, b) => byCodeUnits(a.id, b.id));
  const pupils = [...problem.pupils].sort((a, b) => byCodeUnits(a.id, b.id));
  const resourceAt = new Map(resources.map((resource, i) => [resource.id, i]));
  const pupilAt = new Map(pupils.map((pupil, i) => [pupil.id, i]));
  const { sorted: options, optionStart, optionPupil } = inOrder(problem.options, pupilAt);
  const pinned = new Int32Array(pupils.length).fill(-1);
  const barred = new Uint8Array(options.length);
  const pins = new Set(problem.pinned);
  const bars = new Set(problem.barred);
  if (pins.size + bars.size > 0) {
    options.forEach((option, o) => {
      if (pins.has(option.id)) pinned[optionPupil[o] as number] = o;
      if (bars.has(option.id)) barred[o] = 1;
    });
  }
  const own = optionsOf(options);
  const uses = usesOf(options, (id) => resourceAt.get(id) as number);
  const capacity = Float64Array.from(resources, (resource) => resource.capacity);
  const pupilIds = pupils.map((pupil) => pupil.id);
  return {
    seed,
    pupils: pupilIds,
    band: Int32Array.from(pupils, (pupil) => pupil.band),
    bandCount: pupils.reduce((most, pupil) => Math.max(most, pupil.band + 1), 0),
    waiting: Float64Array.from(pupils, (pupil) => pupil.waitingDays ?? 0),
    optionStart,
    optionPupil,
    ...own,
    ...uses,
    resources: resources.map((resource) => resource.id),
    capacity,
    left: leftByPins({ ...uses, pinned }, capacity),
    groups: groupsOf(resources),
    pinned,
    barred,
    ...drawsOf(seed, draw, pupilIds, own.options, optionPupil),
  };
}

/** SHA-256 of the problem in canonical order, whatever the order of its lists and keys. */
export const problemHash = (problem: ProblemFile): string => modelHash(compile(problem), problem.asOf);

/**
 * The same from the model. Texts go in as JSON, one list a line, numbers as they stand in memory (little-endian): to hash a region must
 * not take longer than to solve it.
 */
export function modelHash(model: Model, asOf?: string): string {
  const hash = createHash('sha256');
  const texts = (part: unknown): unknown => hash.update(`${JSON.stringify(part)}\n`, 'utf8');
  const numbers = (...lists: readonly (Float64Array | Int32Array | Uint8Array)[]): void => {
    for (const list of lists) hash.update(new Uint8Array(list.buffer, list.byteOffset, list.byteLength));
  };
  texts([2, model.seed, asOf ?? null]);
  texts(model.resources);
  texts(model.groups);
  texts(model.pupils);
  texts(model.options);
  numbers(model.capacity, model.band, model.waiting, model.pinned, model.barred, model.optionStart, model.fit);
  numbers(model.useStart, model.useResource, model.useUnits);
  if (model.rank.some((rank) => rank !== NO_RANK)) numbers(model.rank);
  if (model.priority.some((priority) => priority !== NO_PRIORITY)) numbers(model.priority);
  return hash.digest('hex');
}
