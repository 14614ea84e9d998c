import type { Choice, Part } from './part.js';

/**
 * Deferred acceptance, pupils proposing, on a transportation part. Pupils follow their ranks, places their priorities; the published
 * draw breaks ties on both sides (higher first), then canonical order. No pupil then prefers a place that has room or holds somebody
 * of lower priority, and with strict orders no stable choice is better for any pupil (Gale and Shapley 1962).
 */
export function solveStable(part: Part): Choice {
  const { model } = part;
  const count = part.pupils.length;
  const preferences = Array.from({ length: count }, (_, p) => pupilOrder(part, p));
  const nextOf = new Int32Array(count);
  const choice = new Int32Array(count).fill(-1);
  // Options held by each row, the most preferred first.
  const held: number[][] = Array.from(part.capacity, () => []);
  const placeFirst = (a: number, b: number): number => {
    const first = part.options[a] as number;
    const second = part.options[b] as number;
    const byPriority = (model.priority[first] as number) - (model.priority[second] as number);
    return byPriority || model.lottery(second) - model.lottery(first) || a - b;
  };
  const waiting = Array.from({ length: count }, (_, i) => count - 1 - i);
  for (let p = waiting.pop(); p !== undefined; p = waiting.pop()) {
    const own = preferences[p] as number[];
    const turn = nextOf[p] as number;
    if (turn >= own.length) continue;
    nextOf[p] = turn + 1;
    const o = own[turn] as number;
    choice[p] = o;
    const at = part.useStart[o] as number;
    if (at === (part.useStart[o + 1] as number)) continue;
    const row = part.useRow[at] as number;
    const holders = held[row] as number[];
    insert(holders, o, placeFirst);
    if (holders.length <= (part.capacity[row] as number)) continue;
    const refused = holders.pop() as number;
    const loser = part.optionPupil[refused] as number;
    choice[loser] = -1;
    waiting.push(loser);
  }
  return choice;
}

function pupilOrder(part: Part, p: number): number[] {
  const { model } = part;
  const from = part.optionStart[p] as number;
  const own = Array.from({ length: (part.optionStart[p + 1] as number) - from }, (_, i) => from + i);
  return own.sort((a, b) => {
    const first = part.options[a] as number;
    const second = part.options[b] as number;
    const byRank = (model.rank[first] as number) - (model.rank[second] as number);
    return byRank || model.lottery(second) - model.lottery(first) || a - b;
  });
}

/** Keeps a list in order, first preferred first. */
function insert(list: number[], item: number, compare: (a: number, b: number) => number): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(list[middle] as number, item) <= 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, item);
}
