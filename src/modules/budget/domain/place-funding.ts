import { type Pence, pence, timesFraction } from '../../../kernel/index.js';

/** £10,000 a year for each agreed alternative provision place: DfE high needs funding operational guide. */
export const PLACE_RATE: Pence = pence(1_000_000);

export interface PlaceFunding {
  readonly aprilToAugust: Pence;
  readonly septemberToMarch: Pence;
  readonly total: Pence;
}

/**
 * What agreed places cost in one financial year when their number changes in September: 5/12 at the old number, 7/12 at
 * the new. Places are whole. The second part takes the remainder, so that the parts always sum to the total.
 */
export function placeFunding(oldPlaces: number, newPlaces: number, rate: Pence = PLACE_RATE): PlaceFunding {
  const aprilToAugust = timesFraction(rate, 5 * oldPlaces, 12);
  const total = timesFraction(rate, 5 * oldPlaces + 7 * newPlaces, 12);
  return { aprilToAugust, septemberToMarch: pence(total - aprilToAugust), total };
}
