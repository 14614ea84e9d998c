import type { Facts } from './check-certificate.js';
import type { Objective, OptionEntry } from './exchange.js';

/** More choices than these are not tried one by one. */
const TRIED_MOST = 4_096;

/** How many units a step more of a group is, by resource. */
export type Step = ReadonlyMap<string, number>;

/** Resources that the same options use, all with as many units each: places of one kind, unless units differ. */
interface Row {
  readonly alike: boolean;
  readonly members: readonly { readonly resource: string; readonly units: bigint }[];
  readonly users: readonly OptionEntry[];
}

/**
 * Who has what, and which rows can run out, for working prices out again. A part holds pupils who share rows with each other. In a
 * part of places each option takes one place of one row at most.
 */
export class CheckNetwork {
  private readonly pupils: readonly string[];
  private readonly has = new Map<string, OptionEntry>();
  private readonly rows: readonly Row[];
  private readonly rowsOf = new Map<OptionEntry, readonly number[]>();
  private readonly partOf = new Map<string, string>();
  private readonly ofPlaces = new Map<string, boolean>();
  private readonly weights: ReadonlyMap<number, bigint>;
  private readonly fits: bigint;
  private readonly counts: bigint;
  private first: readonly (bigint | undefined)[] | undefined;

  /** `facts` may know of a step more than the choice did: `step` says of what. */
  constructor(
    private readonly facts: Facts,
    chosen: ReadonlySet<string>,
    private readonly step: Step = new Map(),
  ) {
    this.pupils = [...facts.possible.keys()];
    for (const option of [...facts.possible.values()].flat()) {
      if (chosen.has(option.id)) this.has.set(option.pupil, option);
    }
    let fits = 0n;
    for (const own of facts.possible.values())
      fits += own.reduce((most, { fit }) => (BigInt(fit) > most ? BigInt(fit) : most), 0n);
    this.fits = 2n * fits + 1n;
    this.counts = 2n * BigInt(this.pupils.length) + 1n;
    // One number a choice, in which a place of an earlier band outweighs all that comes after it.
    const bands = [...new Set(this.pupils.map((pupil) => this.bandOf(pupil)))].sort((a, b) => b - a);
    this.weights = new Map(bands.map((band, i) => [band, this.fits * this.counts ** BigInt(i)]));
    this.rows = this.rowsThatBind();
    this.rows.forEach(({ users }, row) => {
      for (const option of users) this.rowsOf.set(option, [...(this.rowsOf.get(option) ?? []), row]);
    });
    this.findParts();
  }

  /** What the step would add. Undefined where only a search could say; a line if the choice was not the best before. */
  gain(step: Step): Objective | string | undefined {
    const raised = this.rows.flatMap((row, at) => {
      const by = this.roomOf(row, step) - this.roomOf(row, new Map());
      return by > 0n ? [{ at, by, part: this.partOf.get(row.users[0]?.pupil ?? '') ?? '' }] : [];
    });
    let total = 0n;
    for (const part of new Set(raised.map((one) => one.part))) {
      const own = raised.filter((one) => one.part === part);
      const added = this.ofPlaces.get(part) === true ? this.byMoving(part, own) : this.byTrying(part, step);
      if (typeof added !== 'bigint') return added;
      total += added;
    }
    return this.objectiveOf(total);
  }

  private bandOf(pupil: string): number {
    return this.facts.bandOf.get(pupil) as number;
  }

  private worthOf(option: OptionEntry | undefined): bigint {
    return option ? (this.weights.get(this.bandOf(option.pupil)) as bigint) + BigInt(option.fit) : 0n;
  }

  /** What was left of a resource when the choice was made. */
  private leftOf(resource: string): bigint {
    return (this.facts.left.get(resource) as bigint) - BigInt(this.step.get(resource) ?? 0);
  }

  private roomOf({ members }: Row, step: Step): bigint {
    return members
      .map(({ resource, units }) => (this.leftOf(resource) + BigInt(step.get(resource) ?? 0)) / units)
      .reduce((least, room) => (room < least ? room : least));
  }

  /** Rows of resources that not everybody can use at once; resources with the same users are one row. */
  private rowsThatBind(): Row[] {
    const users = new Map<string, { option: OptionEntry; units: bigint }[]>();
    const wanted = new Map<string, bigint>();
    for (const own of this.facts.possible.values()) {
      const most = new Map<string, bigint>();
      for (const option of own) {
        for (const [resource, number] of option.uses) {
          const units = BigInt(number);
          const list = users.get(resource);
          if (list) list.push({ option, units });
          else users.set(resource, [{ option, units }]);
          if (units > (most.get(resource) ?? 0n)) most.set(resource, units);
        }
      }
      for (const [resource, units] of most) wanted.set(resource, (wanted.get(resource) ?? 0n) + units);
    }
    const rows = new Map<string, { alike: boolean; members: Row['members'][number][]; users: OptionEntry[] }>();
    for (const [resource, list] of users) {
      if ((wanted.get(resource) as bigint) <= this.leftOf(resource)) continue;
      const units = list[0]?.units ?? 1n;
      const alike = list.every((one) => one.units === units);
      const key = alike ? JSON.stringify(list.map(({ option }) => option.id)) : `odd ${resource}`;
      const row = rows.get(key) ?? { alike, members: [], users: list.map(({ option }) => option) };
      row.members.push({ resource, units: alike ? units : 1n });
      rows.set(key, row);
    }
    return [...rows.values()];
  }

