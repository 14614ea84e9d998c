import type { Choice, Part } from './part.js';

/** Places by band (first band first), then fit: what two choices of a part are compared by. */
export interface Score {
  readonly placed: Int32Array;
  readonly fit: number;
}

/**
 * Rows that a choice may pass for a while, such as a fund that hundreds draw on, and what a unit of each costs. How much costs count is
 * the strain: it grows while rows are passed and eases while none is, so prices need only be right in proportion.
 */
export interface Leeway {
  readonly rows: Uint8Array;
  readonly price: Float64Array;
  /** What a unit too many weighs beside its price. */
  readonly weight: Float64Array;
}

/** A choice that is changed in steps, each of which can be undone. Feasible but for the rows with leeway, which are paid for. */
export class Packing {
  readonly choice: Int32Array;
  readonly left: Float64Array;
  /** Pupils without a place, in no order. */
  readonly without: number[] = [];
  /** Pupils that this step has touched. May be reordered. */
  out: number[] = [];
  /** Worth of what is chosen. */
  worth = 0;
  /** What it uses of rows with leeway at their prices, with what passes them weighed on top; and how many are passed. */
  cost = 0;
  passed = 0;
  private fit = 0;
  private readonly placed: Int32Array;
  private readonly band: Int32Array;
  private readonly withoutAt: Int32Array;
  /** For each row the uses of chosen options, and where each stands. */
  private readonly users: number[][];
  private readonly userAt: Int32Array;
  private readonly useOption: Int32Array;
  private readonly touchedIn: Int32Array;
  private step = 0;
  private readonly before: Int32Array;

  constructor(
    private readonly part: Part,
    start: Choice,
    private readonly worths: Float64Array,
    private readonly leeway: Leeway,
  ) {
    const pupils = part.pupils.length;
    const bands = [...new Set(Array.from(part.pupils, (p) => part.model.band[p] as number))].sort((a, b) => a - b);
    const rank = new Map(bands.map((band, i) => [band, i]));
    this.band = Int32Array.from(part.pupils, (p) => rank.get(part.model.band[p] as number) ?? 0);
    this.placed = new Int32Array(bands.length);
    this.choice = new Int32Array(pupils).fill(-1);
    this.left = Float64Array.from(part.capacity);
    this.withoutAt = new Int32Array(pupils);
    for (let p = 0; p < pupils; p += 1) this.withoutAt[p] = this.without.push(p) - 1;
    this.users = Array.from(part.capacity, () => []);
    this.userAt = new Int32Array(part.useRow.length);
    this.useOption = new Int32Array(part.useRow.length);
    for (let o = 0; o < part.options.length; o += 1) {
      this.useOption.fill(o, part.useStart[o] as number, part.useStart[o + 1] as number);
    }
    this.touchedIn = new Int32Array(pupils).fill(-1);
    this.before = new Int32Array(pupils);
    start.forEach((o, p) => {
      if (o >= 0) this.put(p, o);
    });
  }

  begin(): void {
    this.step += 1;
    this.out = [];
  }

  /** Notes what a pupil had before this step. */
  touch(p: number): void {
    if (this.touchedIn[p] === this.step) return;
    this.touchedIn[p] = this.step;
    this.before[p] = this.choice[p] as number;
    this.out.push(p);
  }

  fits(o: number): boolean {
    const { useStart, useRow, useUnits } = this.part;
    for (let k = useStart[o] as number; k < (useStart[o + 1] as number); k += 1) {
      const row = useRow[k] as number;
      if ((useUnits[k] as number) > (this.left[row] as number) && !this.leeway.rows[row]) return false;
    }
    return true;
  }

  /** What an option would add, after what it would cost. */
  gain(o: number, strain: number): number {
    const { useStart, useRow, useUnits } = this.part;
    const { rows, price, weight } = this.leeway;
    let gain = this.worths[o] as number;
    for (let k = useStart[o] as number; k < (useStart[o + 1] as number); k += 1) {
      const row = useRow[k] as number;
      if (!rows[row]) continue;
      const units = useUnits[k] as number;
      const over = Math.max(0, units - Math.max(0, this.left[row] as number));
      gain -= strain * ((price[row] as number) * units + (weight[row] as number) * over);
    }
    return gain;
  }

