import { createHash } from 'node:crypto';

/** The draw is 20 bits wide: wide enough that two options seldom draw alike, small enough that sums stay exact. */
export const LOTTERY_BITS = 20;
export const LOTTERY_SIZE = 2 ** LOTTERY_BITS;

/**
 * The published draw: the first 20 bits of SHA-256 over `seed|pupil|option`, in UTF-8. Anyone with the seed can check it.
 * A pupil's own number, which only greedy mode uses, leaves the option empty, so that more options are no better odds.
 */
export function lotteryNumber(seed: number, pupil: string, option: string): number {
  const digest = createHash('sha256').update(`${seed}|${pupil}|${option}`, 'utf8').digest();
  return digest.readUInt32BE(0) >>> (32 - LOTTERY_BITS);
}

export type Lottery = (seed: number, pupil: string, option: string) => number;
