/** Seeded numbers (xorshift, 32 bits): a seed makes the same instance on every machine. */
export function randomOf(seed) {
  let state = (Math.imul(seed + 1, 2654435761) ^ 0x9e3779b9) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
  for (let n = 0; n < 5; n += 1) next();
  const share = () => next() / 2 ** 32;
  const below = (count) => Math.floor(share() * count);
  return {
    /** 0 up to 1, without 1. */
    share,
    /** Whole, 0 up to count, without count. */
    below,
    between: (from, to) => from + below(to - from + 1),
    /** About normal, mean 0, deviation 1. */
    normal: () => Array.from({ length: 6 }, share).reduce((sum, each) => sum + each, -3) * Math.SQRT2,
    /** A key of a record of shares. */
    drawn(shares) {
      const entries = Object.entries(shares);
      let at = share() * entries.reduce((sum, [, each]) => sum + each, 0);
      for (const [key, each] of entries) {
        at -= each;
        if (at < 0) return key;
      }
      return entries.at(-1)[0];
    },
    /** Some of a list, in drawn order. */
    some(list, count) {
      const copy = [...list];
      const taken = Math.min(count, copy.length);
      for (let n = 0; n < taken; n += 1) {
        const other = n + below(copy.length - n);
        [copy[n], copy[other]] = [copy[other], copy[n]];
      }
      return copy.slice(0, taken);
    },
  };
}
