import { sessionCount, sessionSetOf } from '../../../kernel/index.js';

const COUNTS = Uint8Array.from({ length: 1024 }, (_, bits) => sessionCount(sessionSetOf(bits)));

/** How many of the ten half days a set has; looked up, because a run asks millions of times. */
export const halfDays = (bits: number): number => COUNTS[bits] ?? 0;
