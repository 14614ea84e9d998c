import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import { randomProblem, type Shape } from '../../../../test/support/matching/random-problem.js';
import { runMatchCommand } from './command.js';

const shape: Shape = { pupils: 4, sites: 3, options: 3, kind: 'mixed', fits: 20, waits: 4, pins: 'yes' };

const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  '',
  'no-such',
  '\u202e\n',
  '8',
  [],
  [[]],
  {},
  { id: 'x' },
  { ['__proto__']: 1 },
];

/** Every place in a value, as the keys that lead to it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, entry]) => placesIn(entry, [...path, key]))];
}

/** One thing wrong, somewhere: a value replaced, a key left out or added, an entry twice. */
function mutated(problem: unknown, random: Random): unknown {
  const copy = JSON.parse(JSON.stringify(problem)) as Record<string, unknown>;
  const path = random.pick(placesIn(copy).filter((each) => each.length > 0));
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = path.at(-1) as string;
  const way = random.below(4);
  if (way === 0 && Array.isArray(at)) at.splice(Number(last), 1);
  else if (way === 0) Reflect.deleteProperty(at, last);
  else if (way === 1 && Array.isArray(at)) at.push(at[Number(last)]);
  else if (way === 1) at[`${last}-too`] = 1;
  else at[last] = random.pick(STRANGE);
  return copy;
}

async function run(text: string | Uint8Array): Promise<{ code: number; out: string; errors: string }> {
  const said = { out: '', errors: '' };
  const code = await runMatchCommand(['p.json'], {
    readFile: () => Promise.resolve(text),
    writeFile: () => Promise.reject(new Error('nothing is written')),
    stdout: (each) => (said.out += each),
    stderr: (each) => (said.errors += each),
  });
  return { code, ...said };
}

/** A result, or one line that says where the fault is: never a stack, never both. */
function expectAnswer(seed: number, { code, out, errors }: Awaited<ReturnType<typeof run>>): void {
  if (code === 0) {
    expect({ seed, result: out.startsWith('{"status":') }).toEqual({ seed, result: true });
    return;
  }
  expect({ seed, code, out, lines: errors.split('\n').length }).toEqual({ seed, code: 2, out: '', lines: 2 });
  expect(errors).toMatch(
    /^(problem|version|seed|asOf|(resources|pupils|options|pinned|barred)(\[\d+\])?[^ :]*): \S.*\n$/,
  );
  expect(errors).not.toMatch(/ {4}at |Error/);
}

describe('a malformed problem file', () => {
  it('is named in one line with the path to the fault, whatever is wrong with it', async () => {
    const codes = new Map<number, number>();
    for (let seed = 0; seed < 1500; seed += 1) {
      const random = new Random(seed);
      const ran = await run(JSON.stringify(mutated(randomProblem(seed % 50, shape), random)));
      expectAnswer(seed, ran);
      codes.set(ran.code, (codes.get(ran.code) ?? 0) + 1);
    }
    expect(codes.get(2)).toBeGreaterThan(500);
  }, 120_000);

  it('is named in one line when its bytes are cut, swapped or no text at all', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(randomProblem(7, shape)));
    for (let seed = 0; seed < 500; seed += 1) {
      const random = new Random(seed);
      const broken = bytes.slice(0, random.chance(50) ? random.below(bytes.length) : bytes.length);
      for (let n = random.below(3); n >= 0 && broken.length > 0; n -= 1)
        broken[random.below(broken.length)] = random.below(256);
      expectAnswer(seed, await run(broken));
    }
    for (const text of ['', '\u0000', '[', '['.repeat(200_000), '"'.repeat(3), 'NaN', '{"version":1e999}']) {
      expect((await run(text)).code).toBe(2);
    }
  }, 120_000);
});
