import { halfDays } from './half-days.js';
import type { Place } from './model.js';

export interface PackageLimits {
  /** Most places in one package. */
  readonly components: number;
  /** Half days that a package must reach. */
  readonly needed: number;
  /** Most combinations looked at for one pupil. */
  readonly most: number;
}

/** Anything that brings a place along. */
interface Holder {
  readonly place: Pick<Place, 'sessions' | 'openingId'>;
}

export interface Packages<H extends Holder> {
  readonly packages: readonly (readonly H[])[];
  readonly notTried: number;
}

/**
 * Combinations of two or three places whose sessions do not clash and that together reach what is needed. Places are
 * tried in the order given, each combination once. A package that would still reach it without one of its places is
 * left out: it buys more than is wanted. Combinations beyond the most are counted and not built.
 */
export function combine<H extends Holder>(
  parts: readonly H[],
  { components, needed, most }: PackageLimits,
): Packages<H> {
  const packages: (readonly H[])[] = [];
  let tried = 0;
  let notTried = 0;

  const extend = (chosen: readonly H[], bits: number, from: number): void => {
    for (let index = from; index < parts.length; index += 1) {
      const part = parts[index];
      if (part === undefined || (part.place.sessions & bits) !== 0) continue;
      // Two patterns of one opening are one purchase made twice; the opening's own pattern exists for that.
      if (chosen.some((one) => one.place.openingId === part.place.openingId)) continue;
      if (tried >= most) {
        notTried += 1;
        continue;
      }
      tried += 1;
      const next = [...chosen, part];
      const all = bits | part.place.sessions;
      if (halfDays(all) >= needed) {
        const spare = next.some(({ place }) => halfDays(all & ~place.sessions) >= needed);
        if (next.length > 1 && !spare) packages.push(next);
      } else if (next.length < components) {
        extend(next, all, index + 1);
      }
    }
  };
  if (components > 1) extend([], 0, 0);
  return { packages, notTried };
}
