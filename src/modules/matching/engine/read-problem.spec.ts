import { describe, expect, it } from '@jest/globals';
import { readProblem, readProblemFile } from './read-problem.js';

type Loose = Record<string, unknown>;

const good = (): Loose & { resources: Loose[]; pupils: Loose[]; options: Loose[] } => ({
  version: 1,
  seed: 7,
  asOf: '2026-11-02',
  resources: [
    { id: 'site-9/ks4/mon-am', capacity: 8, group: 'site-9/ks4' },
    { id: 'fund/high-needs', capacity: 125000000, step: 100000 },
  ],
  pupils: [{ id: 'p1', band: 0, waitingDays: 12 }],
  options: [
    {
      id: 'p1/site-9',
      pupil: 'p1',
      fit: 731,
      rank: 1,
      priority: 3,
      uses: [
        ['site-9/ks4/mon-am', 1],
        ['fund/high-needs', 1200000],
      ],
    },
    { id: 'p1/none', pupil: 'p1', fit: 0, uses: [] },
  ],
  pinned: ['p1/site-9'],
  barred: [],
});

type Problem = ReturnType<typeof good>;

function faultOf(change: (problem: Problem) => unknown, mode: 'optimal' | 'stable' = 'optimal'): string {
  const problem = good();
  const replaced = change(problem);
  const read = readProblem(typeof replaced === 'object' ? replaced : problem, mode);
  return read.ok ? 'no fault' : read.fault;
}

const set =
  (key: string, value: unknown) =>
  (problem: Problem): void => {
    const path = key.split('.');
    const last = path.pop() ?? '';
    let at: unknown = problem;
    for (const step of path) at = (at as Loose)[step];
    (at as Loose)[last] = value;
  };

describe('reading a problem file', () => {
  it('takes the example of the format, and lists in any order of keys', () => {
    expect(faultOf(() => undefined)).toBe('no fault');
  });

  it.each([
    ['version', 2, 'version: must be 1, not 2'],
    ['extra', 1, 'problem: unknown key "extra"'],
    ['resources', {}, 'resources: must be a list'],
    ['resources.0.capacity', -1, 'resources[0].capacity: must be 0 or more, not -1'],
    ['resources.0.capacity', 2 ** 53, 'resources[0].capacity: is outside the safe-integer range'],
    ['resources.0.capacity', Infinity, 'resources[0].capacity: is outside the safe-integer range'],
    ['resources.0.capacity', 1.5, 'resources[0].capacity: must be a whole number, not 1.5'],
    ['resources.0.capacity', '8', 'resources[0].capacity: must be a whole number, not "8"'],
    ['resources.1.id', 'site-9/ks4/mon-am', 'resources[1].id: duplicate id "site-9/ks4/mon-am"'],
    ['resources.1.step', 0, 'resources[1].step: must be 1 or more, not 0'],
    ['resources.1.colour', 'red', 'resources[1]: unknown key "colour"'],
    ['pupils.0.band', -1, 'pupils[0].band: must be 0 or more, not -1'],
    ['pupils.0', null, 'pupils[0]: must be an object'],
    ['options.0.pupil', 'p2', 'options[0].pupil: unknown pupil "p2"'],
    ['options.0.fit', 1_000_000_001, 'options[0].fit: must be 1000000000 or less, not 1000000001'],
    ['options.0.rank', 0, 'options[0].rank: must be 1 or more, not 0'],
    ['options.0.uses', [['nowhere', 1]], 'options[0].uses[0][0]: unknown resource "nowhere"'],
    ['options.0.uses', [['fund/high-needs', 0]], 'options[0].uses[0][1]: must be 1 or more, not 0'],
    ['options.0.uses', ['fund/high-needs'], 'options[0].uses[0]: must be a list'],
    ['options.0.uses', [['fund/high-needs']], 'options[0].uses[0]: must be a resource id and a number of units'],
    ['options.1.id', 'p1/site-9', 'options[1].id: duplicate id "p1/site-9"'],
    ['asOf', '2026-02-30', 'asOf: must be a date such as 2026-11-02, not "2026-02-30"'],
    ['seed', 'seven', 'seed: must be a whole number, not "seven"'],
    ['pinned', ['p9'], 'pinned[0]: unknown option "p9"'],
    ['pinned', ['p1/site-9', 'p1/none'], 'pinned[1]: pupil "p1" is pinned twice'],
    ['barred', ['p1/site-9'], 'pinned[0]: option "p1/site-9" is pinned and barred'],
    ['resources.0.capacity', 0, 'pinned[0]: pins are over the capacity of resource "site-9/ks4/mon-am"'],
  ])('names the fault in %s = %j', (key, value, fault) => {
    expect(faultOf(set(key, value))).toBe(fault);
  });

  it('names a resource that stands twice in one option', () => {
    const twice = [
      ['fund/high-needs', 1],
      ['fund/high-needs', 2],
    ];
    expect(faultOf(set('options.0.uses', twice))).toBe(
      'options[0].uses[1][0]: resource "fund/high-needs" stands twice in one option',
    );
  });

  it('names what is missing', () => {
    expect(faultOf((problem) => delete problem['version'])).toBe('problem: version is missing');
    expect(faultOf((problem) => void delete problem.pupils[0]?.['band'])).toBe('pupils[0]: band is missing');
  });

  it('asks for ranks, priorities and single units in stable mode only', () => {
    expect(faultOf(() => undefined, 'stable')).toBe(
      'options[0].uses[1]: stable mode allows one unit of a resource, not 1200000 of "fund/high-needs"',
    );
    expect(faultOf(set('options.0.uses', []), 'stable')).toBe('options[1]: rank is missing, and stable mode needs it');
  });

  it('keeps the line one line whatever an id holds', () => {
    const fault = faultOf(set('options.0.pupil', `p2\n\u2028\u202e${'x'.repeat(1_000_000)}`));
    expect(fault.split(/[\n\r\u2028]/)).toHaveLength(1);
    expect(fault.length).toBeLessThan(200);
  });

  it.each([
    ['', 'problem: is not JSON'],
    ['{', 'problem: is not JSON'],
    ['[]', 'problem: must be an object'],
    ['null', 'problem: must be an object'],
    ['"x"', 'problem: must be an object'],
    ['{"__proto__":{}}', 'problem: unknown key "__proto__"'],
  ])('answers %j in one line', (text, fault) => {
    const read = readProblemFile(text);
    expect(read.ok ? '' : read.fault).toContain(fault);
  });

  it('refuses bytes that are not UTF-8, and takes a byte order mark', () => {
    const broken = readProblemFile(Uint8Array.from([0xff, 0xfe, 0x7b]));
    expect(broken.ok ? '' : broken.fault).toBe('problem: is not JSON ("the text is not UTF-8")');
    const bytes = new TextEncoder().encode(`\ufeff${JSON.stringify(good())}`);
    expect(readProblemFile(bytes).ok).toBe(true);
  });
});
