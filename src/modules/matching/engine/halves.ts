import type { Part } from './part.js';

/**
 * Some rows, and some pupils with one option at most each. What keeps to every one of them keeps to half of their sum, and since options
 * are taken whole, to that half cut to a whole number. It rules out what a relaxation takes by halves (Caprara and Fischetti, 1996).
 */
export interface Half {
  readonly rows: readonly number[];
  readonly pupils: readonly number[];
}

/** A half and its price. */
export interface PricedHalf {
  readonly half: Half;
  readonly price: number;
}

/** What there is of a half. */
export const roomOf = (part: Part, { rows, pupils }: Half): number =>
  Math.floor(rows.reduce((sum, row) => sum + (part.capacity[row] as number), pupils.length) / 2);

/** What each option uses of a half. */
export function usesOf(part: Part, { rows, pupils }: Half): Float64Array {
  const own = new Uint8Array(part.capacity.length);
  for (const row of rows) own[row] = 1;
  const members = new Uint8Array(part.pupils.length);
  for (const p of pupils) members[p] = 1;
  return Float64Array.from(part.options, (_, o) => {
    let sum = members[part.optionPupil[o] as number] as number;
    for (let k = part.useStart[o] as number; k < (part.useStart[o + 1] as number); k += 1) {
      if (own[part.useRow[k] as number]) sum += part.useUnits[k] as number;
    }
    return Math.floor(sum / 2);
  });
}
