import type { CertificateEntry, CertificateHalf, Objective, OptionEntry, ProblemFile } from './exchange.js';

/** The problem as the check of a certificate needs it, read straight from the file. */
export interface Facts {
  readonly problem: ProblemFile;
  readonly bandOf: ReadonlyMap<string, number>;
  /** Units of each resource that the pins leave. */
  readonly left: ReadonlyMap<string, bigint>;
  /** What may still be chosen by each pupil who is not pinned: neither barred nor larger than what is left. */
  readonly possible: ReadonlyMap<string, readonly OptionEntry[]>;
}

/** The problem once the pins are taken out. */
export function factsOf(problem: ProblemFile): Facts {
  const pins = new Set(problem.pinned);
  const bars = new Set(problem.barred);
  const left = new Map(problem.resources.map(({ id, capacity }) => [id, BigInt(capacity)]));
  const pinned = problem.options.filter(({ id }) => pins.has(id));
  for (const { uses } of pinned) {
    for (const [resource, units] of uses) left.set(resource, (left.get(resource) ?? 0n) - BigInt(units));
  }
  const settled = new Set(pinned.map(({ pupil }) => pupil));
  const possible = new Map<string, OptionEntry[]>();
  for (const option of problem.options) {
    if (bars.has(option.id) || settled.has(option.pupil)) continue;
    if (option.uses.some(([resource, units]) => BigInt(units) > (left.get(resource) ?? 0n))) continue;
    const own = possible.get(option.pupil);
    if (own) own.push(option);
    else possible.set(option.pupil, [option]);
  }
  return { problem, bandOf: new Map(problem.pupils.map(({ id, band }) => [id, band])), left, possible };
}

class Fault extends Error {}

function fail(line: string): never {
  throw new Fault(line);
}

const whole = (value: unknown, path: string): bigint =>
  Number.isSafeInteger(value) ? BigInt(value as number) : fail(`${path}: must be a whole number`);

/**
 * Works out again, in whole numbers, every bound that a certificate entry claims. Bounds are lexicographic: a level says what can be
 * had by a choice that reaches the bounds of the bands before it, and that is why a premium may stand on those. Returns what is proved,
 * or one line that names the fault. Nothing of the solver is used here.
 */
