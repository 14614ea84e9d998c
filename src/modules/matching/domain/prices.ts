/** KNOWN also where nothing could be scarce; CUT: the time limit came first; GIVEN_UP: asked for, and not known in time. */
export type PricesState = 'KNOWN' | 'UNPROVED' | 'CUT' | 'ASKED' | 'GIVEN_UP';

export interface PricesAsked {
  readonly prices: readonly unknown[];
  readonly counts: { readonly options: number };
  readonly pricesAskedAt: Date | null;
  readonly pricesGivenUpAt: Date | null;
}

/** What is known of the prices of a run. A proved result has one for each thing that options use. */
export function pricesStateOf(status: string | null, asked: PricesAsked): PricesState {
  if (asked.prices.length > 0 || asked.counts.options === 0) return 'KNOWN';
  if (status !== 'optimal') return 'UNPROVED';
  if (asked.pricesGivenUpAt !== null) return 'GIVEN_UP';
  return asked.pricesAskedAt === null ? 'CUT' : 'ASKED';
}
