type Numbers = Int32Array | Float64Array | Uint8Array;

/**
 * A list with some of its entries replaced by others, and `more` added to those behind them. The list itself, where nothing comes out
 * differently. All but the sums is copied as memory, so it costs next to nothing even where a region's options stand.
 */
export function spliced<T extends Numbers>(list: T, from: number, to: number, by: ArrayLike<number>, more = 0): T {
  if (more === 0 && isSame(list, from, to, by)) return list;
  const kind = list.constructor as new (length: number) => T;
  const made = new kind(list.length - (to - from) + by.length);
  made.set(list.subarray(0, from));
  made.set(by, from);
  made.set(list.subarray(to), from + by.length);
  if (more !== 0 && made instanceof Int32Array) raise(made, from + by.length, more);
  return made;
}

/** The same for texts. */
export function splicedTexts(
  list: readonly string[],
  from: number,
  to: number,
  by: readonly string[],
): readonly string[] {
  return isSame(list, from, to, by) ? list : list.toSpliced(from, to - from, ...by);
}

function isSame<T>(list: ArrayLike<T>, from: number, to: number, by: ArrayLike<T>): boolean {
  if (to - from !== by.length) return false;
  for (let i = 0; i < by.length; i += 1) if (list[from + i] !== by[i]) return false;
  return true;
}

/** A list with so many added to each number from a given one on; the list itself where that changes nothing. */
export function shiftedFrom(list: Int32Array, from: number, more: number): Int32Array {
  if (more === 0) return list;
  const made = list.slice();
  for (let i = 0; i < made.length; i += 1) if ((made[i] as number) >= from) made[i] = (made[i] as number) + more;
  return made;
}

/** Adds to all entries from a position on. */
function raise(list: Int32Array, from: number, more: number): void {
  for (let i = from; i < list.length; i += 1) list[i] = (list[i] as number) + more;
}

/** Where a number stands in an ascending list, or would. */
export function placeAmong(list: Int32Array, number: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Are two lists the same, number by number? */
export function sameNumbers(a: Int32Array | Float64Array, b: Int32Array | Float64Array): boolean {
  return a.length === b.length && isSame(a, 0, a.length, b);
}