export function provedBy(
  facts: Facts,
  entry: CertificateEntry,
  path: string,
): { readonly bound: Objective; readonly fit: 'proved' | 'open' } | string {
  try {
    return new Entry(facts, entry, path).proved();
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

class Entry {
  private readonly unit: bigint;
  private readonly rows: readonly { readonly resource: string; readonly divisor: bigint; readonly capacity: bigint }[];
  private readonly divisors: ReadonlyMap<string, bigint>;
  private readonly halves: readonly {
    readonly rows: ReadonlySet<string>;
    readonly pupils: ReadonlySet<string>;
    readonly room: bigint;
  }[];
  /** Bounds of the bands proved so far. */
  private readonly settled = new Map<number, bigint>();

  constructor(
    private readonly facts: Facts,
    private readonly entry: CertificateEntry,
    private readonly path: string,
  ) {
    this.unit = whole(entry.unit, `${path}.unit`);
    if (this.unit < 1n) fail(`${path}.unit: must be 1 or more`);
    this.rows = entry.rows.map(([resource, divisor], i) => {
      const left = facts.left.get(resource) ?? fail(`${path}.rows[${i}]: unknown resource`);
      const by = whole(divisor, `${path}.rows[${i}]`);
      if (by < 1n) fail(`${path}.rows[${i}]: must be 1 or more`);
      return { resource, divisor: by, capacity: left / by };
    });
    if (new Set(this.rows.map(({ resource }) => resource)).size < this.rows.length)
      fail(`${path}.rows: a row stands twice`);
    this.divisors = new Map(this.rows.map(({ resource, divisor }) => [resource, divisor]));
    this.halves = (entry.halves ?? []).map((half, i) => this.halfOf(half, `${path}.halves[${i}]`));
  }

  /** What is in a half, and what there is of it. A row or a pupil named twice would count once and be had twice. */
  private halfOf(half: CertificateHalf, path: string): (typeof this.halves)[number] {
    const rows = half.rows.map((at, i) => this.rows[at] ?? fail(`${path}.rows[${i}]: unknown row`));
    const pupils = half.pupils.map((at, i) => this.entry.pupils[at] ?? fail(`${path}.pupils[${i}]: unknown pupil`));
    const own = { rows: new Set(rows.map(({ resource }) => resource)), pupils: new Set(pupils) };
    if (own.rows.size < rows.length || own.pupils.size < pupils.length) fail(`${path}: a row or a pupil stands twice`);
    const sum = rows.reduce((total, { capacity }) => total + capacity, BigInt(pupils.length));
    return { ...own, room: sum / 2n };
  }

  proved(): { bound: Objective; fit: 'proved' | 'open' } {
    const bands = new Set(this.entry.pupils.map((pupil) => this.facts.bandOf.get(pupil) as number));
    const placedByBand: number[] = [];
    let totalFit = 0;
    let fit: 'proved' | 'open' = 'open';
    let before = -1;
    this.entry.levels.forEach((level, i) => {
      const path = `${this.path}.levels[${i}]`;
      const band = level.band ?? Infinity;
      if (band <= before) fail(`${path}.band: levels must stand in order`);
      before = band;
      const bound = this.levelBound(level, path);
      if (BigInt(level.bound) !== bound) fail(`${path}.bound: is ${level.bound}, and its prices prove ${bound}`);
      if (level.band === undefined) {
        totalFit = level.bound;
        fit = 'proved';
        return;
      }
      placedByBand[band] = level.bound;
      bands.delete(band);
      this.settled.set(band, bound);
    });
    if (bands.size > 0) fail(`${this.path}.levels: band ${[...bands][0]} has no level`);
    return { bound: { placedByBand: Array.from(placedByBand, (count) => count ?? 0), totalFit }, fit };
  }

  /** What an option uses of a half. */
  private usesOf({ rows, pupils }: (typeof this.halves)[number], option: OptionEntry): bigint {
    let sum = pupils.has(option.pupil) ? 1n : 0n;
    for (const [resource, units] of option.uses) {
      if (rows.has(resource)) sum += BigInt(units) / (this.divisors.get(resource) as bigint);
    }
    return sum / 2n;
  }

  /** Capacity and halves at their prices, less premiums on what is placed, plus the best of each pupil; never below nothing. */
  private levelBound(level: CertificateEntry['levels'][number], path: string): bigint {
    const price = new Map<string, { readonly price: bigint; readonly divisor: bigint }>();
    let total = 0n;
    level.prices.forEach(([at, each], i) => {
      const row = this.rows[at] ?? fail(`${path}.prices[${i}]: unknown row`);
      const worth = whole(each, `${path}.prices[${i}]`);
      if (worth < 0n) fail(`${path}.prices[${i}]: must be 0 or more`);
      if (price.has(row.resource)) fail(`${path}.prices[${i}]: a row stands twice`);
      price.set(row.resource, { price: worth, divisor: row.divisor });
      total += worth * row.capacity;
    });
    const halves = (level.halves ?? []).map(([at, each], i) => {
      const half = this.halves[at] ?? fail(`${path}.halves[${i}]: unknown half`);
      const worth = whole(each, `${path}.halves[${i}]`);
      if (worth < 0n) fail(`${path}.halves[${i}]: must be 0 or more`);
      total += worth * half.room;
      return { half, worth };
    });
    const premium = new Map<number, bigint>();
    level.premiums.forEach(([band, each], i) => {
      const settled = premium.has(band) ? undefined : this.settled.get(band);
      if (settled === undefined) fail(`${path}.premiums[${i}]: band ${band} is not settled before`);
      const worth = whole(each, `${path}.premiums[${i}]`);
      premium.set(band, worth);
      total -= worth * settled;
    });
    for (const pupil of this.entry.pupils) {
      const band = this.facts.bandOf.get(pupil) as number;
      let best = 0n;
      for (const option of this.facts.possible.get(pupil) ?? []) {
        const worth = level.band === undefined ? option.fit : Number(level.band === band);
        let gain = BigInt(worth) * this.unit + (premium.get(band) ?? 0n);
        for (const [resource, units] of option.uses) {
          const at = price.get(resource);
          if (at) gain -= at.price * (BigInt(units) / at.divisor);
        }
        for (const { half, worth } of halves) gain -= worth * this.usesOf(half, option);
        if (gain > best) best = gain;
      }
      total += best;
    }
    return total < 0n ? 0n : total / this.unit;
  }
}
