import { sessionCount, sessionSetOf } from '../../../kernel/index.js';
import type { Place } from './model.js';

export interface PackageLimits {
  /** Most places in one package. */
  readonly components: number;
  /** Half days that a package must reach. */
  readonly needed: number;
  /** Most combinations looked at for one pupil. */
  readonly most: number;
}

export interface Packages {
  readonly packages: readonly (readonly Place[])[];
  readonly notTried: number;
}

const halfDays = (bits: number): number => sessionCount(sessionSetOf(bits));

/**
 * Combinations of two or three places whose sessions do not clash and that together reach what is needed. Places are
 * tried in the order given, each combination once. A package that would still reach it without one of its places is
 * left out: it buys more than is wanted.
 */
export function combine(parts: readonly Place[], { components, needed, most }: PackageLimits): Packages {
  const packages: (readonly Place[])[] = [];
  let tried = 0;
  let notTried = 0;

  const extend = (chosen: readonly Place[], bits: number, from: number): void => {
    for (let index = from; index < parts.length; index += 1) {
      const place = parts[index];
      if (place === undefined || (place.sessions & bits) !== 0) continue;
      // Two patterns of one opening are one purchase made twice; the opening's own pattern exists for that.
      if (chosen.some((one) => one.openingId === place.openingId)) continue;
      if (tried >= most) {
        notTried += 1;
        continue;
      }
      tried += 1;
      const next = [...chosen, place];
      const all = bits | place.sessions;
      if (halfDays(all) >= needed) {
        const spare = next.some((one) => halfDays(all & ~one.sessions) >= needed);
        if (next.length > 1 && !spare) packages.push(next);
      } else if (next.length < components) {
        extend(next, all, index + 1);
      }
    }
  };
  if (components > 1) extend([], 0, 0);
  return { packages, notTried };
}
