/** The parts of the high needs budget that alternative provision is paid from, and what they are called. */
export const FUND_WORDS = {
  HIGH_NEEDS: 'High needs budget',
  HIGH_NEEDS_INCLUSION: 'Inclusion strand of the high needs budget',
} as const;

export type Fund = keyof typeof FUND_WORDS;
export const FUNDS = Object.keys(FUND_WORDS) as readonly Fund[];
export const HIGH_NEEDS: Fund = 'HIGH_NEEDS';

/** A fund's name; its code where a later build named it. */
export const fundName = (fund: string): string => new Map<string, string>(Object.entries(FUND_WORDS)).get(fund) ?? fund;
