/** The least count of children that may be told of a group; below it somebody could be recognised. */
export const LEAST_TOLD = 5;

const reveals = (count: number): boolean => count !== 0 && Math.abs(count) < LEAST_TOLD;

/** A group's counts, and every count that a reader can work out from them by taking one from another. */
export interface Countable {
  /** For choosing what to hide besides: the smallest first. */
  readonly size: number;
  readonly cells: readonly number[];
}

/**
 * Which groups must not be told, as positions. First those with a count of one to four, or with two counts that far
 * apart. The whole is known, so what is hidden can be worked out from it: one group is never hidden alone, and what is
 * hidden together must come to nought or to five at least; the next smallest are hidden until both hold. Nought is told:
 * it is about nobody. `already` are hidden for another reason.
 */
export function hiddenGroups(groups: readonly Countable[], already: ReadonlySet<number> = new Set()): Set<number> {
  const hidden = new Set(already);
  for (const [index, { cells }] of groups.entries()) if (cells.some(reveals)) hidden.add(index);
  const bySize = groups
    .map(({ size }, index) => ({ size, index }))
    .filter(({ size }) => size > 0)
    .toSorted((a, b) => a.size - b.size || a.index - b.index);
  while (hidden.size > 0 && (hidden.size === 1 || togetherReveal(groups, hidden))) {
    const next = bySize.find(({ index }) => !hidden.has(index));
    if (next === undefined) break;
    hidden.add(next.index);
  }
  return hidden;
}

function togetherReveal(groups: readonly Countable[], hidden: ReadonlySet<number>): boolean {
  const chosen = [...hidden].flatMap((index) => groups[index] ?? []);
  const width = Math.max(0, ...chosen.map(({ cells }) => cells.length));
  return Array.from({ length: width }, (_, cell) =>
    chosen.reduce((sum, { cells }) => sum + (cells[cell] ?? 0), 0),
  ).some(reveals);
}
