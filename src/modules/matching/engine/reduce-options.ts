import type { Part } from './part.js';

/** True if option a uses no more than option b of every row. Uses stand in order of rows. */
function usesNoMore(part: Part, a: number, b: number): boolean {
  let k = part.useStart[b] as number;
  const end = part.useStart[b + 1] as number;
  for (let i = part.useStart[a] as number; i < (part.useStart[a + 1] as number); i += 1) {
    const row = part.useRow[i] as number;
    while (k < end && (part.useRow[k] as number) < row) k += 1;
    if (k === end || part.useRow[k] !== row || (part.useUnits[k] as number) < (part.useUnits[i] as number))
      return false;
  }
  return true;
}

/**
 * Is b never chosen because a, of the same pupil, uses no more and wins on fit, or ties on fit and wins the draw, or ties on both
 * and comes first? Swapping b for a then improves every solution, in the tie-break too. Waiting days are the pupil's, so equal.
 */
function dominates(part: Part, a: number, b: number): boolean {
  const { model } = part;
  const first = part.options[a] as number;
  const second = part.options[b] as number;
  const byFit = (model.fit[first] as number) - (model.fit[second] as number);
  if (byFit < 0 || !usesNoMore(part, a, b)) return false;
  if (byFit > 0) return true;
  const byDraw = model.lottery(first) - model.lottery(second);
  return byDraw > 0 || (byDraw === 0 && a < b);
}

/** Options of one pupil that each use one row, all different: none can dominate another. */
function allApart(part: Part, p: number, seen: Int32Array): boolean {
  for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
    const at = part.useStart[o] as number;
    if ((part.useStart[o + 1] as number) - at !== 1) return false;
    const row = part.useRow[at] as number;
    if (seen[row] === p + 1) return false;
    seen[row] = p + 1;
  }
  return true;
}

/** Marks dominated options as not kept; true if there were any. */
export function dropDominatedOptions(part: Part, keep: Uint8Array): boolean {
  let found = false;
  const seen = new Int32Array(part.capacity.length);
  for (let p = 0; p < part.pupils.length; p += 1) {
    if (allApart(part, p, seen)) continue;
    const from = part.optionStart[p] as number;
    const to = part.optionStart[p + 1] as number;
    for (let b = from; b < to; b += 1) {
      for (let a = from; a < to; a += 1) {
        if (a === b || !keep[part.options[a] as number] || !dominates(part, a, b)) continue;
        keep[part.options[b] as number] = 0;
        found = true;
        break;
      }
    }
  }
  return found;
}
