import type { CertificateEntry, CertificateHalf } from './exchange.js';
import type { Scarce } from './reduce.js';

/** A half, in rows of the reduced problem and positions in the pupils of its proof. */
export interface HalfProof {
  readonly rows: readonly number[];
  readonly pupils: readonly number[];
}

/** What proves a bound of one level: prices on rows of the reduced problem and premiums on earlier bands, in the unit of the proof. */
export interface LevelProof {
  /** Places of this band, or fit where there is none. */
  readonly band: number | null;
  readonly bound: number;
  readonly prices: readonly (readonly [row: number, price: number])[];
  readonly halves?: readonly (readonly [half: HalfProof, price: number])[];
  readonly premiums: readonly (readonly [band: number, premium: number])[];
}

/** What proves the bound of some pupils, solved together. */
export interface PartProof {
  /** Their names: positions may have moved since. */
  readonly pupils: readonly string[];
  /** How many units of a price make 1. */
  readonly unit: number;
  readonly levels: readonly LevelProof[];
}

/** A proof as it is published, where it can be: in resources, of which each row is represented by the one that binds first. */
export function published({ resources, rows, left }: Scarce, proof: PartProof): CertificateEntry[] {
  // A row that speaks for several resources together has no one resource to be published by.
  const used = proof.levels.flatMap(({ prices, halves = [] }) => [
    ...prices.map(([row]) => row),
    ...halves.flatMap(([half]) => half.rows),
  ]);
  if (used.some((row) => rows[row]?.members.length === 0)) return [];
  const at = new Map<number, number>();
  const named: (readonly [string, number])[] = [];
  const place = (row: number): number => {
    const known = at.get(row);
    if (known !== undefined) return known;
    const members = rows[row]?.members ?? [];
    const units = (of: { resource: number; divisor: number }): number =>
      Math.floor((left[of.resource] as number) / of.divisor);
    const first = members.reduce((least, each) => (units(each) < units(least) ? each : least));
    named.push([resources[first.resource] as string, first.divisor]);
    at.set(row, named.length - 1);
    return named.length - 1;
  };
  const halved: CertificateHalf[] = [];
  const levels = proof.levels.map(({ band, bound, prices, halves = [], premiums }) => ({
    ...(band === null ? {} : { band }),
    bound,
    prices: prices.map(([row, price]) => [place(row), price] as const),
    ...(halves.length === 0
      ? {}
      : {
          halves: halves.map(([half, price]) => {
            halved.push({ rows: half.rows.map(place), pupils: half.pupils });
            return [halved.length - 1, price] as const;
          }),
        }),
    premiums,
  }));
  return [
    { pupils: proof.pupils, unit: proof.unit, rows: named, ...(halved.length === 0 ? {} : { halves: halved }), levels },
  ];
}
