import { createHash } from 'node:crypto';
import type { ProblemFile } from './exchange.js';
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
  readonly barred: Uint8Array;
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

/** Order by UTF-16 code units: the same in every locale and on every machine. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function groupsOf(resources: ProblemFile['resources']): Group[] {
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

type Options = ProblemFile['options'];

/** Options in canonical order, and where each pupil's begin. Lists that come sorted, as ours do, cost one look. */
function inOrder(
  options: Options,
  pupilAt: ReadonlyMap<string, number>,
): { sorted: Options; optionStart: Int32Array; optionPupil: Int32Array } {
  const optionStart = new Int32Array(pupilAt.size + 1);
  const pupilOf = Int32Array.from(options, (option) => pupilAt.get(option.pupil) as number);
  for (const p of pupilOf) optionStart[p + 1] = (optionStart[p + 1] as number) + 1;
  for (let p = 0; p < pupilAt.size; p += 1)
    optionStart[p + 1] = (optionStart[p + 1] as number) + (optionStart[p] as number);
  const next = optionStart.slice();
  const sorted = Array.from<Options[number]>({ length: options.length });
  const optionPupil = new Int32Array(options.length);
  options.forEach((option, i) => {
    const p = pupilOf[i] as number;
    const at = next[p] as number;
    next[p] = at + 1;
    sorted[at] = option;
    optionPupil[at] = p;
  });
  for (let p = 0; p < pupilAt.size; p += 1) {
    const from = optionStart[p] as number;
    const to = optionStart[p + 1] as number;
    let at = from + 1;
    while (at < to && (sorted[at - 1] as Options[number]).id < (sorted[at] as Options[number]).id) at += 1;
    if (at >= to) continue;
    const own = sorted.slice(from, to).sort((x, y) => byCodeUnits(x.id, y.id));
    own.forEach((option, i) => (sorted[from + i] = option));
  }
  return { sorted, optionStart, optionPupil };
}

/** The uses of all options in flat arrays, each option's in the order of resources. */
function usesOf(
  options: Options,
  resourceAt: ReadonlyMap<string, number>,
): Pick<Model, 'useStart' | 'useResource' | 'useUnits'> {
  const useStart = new Int32Array(options.length + 1);
  options.forEach((option, i) => (useStart[i + 1] = (useStart[i] as number) + option.uses.length));
  const useResource = new Int32Array(useStart[options.length] as number);
  const useUnits = new Float64Array(useResource.length);
  options.forEach((option, i) => {
    const from = useStart[i] as number;
    option.uses.forEach(([id, units], k) => {
      const resource = resourceAt.get(id) as number;
      // Insertion: an option uses a handful of resources, mostly in order.
      let at = from + k;
      for (; at > from && (useResource[at - 1] as number) > resource; at -= 1) {
        useResource[at] = useResource[at - 1] as number;
        useUnits[at] = useUnits[at - 1] as number;
      }
      useResource[at] = resource;
      useUnits[at] = units;
    });
  });
  return { useStart, useResource, useUnits };
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
  return {
    seed,
    pupils: pupils.map((pupil) => pupil.id),
    band: Int32Array.from(pupils, (pupil) => pupil.band),
    bandCount: pupils.reduce((most, pupil) => Math.max(most, pupil.band + 1), 0),
    waiting: Float64Array.from(pupils, (pupil) => pupil.waitingDays ?? 0),
    optionStart,
    options: options.map((option) => option.id),
    optionPupil,
    fit: Float64Array.from(options, (option) => option.fit),
    rank: Float64Array.from(options, (option) => option.rank ?? 0),
    priority: Float64Array.from(options, (option) => option.priority ?? 0),
    ...usesOf(options, resourceAt),
    resources: resources.map((resource) => resource.id),
    capacity: Float64Array.from(resources, (resource) => resource.capacity),
    groups: groupsOf(resources),
    pinned,
    barred,
    lottery: drawOnce(options.length, (i) =>
      draw(seed, pupils[optionPupil[i] as number]?.id ?? '', options[i]?.id ?? ''),
    ),
    pupilLottery: drawOnce(pupils.length, (p) => draw(seed, pupils[p]?.id ?? '', '')),
  };
}

/** SHA-256 of the problem in canonical order, whatever the order of its lists and keys. */
export function problemHash(problem: ProblemFile): string {
  const by = <T extends { readonly id: string }>(entries: readonly T[]): T[] =>
    [...entries].sort((a, b) => byCodeUnits(a.id, b.id));
  const hash = createHash('sha256');
  const write = (...parts: readonly unknown[]): unknown => hash.update(`${JSON.stringify(parts)}\n`, 'utf8');
  write(1, problem.seed ?? 0, problem.asOf ?? null);
  for (const r of by(problem.resources)) write(r.id, r.capacity, r.group ?? r.id, r.step ?? 1);
  write('pupils');
  for (const p of by(problem.pupils)) write(p.id, p.band, p.waitingDays ?? 0);
  write('options');
  for (const o of by(problem.options)) {
    const uses = [...o.uses].sort((a, b) => byCodeUnits(a[0], b[0]));
    write(o.id, o.pupil, o.fit, o.rank ?? null, o.priority ?? null, uses);
  }
  write('pinned', [...(problem.pinned ?? [])].sort(byCodeUnits));
  write('barred', [...(problem.barred ?? [])].sort(byCodeUnits));
  return hash.digest('hex');
}
