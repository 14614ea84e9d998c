import type { Level } from './level-net.js';
import { LOTTERY_SIZE } from './lottery.js';
import type { Swap } from './part-change.js';
import type { Part } from './part.js';

/** Sums and prices stay below this, so that every number between is an exact integer. */
const EXACT = 2 ** 51;

/** The best fit of some options, which stand one after the other. */
function bestFit({ model, options }: Part, from: number, to: number): number {
  let most = 0;
  for (let o = from; o < to; o += 1) most = Math.max(most, model.fit[options[o] as number] as number);
  return most;
}

/** At least twice what fit can amount to, so that a sum of places and fit can be taken apart; a power of 2, so that it seldom changes. */
export function placeOver(span: number): number {
  let place = 2;
  while (place < 2 * span) place *= 2;
  return place;
}

/** What places and fit can amount to: the pupils of each band, and one more than the greatest sum of fit that a choice could have. */
export interface Extent {
  readonly bands: Int32Array;
  readonly fit: number;
}

export function extentOf(part: Part): Extent {
  const { band, bandCount } = part.model;
  const bands = new Int32Array(bandCount);
  let fit = 1;
  for (let p = 0; p < part.pupils.length; p += 1) {
    const own = band[part.pupils[p] as number] as number;
    bands[own] = (bands[own] as number) + 1;
    fit += bestFit(part, part.optionStart[p] as number, part.optionStart[p + 1] as number);
  }
  return { bands, fit };
}

/** The same after a pupil was swapped for another; undefined if the bands are others now. */
export function extentAfter(
  part: Part,
  { at, gone, come, from, to, count }: Swap,
  was: { readonly part: Part; readonly extent: Extent },
): Extent | undefined {
  const bands = was.extent.bands.slice();
  const add = ({ model, pupils }: Part, more: number): void => {
    const own = model.band[pupils[at] as number] as number;
    bands[own] = (bands[own] as number) + more;
  };
  if (gone) add(was.part, -1);
  if (come) add(part, 1);
  if (bands.some((each, band) => each > 0 !== (was.extent.bands[band] as number) > 0)) return undefined;
  return { bands, fit: was.extent.fit - bestFit(was.part, from, to) + bestFit(part, from, from + count) };
}

/** Worth of placing a pupil by band, first band highest. In these problems any falling weights place band by band. */
export function rankOf({ bands }: Extent): Float64Array {
  const rank = new Float64Array(bands.length);
  let next = 1;
  for (let band = bands.length - 1; band >= 0; band -= 1) if (bands[band]) rank[band] = next++;
  return rank;
}

/** Places and fit: one level if the numbers stay exact together, two if not. */
export function firstLevels(part: Part, extent: Extent): Level[] {
  const { fit, band } = part.model;
  const fitOf = (o: number): number => fit[part.options[o] as number] as number;
  const rank = rankOf(extent);
  const place = placeOver(extent.fit);
  const top = 1 + Math.max(0, ...rank);
  const ofPupil = (p: number): number => rank[band[part.pupils[p] as number] as number] as number;
  if (top * place < EXACT) return [{ pupil: (p) => ofPupil(p) * place, option: fitOf, span: top * place }];
  return [
    { pupil: ofPupil, option: () => 0, span: 1 + (top - 1) * part.pupils.length },
    { pupil: () => 0, option: fitOf, span: extent.fit },
  ];
}

export type TieLevel = (part: Part) => Level;

const waitingDays: TieLevel = (part) => {
  const { waiting } = part.model;
  const waits = (p: number): number => waiting[part.pupils[p] as number] as number;
  let days = 1;
  for (let p = 0; p < part.pupils.length; p += 1) days += waits(p);
  return { pupil: waits, option: () => 0, span: days };
};

const draw: TieLevel = (part) => {
  const { lottery } = part.model;
  const span = 1 + LOTTERY_SIZE * part.pupils.length;
  return { pupil: () => 0, option: (o) => lottery(part.options[o] as number), span };
};

/** What decides between choices that are equal in places and fit, before canonical order. */
export const TIES: readonly TieLevel[] = [waitingDays, draw];