  private findParts(): void {
    const head = new Map(this.pupils.map((pupil) => [pupil, pupil]));
    const find = (pupil: string): string => {
      let at = pupil;
      while (head.get(at) !== at) {
        head.set(at, head.get(head.get(at) as string) as string);
        at = head.get(at) as string;
      }
      return at;
    };
    for (const { users } of this.rows) {
      const [one] = users;
      for (const { pupil } of users) head.set(find(pupil), find(one?.pupil ?? pupil));
    }
    for (const pupil of this.pupils) {
      const part = find(pupil);
      this.partOf.set(pupil, part);
      const own = this.facts.possible.get(pupil) ?? [];
      const single = own.every((option) => this.isOnePlace(this.rowsOf.get(option) ?? []));
      this.ofPlaces.set(part, single && this.ofPlaces.get(part) !== false);
    }
  }

  private isOnePlace(rows: readonly number[]): boolean {
    return rows.length === 0 || (rows.length === 1 && this.rows[rows[0] as number]?.alike === true);
  }

  /** Places more, one after the other: whoever gains most by coming moves in, and what that leaves free is filled in the same way. */
  private byMoving(part: string, raised: readonly { readonly at: number; readonly by: bigint }[]): bigint | string {
    const [only] = raised;
    if (raised.length === 1 && only?.by === 1n) {
      this.first ??= this.chains(this.pupils, this.has)?.map((chain) => chain?.gain);
      return this.first ? (this.first[only.at] ?? 0n) : NOT_BEST;
    }
    const pupils = this.pupils.filter((pupil) => this.partOf.get(pupil) === part);
    const has = new Map(this.has);
    let total = 0n;
    for (const { at, by } of raised) {
      for (let place = 0; place < Math.min(Number(by), pupils.length); place += 1) {
        const chains = this.chains(pupils, has);
        if (!chains) return NOT_BEST;
        const chain = chains[at];
        if (!chain) break;
        total += chain.gain;
        let step: Chain | undefined = chain;
        while (step) {
          const before: number | undefined = this.rowsOf.get(has.get(step.takes.pupil) as OptionEntry)?.[0];
          has.set(step.takes.pupil, step.takes);
          step = before === undefined ? undefined : chains[before];
        }
      }
    }
    return total;
  }

  /** The best that can be made of one place more of each row, by row; undefined if somebody gains without one. */
  private chains(pupils: readonly string[], has: ReadonlyMap<string, OptionEntry>): (Chain | undefined)[] | undefined {
    const best: (Chain | undefined)[] = Array.from({ length: this.rows.length });
    for (let round = 0; round <= this.rows.length + 1; round += 1) {
      let changed = false;
      for (const pupil of pupils) {
        if (this.ofPlaces.get(this.partOf.get(pupil) ?? '') !== true) continue;
        const now = has.get(pupil);
        const from = now && this.rowsOf.get(now)?.[0];
        const leaving = (from === undefined ? 0n : (best[from]?.gain ?? 0n)) - this.worthOf(now);
        for (const takes of this.facts.possible.get(pupil) ?? []) {
          const to = this.rowsOf.get(takes)?.[0];
          if (to === undefined || to === from) continue;
          const gain = this.worthOf(takes) + leaving;
          if (gain <= (best[to]?.gain ?? 0n)) continue;
          best[to] = { gain, takes };
          changed = true;
        }
      }
      if (!changed) return best;
    }
    return undefined;
  }

  /** Every choice for the pupils of a part, where there are few. */
  private byTrying(part: string, step: Step): bigint | undefined {
    const own = this.pupils
      .filter((pupil) => this.partOf.get(pupil) === part)
      .map((pupil) => this.facts.possible.get(pupil) ?? []);
    if (own.reduce((all, options) => all * (options.length + 1), 1) > TRIED_MOST) return undefined;
    const left = new Map<string, bigint>();
    for (const resource of this.facts.left.keys()) {
      left.set(resource, this.leftOf(resource) + BigInt(step.get(resource) ?? 0));
    }
    let most = 0n;
    const tryFrom = (at: number, worth: bigint): void => {
      const options = own[at];
      if (!options) {
        if (worth > most) most = worth;
        return;
      }
      tryFrom(at + 1, worth);
      for (const option of options) {
        if (option.uses.some(([id, units]) => (left.get(id) as bigint) < BigInt(units))) continue;
        for (const [id, units] of option.uses) left.set(id, (left.get(id) as bigint) - BigInt(units));
        tryFrom(at + 1, worth + this.worthOf(option));
        for (const [id, units] of option.uses) left.set(id, (left.get(id) as bigint) + BigInt(units));
      }
    };
    tryFrom(0, 0n);
    const now = own.reduce((sum, options) => sum + this.worthOf(this.has.get(options[0]?.pupil ?? '')), 0n);
    return most - now;
  }

  /** The one number taken apart again; each count and the fit may be below nothing. */
  private objectiveOf(worth: bigint): Objective {
    const placedByBand: number[] = [];
    let rest = worth;
    const cut = (by: bigint): number => {
      const half = (by - 1n) / 2n;
      const digit = ((((rest + half) % by) + by) % by) - half;
      rest = (rest - digit) / by;
      return Number(digit);
    };
    const totalFit = cut(this.fits);
    for (const band of [...this.weights.keys()].sort((a, b) => b - a)) placedByBand[band] = cut(this.counts);
    return { placedByBand: Array.from(placedByBand, (count) => count ?? 0), totalFit };
  }
}

interface Chain {
  readonly gain: bigint;
  /** Who moves in first, and by which option. */
  readonly takes: OptionEntry;
}

const NOT_BEST = 'chosen: somebody could have more without a step more of anything';
