import { distanceMetres } from '../../../kernel/index.js';
import type { Pupil, Site } from './model.js';

/** One way. Metres rank places; minutes are known only where a timetable says them. */
export interface Journey {
  readonly metres: number;
  readonly minutes: number | null;
}

/** How far places are. Undefined: a position is not known. */
export interface Travel {
  fromHome(pupil: Pick<Pupil, 'referralId' | 'home'>, site: Pick<Site, 'id' | 'at'>): Journey | undefined;
  between(first: Pick<Site, 'id' | 'at'>, second: Pick<Site, 'id' | 'at'>): Journey | undefined;
}

/** As the crow flies: neither a walk nor a bus ride, and the same for everybody. */
export const straightLine: Travel = {
  fromHome: ({ home }, { at }) =>
    home === null || at === null ? undefined : { metres: distanceMetres(home, at), minutes: null },
  between: ({ at: from }, { at: to }) =>
    from === null || to === null ? undefined : { metres: distanceMetres(from, to), minutes: null },
};

/** Ways that somebody has looked up: from a referral or a site, to a site. Plain data, because a run is computed in a thread. */
export type KnownWays = readonly (readonly [from: string, to: string, metres: number, minutes: number | null])[];

/** Ways from a timetable, and as the crow flies where it has none. */
export function travelBy(ways: KnownWays): Travel {
  if (ways.length === 0) return straightLine;
  const known = new Map(ways.map(([from, to, metres, minutes]) => [`${from}/${to}`, { metres, minutes }]));
  return {
    fromHome: (pupil, site) => known.get(`${pupil.referralId}/${site.id}`) ?? straightLine.fromHome(pupil, site),
    between: (first, second) =>
      known.get(`${first.id}/${second.id}`) ??
      known.get(`${second.id}/${first.id}`) ??
      straightLine.between(first, second),
  };
}
