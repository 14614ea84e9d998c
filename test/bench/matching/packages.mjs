import { AUTHORITIES, PLACE_PENCE } from './figures.mjs';
import { fitOf, kilometres, programmesOf, pupilsOf, withinReach } from './pool.mjs';
import { randomOf } from './random.mjs';

/**
 * Pools with everything that is scarce: ten sessions a site, caps over a site's programmes, packages of up to three sites on aligned
 * days, pairs kept apart wherever both could be, and a fund of each authority. `fund` is its share of what everybody's best fit would
 * cost. At 0.9 and more nearly everybody can still be placed and money decides how well; at 0.75 it decides who.
 */
export const POOLS = {
  city: { authorities: [2], pupils: 250, sites: 60, options: 20, pairs: 13, fund: 0.9 },
  'city, little money': { authorities: [2], pupils: 250, sites: 60, options: 20, pairs: 13, fund: 0.75 },
  region: { authorities: AUTHORITIES.map((_, n) => n), pupils: 5000, sites: 1200, options: 20, pairs: 260, fund: 0.9 },
};

const SESSIONS = ['mon-am', 'mon-pm', 'tue-am', 'tue-pm', 'wed-am', 'wed-pm', 'thu-am', 'thu-pm', 'fri-am', 'fri-pm'];
/** School weeks of a year, and of a placement: two terms. */
const YEAR_WEEKS = 39;
const WEEKS = 26;
/** Days a week that are asked for; the rest stay with the home school. No published figure: an assumption. */
const DAYS = { 5: 0.55, 4: 0.1, 3: 0.2, 2: 0.15 };
const SPLITS = {
  5: [[3, 2], [4, 1], [2, 2, 1]],
  4: [[2, 2], [3, 1]],
  3: [[2, 1]],
  2: [[1, 1]],
}; // prettier-ignore
const PACKAGED = 0.6;

function sitesOf(random, count, authorities) {
  return programmesOf(random, count, authorities).map((programme) => {
    const places = random.between(3, 6) + (random.share() < 0.2 ? random.between(3, 8) : 0);
    return {
      ...programme,
      // A session now and then is short of staff.
      places: SESSIONS.map(() => places - (random.share() < 0.15 ? 1 : 0)),
      cap: random.share() < 0.5 ? Math.ceil(places * 1.2) : undefined,
      sessionPence: Math.round((PLACE_PENCE * (0.6 + 1.2 * random.share())) / (YEAR_WEEKS * SESSIONS.length)),
    };
  });
}

/** Days of the week at one to three sites. */
function partsOf(random, days, near) {
  const week = random.some([0, 1, 2, 3, 4], days).sort();
  const split = random.share() < PACKAGED ? SPLITS[days][random.below(SPLITS[days].length)] : [days];
  const sites = random.some(near.slice(0, 8), split.length);
  return split.map((length, n) => ({
    site: sites[n],
    sessions: week.splice(0, length).flatMap((day) => [SESSIONS[2 * day], SESSIONS[2 * day + 1]]),
  }));
}

function optionsOf(random, pupil, sites, most) {
  const near = withinReach(random, pupil, sites, 12).sort((a, b) => kilometres(pupil, a) - kilometres(pupil, b));
  const options = new Map();
  for (let tries = 0; options.size < most && tries < 3 * most; tries += 1) {
    const parts = partsOf(random, pupil.days, random.some(near, 10));
    const key = parts.map(({ site, sessions }) => `${site.id}:${sessions.join(',')}`).join('+');
    const fits = parts.map(({ site }) => fitOf(random, pupil, site));
    const fit = Math.max(
      0,
      Math.floor(fits.reduce((sum, each) => sum + each, 0) / fits.length) - 25 * (fits.length - 1),
    );
    const pence = parts.reduce((sum, { site, sessions }) => sum + site.sessionPence * sessions.length * WEEKS, 0);
    options.set(key, { parts, fit, pence });
  }
  return [...options.values()];
}

/** Pairs of one authority who must not meet: for each pupil, with whom. */
function pairsOf(random, people, count) {
  const apart = new Map();
  for (let n = 0; n < count; n += 1) {
    const one = people[random.below(people.length)];
    const others = people.filter((other) => other !== one && other.authority === one.authority);
    const other = others[random.below(others.length)];
    const pair = `apart-${String(n).padStart(3, '0')}`;
    for (const { id } of [one, other]) apart.set(id, [...(apart.get(id) ?? []), pair]);
  }
  return apart;
}

/** A problem of the exchange format. The same seed, the same problem. */
export function pool({ authorities, pupils, sites: siteCount, options: most, pairs, fund }, seed) {
  const random = randomOf(seed);
  const sites = sitesOf(random, siteCount, authorities);
  const people = pupilsOf(random, pupils, authorities).map((pupil) => ({ ...pupil, days: Number(random.drawn(DAYS)) }));
  const apart = pairsOf(random, people, pairs);
  const separations = new Set();
  const best = new Map(authorities.map((n) => [n, 0]));
  const options = people.flatMap((pupil) => {
    const own = optionsOf(random, pupil, sites, most);
    const first = own.reduce((a, b) => (b.fit > a.fit ? b : a));
    best.set(pupil.authority, best.get(pupil.authority) + first.pence);
    return own.map(({ parts, fit, pence }, n) => {
      const meets = parts.flatMap(({ site }) => (apart.get(pupil.id) ?? []).map((pair) => `${pair}/${site.id}`));
      for (const id of meets) separations.add(id);
      return {
        id: `${pupil.id}/${String(n).padStart(2, '0')}`,
        pupil: pupil.id,
        fit,
        uses: [
          ...parts.flatMap(({ site, sessions }) => sessions.map((session) => [`${site.id}/${session}`, 1])),
          ...parts.flatMap(({ site }) => (site.cap === undefined ? [] : [[`${site.id}/cap`, 1]])),
          ...meets.map((id) => [id, 1]),
          [`fund/${AUTHORITIES[pupil.authority].name}`, pence],
        ],
      };
    });
  });
  return {
    version: 1,
    seed,
    resources: [
      ...sites.flatMap(({ id, places, cap }) => [
        ...SESSIONS.map((session, n) => ({ id: `${id}/${session}`, capacity: places[n], group: id })),
        ...(cap === undefined ? [] : [{ id: `${id}/cap`, capacity: cap, group: id }]),
      ]),
      ...[...separations].map((id) => ({ id, capacity: 1 })),
      ...authorities.map((n) => ({
        id: `fund/${AUTHORITIES[n].name}`,
        capacity: Math.floor(fund * best.get(n)),
        step: 100_000,
      })),
    ],
    pupils: people.map(({ id, band, waitingDays }) => ({ id, band, waitingDays })),
    options,
  };
}
