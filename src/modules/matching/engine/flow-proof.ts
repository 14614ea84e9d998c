import { bandsOf, namesOf, placeOf, type Choice, type Part } from './part.js';
import type { LevelProof, PartProof } from './proof.js';

/**
 * What proves a flow, level by level. Places by band: the rows that are full of pupils of these bands whenever somebody of them goes
 * without (König): price 1, so that nobody who could only go there counts. Fit: the prices of the flow itself, with what a place of
 * each band was worth beside fit as its premium.
 */
export function flowProof(
  part: Part,
  choice: Choice,
  fit: { readonly price: Float64Array; readonly premiumOf: (band: number) => number } | undefined,
): PartProof {
  const bands = bandsOf(part);
  const full = new FullRows(part, choice);
  const placed = bands.map((band) => full.placedOf(band));
  const levels = bands.map((band, i): LevelProof => {
    full.admit(band);
    const prices = Array.from(full.rows(), (row): [number, number] => [part.rows[row] as number, 1]);
    return { band, bound: placed[i] as number, prices, premiums: bands.slice(0, i).map((earlier) => [earlier, 1]) };
  });
  if (fit) {
    const prices: [number, number][] = [];
    part.rows.forEach((row, local) => {
      if (fit.price[local]) prices.push([row, fit.price[local]]);
    });
    const bound = choice.reduce(
      (sum, o) => sum + (o < 0 ? 0 : (part.model.fit[part.options[o] as number] as number)),
      0,
    );
    levels.push({ band: null, bound, prices, premiums: bands.map((band) => [band, fit.premiumOf(band)]) });
  }
  return { pupils: namesOf(part), unit: 1, levels };
}

/** The rows that pupils of the bands admitted so far, and still without a place, could make room in by moving others, and cannot. */
class FullRows {
  private readonly inRow = new Set<number>();
  private readonly byBand = new Map<number, number[]>();
  /** Pupils placed in each row, by band as they are admitted. */
  private readonly occupants: number[][];
  private readonly admitted = new Set<number>();

  constructor(
    private readonly part: Part,
    private readonly choice: Choice,
  ) {
    this.occupants = Array.from({ length: part.capacity.length + 1 }, () => []);
    for (let p = 0; p < choice.length; p += 1) {
      const band = this.bandOf(p);
      const own = this.byBand.get(band);
      if (own) own.push(p);
      else this.byBand.set(band, [p]);
      const o = choice[p] as number;
      if (o >= 0) this.occupants[placeOf(part, o)]?.push(p);
    }
  }

  private bandOf(p: number): number {
    return this.part.model.band[this.part.pupils[p] as number] as number;
  }

  placedOf(band: number): number {
    return (this.byBand.get(band) ?? []).filter((p) => (this.choice[p] as number) >= 0).length;
  }

  rows(): Iterable<number> {
    return [...this.inRow].sort((a, b) => a - b);
  }

  admit(band: number): void {
    this.admitted.add(band);
    const pupils = (this.byBand.get(band) ?? []).filter((p) => {
      const o = this.choice[p] as number;
      return o < 0 || this.inRow.has(placeOf(this.part, o));
    });
    const { part } = this;
    for (let p = pupils.pop(); p !== undefined; p = pupils.pop()) {
      for (let o = part.optionStart[p] as number; o < (part.optionStart[p + 1] as number); o += 1) {
        const row = placeOf(part, o);
        if (this.inRow.has(row)) continue;
        this.inRow.add(row);
        for (const q of this.occupants[row] ?? []) if (this.admitted.has(this.bandOf(q))) pupils.push(q);
      }
    }
  }
}
