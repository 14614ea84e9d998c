import { changeFault, type Change } from './change.js';
import type { OptionEntry, PupilEntry, ResourceEntry } from './exchange.js';
import { byCodeUnits, drawsOf, groupsOf, optionsOf, usesOf, type Model } from './model.js';

/** The model after a change, or one line that names what is wrong with it. The model before it stays as it is. */
export type ChangedModel =
  { readonly ok: true; readonly model: Model } | { readonly ok: false; readonly fault: string };

/** Where an id stands in a sorted list, or would. */
function placeIn(ids: readonly string[], id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byCodeUnits(ids[middle] as string, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const no = (fault: string): ChangedModel => ({ ok: false, fault });

export function changedModel(model: Model, change: Change): ChangedModel {
  const fault = changeFault(change, (id) => {
    const at = placeIn(model.resources, id);
    return model.resources[at] === id ? model.capacity[at] : undefined;
  });
  if (fault !== undefined) return no(fault);
  const changed = apply(model, change);
  if (typeof changed === 'string') return no(changed);
  const over = overPinned(changed);
  return over === undefined ? { ok: true, model: changed } : no(over);
}

function apply(model: Model, change: Change): Model | string {
  if (change.kind === 'pupil') return withPupil(model, change.pupil.id, change);
  if (change.kind === 'pupil-gone') {
    const known = model.pupils[placeIn(model.pupils, change.pupil)] === change.pupil;
    return known ? withPupil(model, change.pupil, undefined) : 'pupil: unknown pupil';
  }
  if (change.kind === 'resource') return withResource(model, change.resource);
  const at = model.options.indexOf(change.option);
  if (at < 0) return 'option: unknown option';
  const pinned = model.pinned.slice();
  const barred = model.barred.slice();
  const pupil = model.optionPupil[at] as number;
  if (change.kind === 'pin') pinned[pupil] = at;
  else if (pinned[pupil] === at) pinned[pupil] = -1;
  barred[at] = change.kind === 'bar' ? 1 : 0;
  return { ...model, pinned, barred };
}

/** Pins must go on fitting together. */
function overPinned(model: Model): string | undefined {
  const left = model.capacity.slice();
  for (const option of model.pinned) {
    if (option < 0) continue;
    for (let k = model.useStart[option] as number; k < (model.useStart[option + 1] as number); k += 1) {
      const resource = model.useResource[k] as number;
      const rest = (left[resource] as number) - (model.useUnits[k] as number);
      if (rest < 0)
        return `pinned: pins are over the capacity of resource ${JSON.stringify(model.resources[resource])}`;
      left[resource] = rest;
    }
  }
  return undefined;
}

function withResource(model: Model, resource: ResourceEntry): Model {
  const at = placeIn(model.resources, resource.id);
  const known = model.resources[at] === resource.id;
  const resources = known ? model.resources : model.resources.toSpliced(at, 0, resource.id);
  const capacity = splice(Float64Array, model.capacity, at, known ? at + 1 : at, [resource.capacity]);
  const old = entriesOf(model);
  const entries = [...old.slice(0, at), resource, ...old.slice(known ? at + 1 : at)];
  const useResource = known ? model.useResource : model.useResource.map((r) => (r >= at ? r + 1 : r));
  return { ...model, resources, capacity, useResource, groups: groupsOf(entries) };
}

/** Groups and steps of resources as entries again. */
function entriesOf(model: Model): ResourceEntry[] {
  const entries: ResourceEntry[] = model.resources.map((id, i) => ({ id, capacity: model.capacity[i] as number }));
  for (const { name, resources, steps } of model.groups) {
    resources.forEach((r, i) => {
      entries[r] = { ...(entries[r] as ResourceEntry), group: name, step: steps[i] as number };
    });
  }
  return entries;
}

type Numbers = Int32Array | Float64Array | Uint8Array;

/** A list with some of its entries replaced by others. */
function splice<T extends Numbers>(
  kind: new (length: number) => T,
  list: T,
  from: number,
  to: number,
  by: ArrayLike<number>,
): T {
  const made = new kind(list.length - (to - from) + by.length);
  made.set(list.subarray(0, from));
  made.set(by, from);
  made.set(list.subarray(to), from + by.length);
  return made;
}

/** Numbers that point into a list, after entries of that list were replaced: what points behind them moves. */
function shifted(list: Int32Array, from: number, by: number): Int32Array {
  const made = list.slice();
  if (by !== 0) for (let i = from; i < made.length; i += 1) made[i] = (made[i] as number) + by;
  return made;
}

/** A pupil put in, replaced, or taken out, with all its options. */
function withPupil(
  model: Model,
  id: string,
  coming: { readonly pupil: PupilEntry; readonly options: readonly OptionEntry[] } | undefined,
): Model | string {
  const p = placeIn(model.pupils, id);
  const known = model.pupils[p] === id;
  const after = known ? p + 1 : p;
  const from = model.optionStart[p] as number;
  const to = model.optionStart[after] as number;
  const options = [...(coming?.options ?? [])].sort((a, b) => byCodeUnits(a.id, b.id));
  const ids = new Set(options.map((option) => option.id));
  for (let o = 0; o < model.options.length && ids.size > 0; o += 1) {
    if ((o < from || o >= to) && ids.has(model.options[o] as string))
      return 'options: an option of another pupil has this id';
  }
  const more = options.length - (to - from);
  const morePupils = (coming ? 1 : 0) - (known ? 1 : 0);
  const entry = <T>(value: (pupil: PupilEntry) => T): T[] => (coming ? [value(coming.pupil)] : []);
  const pupils = model.pupils.toSpliced(p, after - p, ...entry(() => id));
  const band = splice(
    Int32Array,
    model.band,
    p,
    after,
    entry((pupil) => pupil.band),
  );
  const own = optionsOf(options);
  const allOptions = model.options.toSpliced(from, to - from, ...own.options);
  const starts = splice(
    Int32Array,
    model.optionStart,
    p,
    after,
    entry(() => from),
  );
  const owners = splice(
    Int32Array,
    model.optionPupil,
    from,
    to,
    options.map(() => p),
  );
  const optionPupil = shifted(owners, from + options.length, morePupils);
  return {
    ...model,
    pupils,
    band,
    bandCount: band.reduce((most, each) => Math.max(most, each + 1), 0),
    waiting: splice(
      Float64Array,
      model.waiting,
      p,
      after,
      entry((pupil) => pupil.waitingDays ?? 0),
    ),
    optionStart: shifted(starts, coming ? p + 1 : p, more),
    options: allOptions,
    optionPupil,
    fit: splice(Float64Array, model.fit, from, to, own.fit),
    rank: splice(Float64Array, model.rank, from, to, own.rank),
    priority: splice(Float64Array, model.priority, from, to, own.priority),
    ...usesAfter(model, from, to, options),
    ...choicesAfter(model, { p, after, from, to, more }, coming ? own.options : undefined),
    ...drawsOf(model.seed, model.draw, pupils, allOptions, optionPupil),
  };
}

function usesAfter(
  model: Model,
  from: number,
  to: number,
  options: readonly OptionEntry[],
): Pick<Model, 'useStart' | 'useResource' | 'useUnits'> {
  const own = usesOf(options, new Map(model.resources.map((id, i) => [id, i])));
  const [first, last] = [model.useStart[from] as number, model.useStart[to] as number];
  const starts = splice(
    Int32Array,
    model.useStart,
    from,
    to,
    own.useStart.subarray(0, options.length).map((at) => at + first),
  );
  return {
    useStart: shifted(starts, from + options.length, own.useResource.length - (last - first)),
    useResource: splice(Int32Array, model.useResource, first, last, own.useResource),
    useUnits: splice(Float64Array, model.useUnits, first, last, own.useUnits),
  };
}

/** Pins and bars on options that the pupil keeps stand; all others stay where they were. */
function choicesAfter(
  model: Model,
  at: { readonly p: number; readonly after: number; readonly from: number; readonly to: number; readonly more: number },
  options: readonly string[] | undefined,
): Pick<Model, 'pinned' | 'barred'> {
  const { p, after, from, to, more } = at;
  const barredBefore = new Set(model.options.slice(from, to).filter((_, i) => model.barred[from + i]));
  const pin = after > p ? (model.pinned[p] as number) : -1;
  const pinnedBefore = pin < 0 ? undefined : model.options[pin];
  const keeps = options?.findIndex((id) => id === pinnedBefore) ?? -1;
  const moved = model.pinned.map((option) => (option >= to ? option + more : option));
  const own = (options ?? []).map((id) => (barredBefore.has(id) ? 1 : 0));
  return {
    pinned: splice(Int32Array, moved, p, after, options ? [keeps < 0 ? -1 : from + keeps] : []),
    barred: splice(Uint8Array, model.barred, from, to, own),
  };
}
