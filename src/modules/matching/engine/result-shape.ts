/** What a result file must look like before anything in it is checked: every key there, no other, each of its kind. */

type Check = (value: unknown, path: string) => string | undefined;

const number: Check = (value, path) => (Number.isSafeInteger(value) ? undefined : `${path}: must be a whole number`);
const count: Check = (value, path) =>
  number(value, path) ?? ((value as number) < 0 ? `${path}: must be 0 or more` : undefined);
const text: Check = (value, path) => (typeof value === 'string' ? undefined : `${path}: must be a text`);
const oneOf =
  (...words: readonly string[]): Check =>
  (value, path) =>
    words.includes(value as string) ? undefined : `${path}: must be ${words.join(', ')}`;

const listOf =
  (each: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return `${path}: must be a list`;
    for (const [i, entry] of value.entries()) {
      const fault = each(entry, `${path}[${i}]`);
      if (fault) return fault;
    }
    return undefined;
  };

const pairOf =
  (first: Check, second: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) return `${path}: must be a pair`;
    return first(value[0], `${path}[0]`) ?? second(value[1], `${path}[1]`);
  };

const objectOf =
  (keys: Readonly<Record<string, Check>>, optional: readonly string[] = []): Check =>
  (value, path) => {
    const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `${path || 'result'}: must be an object`;
    const odd = Object.keys(value).find((key) => !Object.hasOwn(keys, key));
    if (odd !== undefined) return `${path || 'result'}: unknown key ${JSON.stringify(odd.slice(0, 80))}`;
    for (const [key, check] of Object.entries(keys)) {
      const present = Object.hasOwn(value, key);
      if (!present && optional.includes(key)) continue;
      const fault = present ? check((value as Record<string, unknown>)[key], at(key)) : `${at(key)}: is missing`;
      if (fault) return fault;
    }
    return undefined;
  };

const counts = listOf(count);
const texts = listOf(text);
const status = oneOf('optimal', 'bounded', 'stable', 'greedy');
const bound = objectOf({ placedByBand: counts, totalFit: count });
const priced = listOf(pairOf(count, number));
const level = objectOf({ band: count, bound: count, prices: priced, halves: priced, premiums: priced }, [
  'band',
  'halves',
]);
const half = objectOf({ rows: counts, pupils: counts });

const resultFile = objectOf({
  status,
  mode: oneOf('optimal', 'stable', 'greedy'),
  engine: text,
  placedByBand: counts,
  totalFit: count,
  bound,
  chosen: texts,
  unplaced: texts,
  prices: listOf(objectOf({ group: text, step: count, placedByBand: listOf(number), fit: number })),
  problem: text,
  components: listOf(objectOf({ method: oneOf('flow', 'mip', 'stable', 'greedy'), status, pupils: texts, bound })),
  digest: text,
  certificate: listOf(
    objectOf(
      { pupils: texts, unit: count, rows: listOf(pairOf(text, count)), halves: listOf(half), levels: listOf(level) },
      ['halves'],
    ),
  ),
});

/** The first fault in the shape of a result, with the path to it. */
export const shapeFault = (result: unknown): string | undefined => resultFile(result, '');
