import { changeFault, type Change } from './change.js';
import type { OptionEntry, PupilEntry, ResourceEntry } from './exchange.js';
import { byCodeUnits, drawsOf, groupsOf, optionsOf, usesOf, type Model } from './model.js';
import type { OptionOwners } from './option-owners.js';
import { shiftedFrom, spliced, splicedTexts } from './splice.js';

/** What a change touched beside the units of resources that were there: a pupil, by position before and after, or -1. */
export interface Touched {
  readonly before: number;
  readonly after: number;
}

export interface MadeChange {
  readonly model: Model;
  readonly owners: OptionOwners;
  /** Undefined where resources stand elsewhere now. */
  readonly touched: Touched | undefined;
}

/** The model after a change, or one line that names what is wrong with it. The model before it stays as it is. */
export type ChangedModel = ({ readonly ok: true } & MadeChange) | { readonly ok: false; readonly fault: string };

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

export function changedModel(model: Model, owners: OptionOwners, change: Change): ChangedModel {
  const fault = changeFault(change, (id) => {
    const at = placeIn(model.resources, id);
    return model.resources[at] === id ? model.capacity[at] : undefined;
  });
  if (fault !== undefined) return no(fault);
  const made = apply(model, owners, change);
  if (typeof made === 'string') return no(made);
  const over = overPinned(made.model);
  return over === undefined ? { ok: true, ...made } : no(over);
}

function apply(model: Model, owners: OptionOwners, change: Change): MadeChange | string {
  if (change.kind === 'pupil') return withPupil(model, owners, change.pupil.id, change);
  if (change.kind === 'pupil-gone') {
    const known = model.pupils[placeIn(model.pupils, change.pupil)] === change.pupil;
    return known ? withPupil(model, owners, change.pupil, undefined) : 'pupil: unknown pupil';
  }
  if (change.kind === 'resource') {
    const after = withResource(model, change.resource);
    const touched = after.resources === model.resources ? { before: -1, after: -1 } : undefined;
    return { model: after, owners, touched };
  }
  const owner = owners.of(change.option);
  if (owner === undefined) return 'option: unknown option';
  const pupil = placeIn(model.pupils, owner);
  const at = model.options.indexOf(change.option, model.optionStart[pupil]);
  const pinned = model.pinned.slice();
  const barred = model.barred.slice();
  if (change.kind === 'pin') pinned[pupil] = at;
  else if (pinned[pupil] === at) pinned[pupil] = -1;
  barred[at] = change.kind === 'bar' ? 1 : 0;
  const left = leftAfter(model.left, model, model.pinned[pupil] as number, model, pinned[pupil] as number);
  return { model: { ...model, pinned, barred, left }, owners, touched: { before: pupil, after: pupil } };
}

/** Pins must go on fitting together. */
function overPinned({ left, resources }: Model): string | undefined {
  for (let r = 0; r < left.length; r += 1) {
    if ((left[r] as number) < 0)
      return `pinned: pins are over the capacity of resource ${JSON.stringify(resources[r])}`;
  }
  return undefined;
}

/** What is left after one pin was lifted and another put in its place; -1 for none. */
function leftAfter(left: Float64Array, was: Model, lifted: number, model: Uses, put: number): Float64Array {
  if (lifted < 0 && put < 0) return left;
  const made = left.slice();
  addUses(made, was, lifted, 1);
  addUses(made, model, put, -1);
  return made;
}

type Uses = Pick<Model, 'useStart' | 'useResource' | 'useUnits'>;

function addUses(left: Float64Array, { useStart, useResource, useUnits }: Uses, option: number, by: 1 | -1): void {
  if (option < 0) return;
  for (let k = useStart[option] as number; k < (useStart[option + 1] as number); k += 1) {
    const resource = useResource[k] as number;
    left[resource] = (left[resource] as number) + by * (useUnits[k] as number);
  }
}

function withResource(model: Model, resource: ResourceEntry): Model {
  const at = placeIn(model.resources, resource.id);
  const known = model.resources[at] === resource.id;
  const capacity = spliced(model.capacity, at, known ? at + 1 : at, [resource.capacity]);
  const pinnedUnits = known ? (model.capacity[at] as number) - (model.left[at] as number) : 0;
  const left = spliced(model.left, at, known ? at + 1 : at, [resource.capacity - pinnedUnits]);
  // Mostly it is units that change, and nothing else.
  if (known && isPricedAs(model, at, resource)) return { ...model, capacity, left };
  const old = entriesOf(model);
  const entries = [...old.slice(0, at), resource, ...old.slice(known ? at + 1 : at)];
  const resources = known ? model.resources : model.resources.toSpliced(at, 0, resource.id);
  const useResource = known ? model.useResource : model.useResource.map((r) => (r >= at ? r + 1 : r));
  return { ...model, resources, capacity, left, useResource, groups: groupsOf(entries) };
}

