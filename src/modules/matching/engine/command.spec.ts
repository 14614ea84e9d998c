import { describe, expect, it } from '@jest/globals';
import { runMatchCommand } from './command.js';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
  readonly written: ReadonlyMap<string, string>;
}

async function run(argv: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const said = { out: '', errors: '' };
  const written = new Map<string, string>();
  const code = await runMatchCommand(argv, {
    readFile: (path) => {
      const text = files[path];
      return text === undefined
        ? Promise.reject(Object.assign(new Error(path), { code: 'ENOENT' }))
        : Promise.resolve(text);
    },
    writeFile: (path, text) => {
      if (path.startsWith('/nowhere')) return Promise.reject(Object.assign(new Error(path), { code: 'ENOENT' }));
      written.set(path, text);
      return Promise.resolve();
    },
    stdout: (text) => (said.out += text),
    stderr: (text) => (said.errors += text),
  });
  return { code, ...said, written };
}

const problem = {
  version: 1,
  resources: [{ id: 's', capacity: 1, group: 'site' }],
  pupils: [
    { id: 'b', band: 0 },
    { id: 'a', band: 1 },
  ],
  options: [
    { id: 'a/s', pupil: 'a', fit: 900, uses: [['s', 1]] },
    { id: 'b/s', pupil: 'b', fit: 100, uses: [['s', 1]] },
  ],
};
/** Two with a place each and a fund of so many units between them: with one, they are a pair kept apart. */
const withFund = (capacity: number): object => ({
  ...problem,
  resources: [
    { id: 's', capacity: 2 },
    { id: 'fund', capacity },
  ],
  options: problem.options.map((option) => ({ ...option, uses: [...option.uses, ['fund', 1]] })),
});

/** Room for all at one site, and a pair of everybody with everybody. */
function allApart(count: number): object {
  const numbers = Array.from({ length: count }, (_, n) => n);
  const pairs = numbers.flatMap((n) =>
    numbers.slice(n + 1).map((m) => ({ id: `apart/${n}-${m}`, capacity: 1, both: [n, m] })),
  );
  return {
    version: 1,
    resources: [{ id: 's', capacity: count }, ...pairs.map(({ id, capacity }) => ({ id, capacity }))],
    pupils: numbers.map((n) => ({ id: `p${n}`, band: 0 })),
    options: numbers.map((n) => ({
      id: `o${n}`,
      pupil: `p${n}`,
      fit: n,
      uses: [['s', 1], ...pairs.filter(({ both }) => both.includes(n)).map(({ id }) => [id, 1])],
    })),
  };
}

const files = { 'p.json': JSON.stringify(problem), 'bad.json': '{"version":1}' };

describe('the match command', () => {
  it('prints a result, says how long it took on standard error, and ends with 0', async () => {
    const { code, out, errors } = await run(['p.json'], files);
    expect(code).toBe(0);
    expect(errors).toMatch(/^elapsed \d+ ms\n$/);
    expect(JSON.parse(out)).toMatchObject({
      status: 'optimal',
      mode: 'optimal',
      engine: '1.0.0',
      placedByBand: [1, 0],
      totalFit: 100,
      bound: { placedByBand: [1, 0], totalFit: 100 },
      chosen: ['b/s'],
      unplaced: ['a'],
      prices: [{ group: 'site', step: 1, placedByBand: [0, 1], fit: 900 }],
    });
  });

  it('writes to a file when asked, and nothing to standard output', async () => {
    const { code, out, written } = await run(
      ['p.json', '--out', 'r.json', '--mode', 'greedy', '--time-limit', '0.5'],
      files,
    );
    expect([code, out]).toEqual([0, '']);
    expect(JSON.parse(written.get('r.json') ?? '')).toMatchObject({ mode: 'greedy' });
  });

  it.each([
    [[], 'usage: match'],
    [['p.json', 'q.json'], 'usage: match'],
    [['missing.json'], 'cannot read "missing.json": ENOENT'],
    [['bad.json'], 'problem: resources is missing'],
    [['p.json', '--mode', 'best'], '--mode must be optimal, stable or greedy, not "best"'],
    [['p.json', '--mode'], '--mode needs a value'],
    [['p.json', '--time-limit', '0'], '--time-limit must be a number of seconds above 0, not "0"'],
    [['p.json', '--time-limit', 'soon'], '--time-limit must be a number of seconds above 0, not "soon"'],
    [['p.json', '--speed', '9'], 'unknown option "--speed"'],
    [['p.json', '--mode', 'stable'], 'options[0]: rank is missing, and stable mode needs it'],
    [['p.json', '--out', '/nowhere/r.json'], 'cannot write "/nowhere/r.json": ENOENT'],
  ])('ends with 2 and one line for %j', async (argv, line) => {
    const { code, out, errors } = await run(argv, files);
    expect([code, out]).toEqual([2, '']);
    expect(errors).toContain(line);
    expect(errors.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['nobody', { version: 1, resources: [{ id: 's', capacity: 3 }], pupils: [], options: [] }, []],
    ['no places', { ...problem, resources: [{ id: 's', capacity: 0 }] }, [0, 0]],
    ['a million places', { ...problem, resources: [{ id: 's', capacity: 1_000_000 }] }, [1, 1]],
    [
      'all the places a number can say',
      { ...problem, resources: [{ id: 's', capacity: Number.MAX_SAFE_INTEGER }] },
      [1, 1],
    ],
    ['a budget of nothing', withFund(0), [0, 0]],
    ['a budget for all', withFund(2), [1, 1]],
    ['two who must be kept apart', withFund(1), [1, 0]],
    ['a hundred who must all be kept apart', allApart(100), [1]],
  ])('answers a pool with %s at once', async (_, pool, placedByBand) => {
    const { code, out } = await run(['p.json'], { 'p.json': JSON.stringify(pool) });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ status: 'optimal', placedByBand });
  });

  it('checks a result against its problem: 0 if it holds, 1 if it does not, 2 if a file is not what it should be', async () => {
    const { out } = await run(['p.json'], files);
    const checking = { ...files, 'r.json': out, 'other.json': out.replace('"totalFit":100', '"totalFit":101') };
    const check = (...argv: readonly string[]): Promise<Ran> => run(['--check', ...argv], checking);
    expect(await check('p.json', 'r.json')).toMatchObject({
      code: 0,
      out: 'holds for 2 pupils, 1 of 1 prices worked out again\n',
      errors: '',
    });
    expect(await check('p.json', 'other.json')).toMatchObject({
      code: 1,
      out: '',
      errors: 'totalFit: is 101, and the choice adds up to 100\n',
    });
    for (const argv of [
      ['p.json'],
      ['bad.json', 'r.json'],
      ['p.json', 'missing.json'],
      ['p.json', 'r.json', '--fast'],
    ]) {
      const { code, errors } = await check(...argv);
      expect([code, errors.split('\n').length]).toEqual([2, 2]);
    }
    expect((await check('p.json', 'bad.json')).code).toBe(1);
  });
});
