import type { Half } from './halves.js';
import type { MipJob } from './highs-protocol.js';

/** A half as a row of the job: columns in order, what each uses of it, and what there is. */
export interface HalfRow {
  readonly half: Half;
  readonly columns: Int32Array;
  readonly values: Float64Array;
  readonly room: number;
}

const TINY = 1e-6;
/** A row may have this much to spare and still be worth halving; a half must miss its whole number by less than 1. */
const MOST_SPARE = 0.9;
/** Rows of one half, and halves that one row stands in. */
const MOST_ROWS = 7;
const MOST_OF_A_ROW = 4;
/** What a half must be broken by. */
const LEAST_BROKEN = 0.02;
/** Rows with more room, such as a fund, are no matter of odd and even. */
const MOST_ROOM = 1_000;

/** What is known of the rows and groups of a job, and the search for halves that a solution of its relaxation breaks. */
export class Halving {
  private readonly rowColumns: number[][];
  private readonly rowUnits: number[][];
  private readonly groupColumns: number[][] = [];
  private readonly groups: Int32Array;
  private readonly parity: Uint8Array;
  /** How much of each group is odd, the groups that have been touched, and the one that would swing the whole number. */
  private readonly odd: Float64Array;
  private readonly isTouched: Uint8Array;
  private readonly touched: number[] = [];
  private swing = -1;

  constructor(private readonly job: MipJob) {
    this.groups = job.groups ?? new Int32Array(job.columns);
    const scarce = job.groups ? (job.scarce ?? 0) : 0;
    this.rowColumns = Array.from({ length: scarce }, () => []);
    this.rowUnits = Array.from({ length: scarce }, () => []);
    for (let c = 0; c < job.columns; c += 1) {
      (this.groupColumns[this.groups[c] as number] ??= []).push(c);
      for (let k = job.starts[c] as number; k < (job.starts[c + 1] as number); k += 1) {
        const row = job.indices[k] as number;
        this.rowColumns[row]?.push(c);
        this.rowUnits[row]?.push(job.values[k] as number);
      }
    }
    this.parity = new Uint8Array(job.columns);
    this.odd = new Float64Array(this.groupColumns.length);
    this.isTouched = new Uint8Array(this.groupColumns.length);
  }

  /** Halves that are broken, the most broken first for their length, at most so many. */
  find(x: Float64Array, most: number): HalfRow[] {
    const tight = this.tightRows(x);
    const found = new Map<string, { readonly row: HalfRow; readonly depth: number }>();
    for (const seed of tight) {
      if (!seed || !isSplit(seed)) continue;
      for (const half of this.grownFrom(seed.row, tight)) {
        const key = `${half.rows.join()};${half.pupils.join()}`;
        if (found.has(key)) continue;
        const row = this.rowOf(half);
        found.set(key, { row, depth: depthOf(row, x) });
      }
    }
    const broken = [...found.values()].filter(({ depth }) => depth > 0).sort((a, b) => b.depth - a.depth);
    const used = new Map<number, number>();
    const taken: HalfRow[] = [];
    for (const { row } of broken) {
      if (taken.length >= most) break;
      const { rows } = row.half;
      if (rows.some((r) => (used.get(r) ?? 0) >= MOST_OF_A_ROW)) continue;
      for (const r of rows) used.set(r, (used.get(r) ?? 0) + 1);
      taken.push(row);
    }
    return taken;
  }

  /** Rows with next to nothing to spare, with the columns in use that take an odd number of units. */
  private tightRows(x: Float64Array): (TightRow | undefined)[] {
    return this.rowColumns.map((all, row) => {
      const room = this.job.rowUpper[row] as number;
      if (room > MOST_ROOM) return undefined;
      const units = this.rowUnits[row] as number[];
      let spare = room;
      const columns: number[] = [];
      for (const [i, c] of all.entries()) {
        const share = x[c] as number;
        if (share <= TINY) continue;
        spare -= share * (units[i] as number);
        if ((units[i] as number) % 2 === 1) columns.push(c);
      }
      if (spare >= MOST_SPARE || columns.length === 0) return undefined;
      const shares = columns.map((c) => x[c] as number);
      const groups = columns.map((c) => this.groups[c] as number);
      return { row, room, spare: Math.max(0, spare), columns, groups, shares };
    });
  }

