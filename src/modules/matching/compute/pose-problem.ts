import { sessionCount } from '../../../kernel/index.js';
import type { PlaceNames } from '../domain/place-words.js';
import type { Place } from '../domain/model.js';
import { type Feasible, optionsFor, optionsForParties, type PupilOptions } from '../domain/options.js';
import { travelBy } from '../domain/travel.js';
import type { Circumstances } from '../domain/settings.js';
import { headroomOf } from './headroom.js';
import type { RunInput } from './run-input.js';

const NAMELESS: PlaceNames = { provider: '', site: '', programme: '', label: '' };

export type Progress = (stage: 'rules' | 'solving', done: number, total: number) => void;

/** A pupil as the rest of the run needs it: the pairs behind the options are written down already. */
export interface Considered extends Omit<PupilOptions, 'pairs'> {
  readonly considered: number;
  /** What the parties of the case read: the same list unless their own referral names another child. */
  readonly forParties: readonly Feasible[];
}

export type NameOf = (patternId: string) => PlaceNames;

export function namesIn(input: RunInput): NameOf {
  const names = new Map(input.places.map((place) => [place.patternId, place.names]));
  return (patternId) => names.get(patternId) ?? NAMELESS;
}

/** Every pupil against every place. `told` gets each pupil's reasons, the panel's and the parties', before they are dropped. */
export function ruleOut(
  input: RunInput,
  about: Circumstances,
  progress: Progress,
  told: (found: PupilOptions, forParties: PupilOptions) => void = () => undefined,
): Considered[] {
  const places = placesOf(input);
  const pool: Considered[] = [];
  for (const pupil of input.pupils) {
    const found = optionsFor(pupil, places, about, input.schoolWeeks);
    const forParties = optionsForParties(found, about, input.schoolWeeks);
    told(found, forParties);
    const { pairs, ...rest } = found;
    pool.push({ ...rest, considered: pairs.length, forParties: forParties.feasible });
    if (pool.length % 25 === 0) progress('rules', pool.length, input.pupils.length);
  }
  return pool;
}

export function placesOf(input: RunInput): Place[] {
  const sites = new Map(input.sites.map((site) => [site.id, site]));
  return input.places.flatMap(({ siteId, names: _names, ...place }) => {
    const site = sites.get(siteId);
    return site === undefined ? [] : [{ ...place, site }];
  });
}

export function circumstancesOf(input: RunInput, places: readonly Place[]): Circumstances {
  const perSession = places.flatMap(({ weeklyPence, sessions }) =>
    weeklyPence === null ? [] : [Math.round(weeklyPence / Math.max(1, sessionCount(sessions)))],
  );
  return {
    today: input.today,
    settings: input.settings,
    headroom: headroomOf(input.counters),
    travel: travelBy(input.ways ?? []),
    funds: new Map(input.funds),
    fairShares: new Map(input.fairShares.map(([school, held, limit]) => [school, { held, limit }])),
    prices: { leastPence: Math.min(...perSession, Infinity), mostPence: Math.max(...perSession, 0) },
  };
}
