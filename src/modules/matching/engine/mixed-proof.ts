import { MULTIPLIER_SCALE, type Multipliers } from './lagrange.js';
import { bandsOf, namesOf, type Part } from './part.js';
import type { LevelProof, PartProof } from './proof.js';

/** A bound of a level and the multipliers that prove it; none where no price is needed. */
export interface ProvedBound {
  readonly bound: number;
  readonly by: Multipliers | undefined;
}

/** What proves the bounds of a mixed part, as far as multipliers do: all its bands, and fit unless a search closed it. */
export function mixedProof(part: Part, places: readonly ProvedBound[], fit: ProvedBound | undefined): PartProof {
  const bands = bandsOf(part);
  const levelOf = (band: number | null, { bound, by }: ProvedBound): LevelProof => ({
    band,
    bound,
    prices: (by?.rows ?? []).flatMap((price, row) => (price > 0 ? [[part.rows[row] as number, price] as const] : [])),
    halves: (by?.halves ?? []).map(
      ({ half, price }) =>
        [{ rows: half.rows.map((row) => part.rows[row] as number), pupils: half.pupils }, price] as const,
    ),
    premiums: (by?.floors ?? []).flatMap((premium, i) => (premium > 0 ? [[bands[i] as number, premium] as const] : [])),
  });
  const levels = places.map((level, i) => levelOf(bands[i] as number, level));
  return { pupils: namesOf(part), unit: MULTIPLIER_SCALE, levels: fit ? [...levels, levelOf(null, fit)] : levels };
}