  /** Adds to a row, one by one, those that leave least of it odd; tells each set on the way whose half is broken. */
  private grownFrom(seed: number, tight: readonly (TightRow | undefined)[]): Half[] {
    const broken: Half[] = [];
    const near = neighboursIn(seed, tight, this.job);
    const rows: TightRow[] = [];
    let spare = 0;
    let room = 0;
    let next = tight[seed];
    while (next && rows.length < MOST_ROWS) {
      this.toggle(next);
      rows.push(next);
      spare += next.spare;
      room += next.room;
      if (this.lackOf(room) + spare < 1 - 2 * LEAST_BROKEN) broken.push(this.halfOf(rows, room));
      next = undefined;
      let least = Infinity;
      for (const each of near) {
        if (spare + each.spare >= MOST_SPARE || rows.includes(each)) continue;
        this.toggle(each);
        const lack = this.lackOf(room + each.room) + each.spare;
        this.toggle(each);
        if (lack < least) {
          least = lack;
          next = each;
        }
      }
    }
    for (const row of rows) this.toggle(row);
    for (const group of this.touched) this.isTouched[group] = this.odd[group] = 0;
    this.touched.length = 0;
    return broken;
  }

  private toggle({ columns, groups, shares }: TightRow): void {
    for (let i = 0; i < columns.length; i += 1) {
      const c = columns[i] as number;
      const group = groups[i] as number;
      const was = this.parity[c] as number;
      this.parity[c] = 1 - was;
      this.odd[group] = (this.odd[group] as number) + (was ? -(shares[i] as number) : (shares[i] as number));
      if (this.isTouched[group]) continue;
      this.isTouched[group] = 1;
      this.touched.push(group);
    }
  }

  /**
   * What the sum lacks of an odd whole number, all told, if whoever is mostly odd joins, so that what is left of it is even; below 1 the
   * half is broken. `swing` is who joins or stays out beside that, to make the whole number odd.
   */
  private lackOf(room: number): number {
    let lack = 0;
    let sum = room;
    let price = Infinity;
    this.swing = -1;
    for (const group of this.touched) {
      const odd = this.odd[group] as number;
      const rest = 1 - odd;
      if (odd > rest) sum += 1;
      const less = odd < rest ? odd : rest;
      if (less > 0) lack += less;
      const change = odd < rest ? rest - odd : odd - rest;
      if (change < price) {
        price = change;
        this.swing = group;
      }
    }
    if (sum % 2 === 0) return lack + price;
    this.swing = -1;
    return lack;
  }

  private halfOf(rows: readonly TightRow[], room: number): Half {
    this.lackOf(room);
    const pupils = this.touched.filter((group) => (this.odd[group] as number) > 0.5 !== (group === this.swing));
    return { rows: rows.map(({ row }) => row).sort((a, b) => a - b), pupils: pupils.sort((a, b) => a - b) };
  }

  /** A half as a row of the job. */
  rowOf(half: Half): HalfRow {
    const uses = new Map<number, number>();
    const add = (c: number, units: number): void => void uses.set(c, (uses.get(c) ?? 0) + units);
    for (const row of half.rows) this.rowColumns[row]?.forEach((c, i) => add(c, this.rowUnits[row]?.[i] as number));
    for (const group of half.pupils) for (const c of this.groupColumns[group] ?? []) add(c, 1);
    const entries = [...uses].filter(([, units]) => units >= 2).sort((a, b) => a[0] - b[0]);
    const sum = half.rows.reduce((total, row) => total + (this.job.rowUpper[row] as number), half.pupils.length);
    return {
      half,
      columns: Int32Array.from(entries, ([c]) => c),
      values: Float64Array.from(entries, ([, units]) => Math.floor(units / 2)),
      room: Math.floor(sum / 2),
    };
  }
}

interface TightRow {
  readonly row: number;
  readonly room: number;
  readonly spare: number;
  /** Columns in use that take an odd number of units, their groups and how far they are taken. */
  readonly columns: readonly number[];
  readonly groups: readonly number[];
  readonly shares: readonly number[];
}

const isSplit = ({ shares }: TightRow): boolean => shares.some((share) => share < 1 - TINY);

/** Tight rows that share a column taken in part with this one. */
function neighboursIn(seed: number, tight: readonly (TightRow | undefined)[], { starts, indices }: MipJob): TightRow[] {
  const near = new Set<number>();
  const { columns = [], shares = [] } = tight[seed] ?? {};
  columns.forEach((c, i) => {
    if ((shares[i] as number) >= 1 - TINY) return;
    for (let k = starts[c] as number; k < (starts[c + 1] as number); k += 1) {
      const row = indices[k] as number;
      if (row !== seed && tight[row]) near.add(row);
    }
  });
  return [...near].sort((a, b) => a - b).map((row) => tight[row] as TightRow);
}

/** How far a solution is beyond a half, 0 if hardly. */
function depthOf({ columns, values, room }: HalfRow, x: Float64Array): number {
  let sum = 0;
  let norm = 0;
  columns.forEach((c, i) => {
    const value = values[i] as number;
    sum += value * (x[c] as number);
    norm += value * value;
  });
  return sum - room > LEAST_BROKEN ? (sum - room) / Math.sqrt(norm) : 0;
}
