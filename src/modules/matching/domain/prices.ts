/**
 * KNOWN also where nothing could be scarce; CUT: the time limit came first; GIVEN_UP: asked for, and not known in time; REPLACED: not known,
 * and never will be, because a newer run stands.
 */
export type PricesState = 'KNOWN' | 'UNPROVED' | 'CUT' | 'ASKED' | 'GIVEN_UP' | 'REPLACED';

/** Does a run's result stand, or that of a newer one? */
export type Standing = 'STANDS' | 'REPLACED';

export interface PricesAsked {
  readonly prices: readonly unknown[];
  readonly counts: { readonly options: number };
  readonly pricesAskedAt: Date | null;
  readonly pricesGivenUpAt: Date | null;
}

/** What is known of the prices of a run. A proved result has one for each thing that options use. */
export function pricesStateOf(status: string | null, asked: PricesAsked, standing: Standing): PricesState {
  if (asked.prices.length > 0 || asked.counts.options === 0) return 'KNOWN';
  if (status !== 'optimal') return 'UNPROVED';
  if (standing === 'REPLACED') return 'REPLACED';
  if (asked.pricesGivenUpAt !== null) return 'GIVEN_UP';
  return asked.pricesAskedAt === null ? 'CUT' : 'ASKED';
}
