import { describe, expect, it } from '@jest/globals';
import { checkResult } from './check-result.js';
import { digestOf } from './digest.js';
import type { CertificateEntry, CertificateHalf, OptionEntry, ProblemFile, ResultFile } from './exchange.js';
import { solve } from './solve.js';

const DAYS = ['mon', 'tue', 'wed'];

/**
 * At each site six pupils, two for every two days of three, with three places a day: four and a half of them by halves, four in truth.
 * Whoever goes without stays elsewhere. The fund ties the sites together, and is large enough.
 */
function sixes(sites: number): ProblemFile {
  const pupils = Array.from({ length: 6 * sites }, (_, i) => ({ id: `p${i}`, site: Math.floor(i / 6), out: i % 3 }));
  const options: OptionEntry[] = pupils.flatMap(({ id, site, out }, i) => [
    {
      id: `${id}/a`,
      pupil: id,
      fit: 900,
      uses: [...DAYS.filter((_, day) => day !== out).map((day) => [`site-${site}/${day}`, 1] as const), ['fund', 3]],
    },
    { id: `${id}/b`, pupil: id, fit: 500, uses: [['fund', 2 + (i % 2)]] },
  ]);
  return {
    version: 1,
    resources: [
      ...Array.from({ length: sites }, (_, n) => DAYS.map((day) => ({ id: `site-${n}/${day}`, capacity: 3 }))).flat(),
      { id: 'fund', capacity: 17 * sites },
    ],
    pupils: pupils.map(({ id }) => ({ id, band: 0 })),
    options,
  };
}

/** A result with its first certificate changed, and a digest that fits. */
function altered(result: ResultFile, change: (entry: CertificateEntry) => CertificateEntry): ResultFile {
  const [first, ...rest] = result.certificate as [CertificateEntry, ...CertificateEntry[]];
  const changed = { ...result, certificate: [change(first), ...rest] };
  return { ...changed, digest: digestOf(changed) };
}

describe('a bound that rests on halves', () => {
  it('is nearer than that of the rows alone, and anybody can work it out', async () => {
    const problem = sixes(4);
    const result = await solve(problem, { prices: 'no' });
    const [entry] = result.certificate;
    expect(entry?.halves?.length).toBeGreaterThan(0);
    expect(checkResult(problem, JSON.parse(JSON.stringify(result)))).toMatchObject({ ok: true });
    const without = checkResult(
      problem,
      altered(result, (own) => ({
        ...own,
        levels: own.levels.map(({ band, bound, prices, premiums }) => ({
          ...(band === undefined ? {} : { band }),
          bound,
          prices,
          premiums,
        })),
      })),
    );
    expect(without.ok ? '' : without.fault).toMatch(/its prices prove/);
  });

  it('does not hold with a half that nothing says', async () => {
    const problem = sixes(4);
    const result = await solve(problem, { prices: 'no' });
    const faultWith = (change: (half: CertificateHalf) => Partial<CertificateHalf>): string => {
      const other = altered(result, (own) => ({
        ...own,
        halves: own.halves?.map((half, i) => (i === 0 ? { ...half, ...change(half) } : half)) ?? [],
      }));
      const checked = checkResult(problem, other);
      return checked.ok ? '' : checked.fault;
    };
    expect(faultWith(({ rows }) => ({ rows: [...rows, ...rows] }))).toMatch(/stands twice/);
    expect(faultWith(() => ({ rows: [999] }))).toMatch(/unknown row/);
    expect(faultWith(() => ({ pupils: [999] }))).toMatch(/unknown pupil/);
    expect(faultWith(({ rows }) => ({ rows: rows.slice(1) }))).toMatch(/its prices prove/);
  });
});
