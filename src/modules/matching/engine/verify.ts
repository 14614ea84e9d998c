import type { Objective } from './exchange.js';
import type { Model } from './model.js';
import type { Choice, Part } from './part.js';

/** Does a choice keep to every row? Whole numbers throughout; a sum is stopped before it can leave the safe range. */
export function isFeasible(part: Part, choice: Choice): boolean {
  const left = Float64Array.from(part.capacity);
  for (let p = 0; p < choice.length; p += 1) {
    const o = choice[p] as number;
    if (o < 0) continue;
    if (part.optionPupil[o] !== p) return false;
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      const row = part.useRow[k] as number;
      const rest = (left[row] as number) - (part.useUnits[k] as number);
      if (rest < 0) return false;
      left[row] = rest;
    }
  }
  return true;
}

/** The same question put to the whole problem as it was read: pins kept, nothing barred, no resource overused. */
export function faultOf(model: Model, chosen: Int32Array): string | undefined {
  const { pinned, barred, optionPupil, useStart, useResource, useUnits } = model;
  const left = model.capacity.slice();
  for (let p = 0; p < chosen.length; p += 1) {
    const o = chosen[p] as number;
    const pin = pinned[p] as number;
    if (pin >= 0 && pin !== o) return `pin of pupil ${p} not kept`;
    if (o < 0) continue;
    if (optionPupil[o] !== p) return `option ${o} is not of pupil ${p}`;
    if (barred[o]) return `option ${o} is barred`;
    for (let k = useStart[o] as number, to = useStart[o + 1] as number; k < to; k += 1) {
      const resource = useResource[k] as number;
      const rest = (left[resource] as number) - (useUnits[k] as number);
      if (rest < 0) return `resource ${resource} is overused`;
      left[resource] = rest;
    }
  }
  return undefined;
}

/** Counts and sums of a choice over model pupils. */
export function objectiveOf({ band, bandCount, fit }: Model, chosen: Int32Array): Objective {
  const placedByBand = new Int32Array(bandCount);
  let totalFit = 0;
  for (let p = 0; p < chosen.length; p += 1) {
    const o = chosen[p] as number;
    if (o < 0) continue;
    const own = band[p] as number;
    placedByBand[own] = (placedByBand[own] as number) + 1;
    totalFit += fit[o] as number;
  }
  return { placedByBand: [...placedByBand], totalFit };
}

/** Counts and sums of a choice within a part. */
export function partObjective({ model, pupils, options }: Part, choice: Choice): Objective {
  const { band, bandCount, fit } = model;
  const placedByBand = new Int32Array(bandCount);
  let totalFit = 0;
  for (let p = 0; p < choice.length; p += 1) {
    const o = choice[p] as number;
    if (o < 0) continue;
    const own = band[pupils[p] as number] as number;
    placedByBand[own] = (placedByBand[own] as number) + 1;
    totalFit += fit[options[o] as number] as number;
  }
  return { placedByBand: [...placedByBand], totalFit };
}

/** Lexicographic: places band by band, then fit. Positive if a is better. */
export function compareObjectives(a: Objective, b: Objective): number {
  for (let band = 0; band < Math.max(a.placedByBand.length, b.placedByBand.length); band += 1) {
    const byPlaces = (a.placedByBand[band] ?? 0) - (b.placedByBand[band] ?? 0);
    if (byPlaces !== 0) return byPlaces;
  }
  return a.totalFit - b.totalFit;
}

export function addObjectives(a: Objective, b: Objective): Objective {
  return {
    placedByBand: a.placedByBand.map((count, band) => count + (b.placedByBand[band] ?? 0)),
    totalFit: a.totalFit + b.totalFit,
  };
}

/** How much more the one is than the other. */
export function difference(after: Objective, before: Objective): Objective {
  return {
    placedByBand: after.placedByBand.map((count, band) => count - (before.placedByBand[band] as number)),
    totalFit: after.totalFit - before.totalFit,
  };
}
