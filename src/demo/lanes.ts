import { groupBy } from '../kernel/index.js';

/**
 * Runs `work` for each item, `lanes` groups at a time. Items of a group run one after the other, in their order; the
 * fullest groups start first.
 * @returns the answers, in the order of the items
 */
export async function inLanes<Item, Answer>(
  lanes: number,
  items: readonly Item[],
  groupOf: (item: Item) => string,
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers = new Map<Item, Answer>();
  const groups = [...groupBy(items, groupOf).values()].toSorted((a, b) => b.length - a.length);
  const lane = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      for (const item of group) answers.set(item, await work(item));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return items.map((item) => answers.get(item) as Answer);
}
