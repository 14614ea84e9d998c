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

/** Puts a problem that was read without fault into canonical order. The draw can be replaced, for tests of ties. */
export function compile(problem: ProblemFile, draw: Lottery = lotteryNumber): Model {
  const seed = problem.seed ?? 0;
  const resources = [...problem.resources].sort((a, b) => byCodeUnits(a.id, b.id));
  const pupils = [...problem.pupils].sort((a, b) => byCodeUnits(a.id, b.id));
  const resourceAt = new Map(resources.map((resource, i) => [resource.id, i]));
  const pupilAt = new Map(pupils.map((pupil, i) => [pupil.id, i]));
  const ofPupil: ProblemFile['options'][number][][] = pupils.map(() => []);
  for (const option of problem.options) ofPupil[pupilAt.get(option.pupil) ?? -1]?.push(option);
  for (const options of ofPupil) options.sort((a, b) => byCodeUnits(a.id, b.id));
  const options = ofPupil.flat();
  const optionAt = new Map(options.map((option, i) => [option.id, i]));

  const optionStart = new Int32Array(pupils.length + 1);
  ofPupil.forEach((own, p) => (optionStart[p + 1] = (optionStart[p] ?? 0) + own.length));
  const useStart = new Int32Array(options.length + 1);
  options.forEach((option, i) => (useStart[i + 1] = (useStart[i] ?? 0) + option.uses.length));
  const useCount = useStart[options.length] ?? 0;
  const useResource = new Int32Array(useCount);
  const useUnits = new Float64Array(useCount);
  options.forEach((option, i) => {
    const uses = option.uses.map(([id, units]) => [resourceAt.get(id) ?? -1, units] as const);
    uses.sort((a, b) => a[0] - b[0]);
    uses.forEach(([resource, units], k) => {
      useResource[(useStart[i] ?? 0) + k] = resource;
      useUnits[(useStart[i] ?? 0) + k] = units;
    });
  });
  const optionPupil = Int32Array.from(options, (option) => pupilAt.get(option.pupil) ?? -1);
  const pinned = new Int32Array(pupils.length).fill(-1);
  for (const id of problem.pinned ?? []) {
    const option = optionAt.get(id) ?? -1;
    pinned[optionPupil[option] ?? -1] = option;
  }
  const barred = new Uint8Array(options.length);
  for (const id of problem.barred ?? []) barred[optionAt.get(id) ?? -1] = 1;
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
    useStart,
    useResource,
    useUnits,
    resources: resources.map((resource) => resource.id),
    capacity: Float64Array.from(resources, (resource) => resource.capacity),
    groups: groupsOf(resources),
    pinned,
    barred,
    lottery: drawOnce(options.length, (i) => draw(seed, pupils[optionPupil[i] ?? -1]?.id ?? '', options[i]?.id ?? '')),
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
