import type { Objective } from './exchange.js';
import { partObjective } from './verify.js';
import type { Part } from './part.js';
import { placeOf } from './part.js';
import type { Transport } from './transport.js';

/** Two options that a resource keeps apart, and that a row speaks for together with others. */
export interface KeptApart {
  readonly options: readonly [number, number];
}

/**
 * The resources of a flow that keep exactly two options apart. Not those that any other option uses, be it one that was left out: then
 * more could change than these two.
 */
export function keptApart(part: Part, left: Float64Array): ReadonlyMap<number, KeptApart> {
  const { model } = part;
  const users = new Map<number, number[]>();
  const local = new Map(Array.from(part.options, (option, o) => [option, o]));
  const found = new Map<number, KeptApart>();
  for (let o = 0; o < model.options.length; o += 1) {
    if (model.barred[o] || (model.pinned[model.optionPupil[o] as number] as number) >= 0) continue;
    for (let k = model.useStart[o] as number; k < (model.useStart[o + 1] as number); k += 1) {
      const resource = model.useResource[k] as number;
      if (left[resource] !== 1) continue;
      const own = users.get(resource);
      if (own) own.push(o);
      else users.set(resource, [o]);
    }
  }
  for (const [resource, options] of users) {
    const [first, second, third] = options.map((option) => local.get(option) ?? -1);
    if (first === undefined || second === undefined || third !== undefined || first < 0 || second < 0) continue;
    const oneRow = placeOf(part, first) === placeOf(part, second) && part.capacity[placeOf(part, first)] === 1;
    const twoPupils = part.optionPupil[first] !== part.optionPupil[second];
    if (oneRow && twoPupils && goTogether(part, left, [first, second], resource)) {
      found.set(resource, { options: [first, second] });
    }
  }
  return found;
}

/** Is there enough of everything else for both? */
function goTogether(part: Part, left: Float64Array, options: readonly [number, number], but: number): boolean {
  const { model } = part;
  const used = new Map<number, number>();
  for (const local of options) {
    const o = part.options[local] as number;
    for (let k = model.useStart[o] as number; k < (model.useStart[o + 1] as number); k += 1) {
      const resource = model.useResource[k] as number;
      used.set(resource, (used.get(resource) ?? 0) + (model.useUnits[k] as number));
    }
  }
  return [...used].every(([resource, units]) => resource === but || units <= (left[resource] as number));
}

/**
 * What a flow reaches when two options that were kept apart may stand together: both are taken, nobody else can have their row, and the
 * others choose again.
 */
export function reachedTogether(part: Part, solved: Transport, { options }: KeptApart): Objective {
  const flow = solved.copy();
  for (const o of options) flow.removePupil(part.optionPupil[o] as number);
  flow.removeUnit(placeOf(part, options[0]));
  const choice = Int32Array.from(flow.arcOf);
  for (const o of options) choice[part.optionPupil[o] as number] = o;
  return partObjective(part, choice);
}