/** Does a resource stand in the group, and with the step, that it is to have? */
function isPricedAs({ groups }: Model, at: number, { id, group = id, step = 1 }: ResourceEntry): boolean {
  const own = groups.find(({ name }) => name === group);
  const i = own?.resources.indexOf(at) ?? -1;
  return i >= 0 && own?.steps[i] === step;
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

/** A pupil put in, replaced, or taken out, with all its options. */
function withPupil(
  model: Model,
  owners: OptionOwners,
  id: string,
  coming: { readonly pupil: PupilEntry; readonly options: readonly OptionEntry[] } | undefined,
): MadeChange | string {
  const p = placeIn(model.pupils, id);
  const known = model.pupils[p] === id;
  const at: Slice = {
    p,
    after: known ? p + 1 : p,
    from: model.optionStart[p] as number,
    to: model.optionStart[known ? p + 1 : p] as number,
  };
  const options = [...(coming?.options ?? [])].sort((a, b) => byCodeUnits(a.id, b.id));
  if (options.some((option) => (owners.of(option.id) ?? id) !== id)) {
    return 'options: an option of another pupil has this id';
  }
  const gone = model.options.slice(at.from, at.to);
  return {
    model: {
      ...model,
      ...pupilsAfter(model, at, id, coming?.pupil),
      ...optionsAfter(model, at, id, coming && options),
    },
    owners: owners.after(
      id,
      gone,
      options.map((option) => option.id),
    ),
    touched: { before: known ? p : -1, after: coming ? p : -1 },
  };
}

/** Pupils from p up to `after`, with options from `from` up to `to`, that others take the place of. */
interface Slice {
  readonly p: number;
  readonly after: number;
  readonly from: number;
  readonly to: number;
}

function pupilsAfter(
  model: Model,
  { p, after }: Slice,
  id: string,
  pupil: PupilEntry | undefined,
): Pick<Model, 'pupils' | 'band' | 'bandCount' | 'waiting'> {
  const entry = <T>(value: (pupil: PupilEntry) => T): T[] => (pupil ? [value(pupil)] : []);
  const bands = entry((each) => each.band);
  const waits = entry((each) => each.waitingDays ?? 0);
  const band = spliced(model.band, p, after, bands);
  return {
    pupils: splicedTexts(
      model.pupils,
      p,
      after,
      entry(() => id),
    ),
    band,
    bandCount: bandCountOf(band, Math.max(model.bandCount, ...bands.map((each) => each + 1))),
    waiting: spliced(model.waiting, p, after, waits),
  };
}

/** One more than the highest band of any pupil, which is no more than `most`. */
function bandCountOf(band: Int32Array, most: number): number {
  let count = most;
  while (count > 0 && !band.includes(count - 1)) count -= 1;
  return count;
}

/** What the model says of options, with those of a pupil replaced; undefined stands for the pupil's being gone with them. */
function optionsAfter(
  model: Model,
  at: Slice,
  id: string,
  options: readonly OptionEntry[] | undefined,
): Partial<Model> {
  const { p, after, from, to } = at;
  const own = optionsOf(options ?? []);
  const names = splicedTexts(model.options, from, to, own.options);
  const count = own.options.length;
  const optionPupil = spliced(
    model.optionPupil,
    from,
    to,
    new Int32Array(count).fill(p),
    (options ? 1 : 0) - (after - p),
  );
  const pupils = splicedTexts(model.pupils, p, after, options ? [id] : []);
  const uses = usesAfter(model, at, options ?? []);
  // What was drawn stands while the names do.
  const same = names === model.options && pupils === model.pupils;
  return {
    optionStart: spliced(model.optionStart, p, after, options ? [from] : [], count - (to - from)),
    options: names,
    optionPupil,
    fit: spliced(model.fit, from, to, own.fit),
    rank: spliced(model.rank, from, to, own.rank),
    priority: spliced(model.priority, from, to, own.priority),
    ...uses,
    ...choicesAfter(model, at, options && own.options, uses),
    ...(same ? {} : drawsOf(model.seed, model.draw, pupils, names, optionPupil)),
  };
}

function usesAfter(
  model: Model,
  { from, to }: Slice,
  options: readonly OptionEntry[],
): Pick<Model, 'useStart' | 'useResource' | 'useUnits'> {
  const own = usesOf(options, (id) => placeIn(model.resources, id));
  const [first, last] = [model.useStart[from] as number, model.useStart[to] as number];
  const starts = own.useStart.subarray(0, options.length).map((start) => start + first);
  return {
    useStart: spliced(model.useStart, from, to, starts, own.useResource.length - (last - first)),
    useResource: spliced(model.useResource, first, last, own.useResource),
    useUnits: spliced(model.useUnits, first, last, own.useUnits),
  };
}

/** Pins and bars on options that the pupil keeps stand; all others stay where they were. */
function choicesAfter(
  model: Model,
  { p, after, from, to }: Slice,
  options: readonly string[] | undefined,
  uses: Uses,
): Pick<Model, 'pinned' | 'barred' | 'left'> {
  const barredBefore = new Set(model.options.slice(from, to).filter((_, i) => model.barred[from + i]));
  const pin = after > p ? (model.pinned[p] as number) : -1;
  const pinnedBefore = pin < 0 ? undefined : model.options[pin];
  const keeps = options?.findIndex((id) => id === pinnedBefore) ?? -1;
  const more = (options?.length ?? 0) - (to - from);
  const own = (options ?? []).map((id) => (barredBefore.has(id) ? 1 : 0));
  const kept = keeps < 0 ? -1 : from + keeps;
  return {
    left: leftAfter(model.left, model, pin, uses, kept),
    pinned: spliced(shiftedFrom(model.pinned, to, more), p, after, options ? [kept] : []),
    barred: spliced(model.barred, from, to, own),
  };
}
