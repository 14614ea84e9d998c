import type { StateTable } from '../../../kernel/index.js';

/**
 * Every move an opening may make. Only an OPEN one takes new pupils. UNCONFIRMED: closed by the clock until somebody
 * confirms it. LIKELY: not certain yet. LAPSED: it was never made certain in time.
 */
export const openingMoves = {
  OPEN: { withdraw: 'WITHDRAWN', close: 'UNCONFIRMED' },
  UNCONFIRMED: { open: 'OPEN', withdraw: 'WITHDRAWN' },
  LIKELY: { open: 'OPEN', withdraw: 'WITHDRAWN', lapse: 'LAPSED' },
  LAPSED: { open: 'OPEN', withdraw: 'WITHDRAWN' },
  WITHDRAWN: { open: 'OPEN' },
} as const satisfies StateTable;

export type OpeningStatus = keyof typeof openingMoves;
