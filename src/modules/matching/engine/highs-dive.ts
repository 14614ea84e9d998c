import type { Draw } from './draw.js';
import { Columns } from './highs-columns.js';
import type { MipJob } from './highs-protocol.js';

/** What a dive needs of the solver: the relaxation, solved again from where it stood after columns were fixed or ruled out. */
export interface Diving {
  /** Solves; false if it did not come to an optimum. */
  readonly run: () => boolean;
  /** Adds what its solution breaks, so many times, and solves again. */
  readonly tighten: (rounds: number, at: 'below') => boolean;
  readonly value: () => number;
  /** How far each column is taken, and what taking more of it would add at the prices of the rows. */
  readonly shares: () => Float64Array;
  readonly gains: () => Float64Array;
  /** How many groups are left out, in all, where everybody should be placed. */
  readonly short: () => number;
  readonly bounds: (columns: Int32Array, lower: Float64Array, upper: Float64Array) => void;
}

/** Columns that a relaxation takes this far are fixed together. */
const NEARLY = 0.9;
const TINY = 1e-6;
/** How often a relaxation is made tighter before it is believed. */
const LOOKS = 1;
/** More than this of a group left out has to be made good: so many who were fixed are freed, and so often. */
const MOST_SHORT = 0.01;
const FREED = 12;
const MOST_REPAIRS = 30;
/** How far a share may be doubted when one alone is to be fixed. */
const DOUBT = 0.15;

/**
 * Looks for a good choice by way of the relaxation, which has been solved once: what it takes wholly or nearly is fixed, it is solved
 * again, and so on until nothing is left to take, or too little to be worth more than `least`. Each solution is made tighter before it is
 * believed: a relaxation that takes halves leads where whole numbers cannot follow. Where it comes to leave somebody out who should be
 * placed, those who were fixed and would have to move for it are freed. A fixed course; proves nothing.
 */
export class Dive {
  readonly columns: Columns;
  private readonly out: Uint8Array;
  private repairs = 0;
  /** Nobody is made good if the relaxation itself leaves somebody out. */
  private readonly mostRepairs: number;

  constructor(
    private readonly job: MipJob,
    private readonly relaxation: Diving,
  ) {
    this.columns = new Columns(job);
    this.out = new Uint8Array(job.columns);
    this.mostRepairs = relaxation.short() > MOST_SHORT ? 0 : MOST_REPAIRS;
  }

  /** To the end. Another `doubt` takes another course. */
  run(least: number, doubt: Draw | undefined): void {
    const { columns, relaxation } = this;
    this.repairs = 0;
    for (let solved = true; solved && relaxation.tighten(LOOKS, 'below') && relaxation.value() > least + 0.5;) {
      if (relaxation.short() > MOST_SHORT && this.repairs < this.mostRepairs && this.repair()) {
        solved = relaxation.run();
        continue;
      }
      const { taken, broken } = surest(columns, relaxation.shares(), doubt);
      const fixed = taken.filter((c) => {
        const fits = columns.fits(c);
        if (fits) columns.put(c);
        return fits;
      });
      if (broken === 0) break;
      const { gone, some } = ruledOut(columns, this.out);
      if (!some) break;
      this.bind([...fixed, ...gone]);
      solved = relaxation.run();
    }
  }

  /** Frees everybody. */
  restart(): boolean {
    this.free(new Set(this.job.groups));
    return this.relaxation.run();
  }

  /** Frees those who were fixed and by moving would add most; false if nobody would. */
  private repair(): boolean {
    this.repairs += 1;
    const gains = this.relaxation.gains();
    const groups = this.job.groups as Int32Array;
    const own = new Map<number, number>();
    this.columns.on.forEach((each, c) => {
      if (each) own.set(groups[c] as number, gains[c] as number);
    });
    const most = new Map<number, number>();
    gains.forEach((gain, c) => {
      const now = own.get(groups[c] as number);
      if (now === undefined) return;
      most.set(groups[c] as number, Math.max(most.get(groups[c] as number) ?? 0, gain - now));
    });
    const movers = [...most].filter(([, gain]) => gain > 1).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    this.free(new Set(movers.slice(0, FREED).map(([group]) => group)));
    return movers.length > 0;
  }

  /** Takes out what was fixed for some groups; whatever fits again may be taken again. */
  private free(groups: ReadonlySet<number>): void {
    const of = this.job.groups as Int32Array;
    const changed: number[] = [];
    for (let c = 0; c < this.job.columns; c += 1) {
      if (!this.columns.on[c] || !groups.has(of[c] as number)) continue;
      this.columns.takeOut(c);
      changed.push(c);
    }
    for (let c = 0; c < this.job.columns; c += 1) {
      if (!this.out[c] || !this.columns.fits(c)) continue;
      this.out[c] = 0;
      changed.push(c);
    }
    this.bind(changed);
  }

  /** Holds columns at what is fixed and ruled out, and leaves the others free. */
  private bind(columns: readonly number[]): void {
    const changed = Int32Array.from(columns).sort();
    const at = Float64Array.from(changed, (c) => this.columns.on[c] as number);
    const most = Float64Array.from(changed, (c) => (this.out[c] ? 0 : 1));
    this.relaxation.bounds(changed, at, most);
  }
}

/** What the relaxation takes nearly wholly, or else its surest; and how many columns it breaks. */
function surest({ on }: Columns, x: Float64Array, doubt: Draw | undefined): { taken: number[]; broken: number } {
  const taken: number[] = [];
  const sure = (c: number): number => (x[c] as number) + (doubt ? DOUBT * (doubt(2_001) / 1_000 - 1) : 0);
  let first = -1;
  let most = -Infinity;
  let broken = 0;
  for (let c = 0; c < x.length; c += 1) {
    const share = x[c] as number;
    if (share < TINY || on[c]) continue;
    if (share < 1 - TINY) broken += 1;
    if (share >= NEARLY) {
      taken.push(c);
      continue;
    }
    const own = sure(c);
    if (own > most) {
      most = own;
      first = c;
    }
  }
  if (!taken.some((c) => (x[c] as number) < 1 - TINY) && first >= 0) taken.push(first);
  taken.sort((a, b) => (x[b] as number) - (x[a] as number) || a - b);
  return { taken, broken };
}

/** Rules out what no longer fits; `some` says whether anything is left that does. */
function ruledOut(columns: Columns, out: Uint8Array): { gone: number[]; some: boolean } {
  const gone: number[] = [];
  let some = false;
  for (let c = 0; c < out.length; c += 1) {
    if (columns.on[c] || out[c]) continue;
    if (columns.fits(c)) some = true;
    else {
      out[c] = 1;
      gone.push(c);
    }
  }
  return { gone, some };
}