  /** Moves what is left of a row with leeway. */
  private lean(row: number, units: number): void {
    const before = this.left[row] as number;
    const now = before - units;
    this.left[row] = now;
    this.cost += (this.leeway.price[row] as number) * units;
    if (before >= 0 && now >= 0) return;
    this.cost += (this.leeway.weight[row] as number) * (Math.max(0, -now) - Math.max(0, -before));
    this.passed += (now < 0 ? 1 : 0) - (before < 0 ? 1 : 0);
  }

  put(p: number, o: number): void {
    const { useStart, useRow, useUnits, model, options } = this.part;
    this.choice[p] = o;
    this.worth += this.worths[o] as number;
    this.fit += model.fit[options[o] as number] as number;
    const band = this.band[p] as number;
    this.placed[band] = (this.placed[band] as number) + 1;
    const at = this.withoutAt[p] as number;
    const last = this.without.pop() as number;
    if (last !== p) {
      this.without[at] = last;
      this.withoutAt[last] = at;
    }
    for (let k = useStart[o] as number; k < (useStart[o + 1] as number); k += 1) {
      const row = useRow[k] as number;
      if (this.leeway.rows[row]) {
        this.lean(row, useUnits[k] as number);
        continue;
      }
      this.left[row] = (this.left[row] as number) - (useUnits[k] as number);
      this.userAt[k] = (this.users[row] as number[]).push(k) - 1;
    }
  }

  takeOut(p: number): void {
    this.touch(p);
    this.drop(p);
  }

  /** Takes out one of those who use a row; false if nobody does. */
  takeOneOut(row: number, draw: (below: number) => number): boolean {
    const users = this.users[row] as number[];
    if (users.length === 0) return false;
    const use = users[draw(users.length)] as number;
    this.takeOut(this.part.optionPupil[this.useOption[use] as number] as number);
    return true;
  }

  private drop(p: number): void {
    const o = this.choice[p] as number;
    if (o < 0) return;
    const { useStart, useRow, useUnits, model, options } = this.part;
    this.choice[p] = -1;
    this.worth -= this.worths[o] as number;
    this.fit -= model.fit[options[o] as number] as number;
    const band = this.band[p] as number;
    this.placed[band] = (this.placed[band] as number) - 1;
    this.withoutAt[p] = this.without.push(p) - 1;
    for (let k = useStart[o] as number; k < (useStart[o + 1] as number); k += 1) {
      const row = useRow[k] as number;
      if (this.leeway.rows[row]) {
        this.lean(row, -(useUnits[k] as number));
        continue;
      }
      this.left[row] = (this.left[row] as number) + (useUnits[k] as number);
      const users = this.users[row] as number[];
      const last = users.pop() as number;
      if (last === k) continue;
      const at = this.userAt[k] as number;
      users[at] = last;
      this.userAt[last] = at;
    }
  }

  /** Puts everybody back where they were before this step. */
  undo(): void {
    for (const p of this.out) if (this.choice[p] !== this.before[p]) this.drop(p);
    for (const p of this.out) {
      const o = this.before[p] as number;
      if (o >= 0 && this.choice[p] !== o) this.put(p, o);
    }
  }

  byBand(pupils: number[]): void {
    pupils.sort((a, b) => (this.band[a] as number) - (this.band[b] as number));
  }

  score(): Score {
    return { placed: this.placed.slice(), fit: this.fit };
  }

  /** Better than another, and feasible. */
  beats(other: Score): boolean {
    if (this.passed > 0) return false;
    for (let band = 0; band < this.placed.length; band += 1) {
      const more = (this.placed[band] as number) - (other.placed[band] as number);
      if (more !== 0) return more > 0;
    }
    return this.fit > other.fit;
  }
}
