import { AUTHORITIES, BANDS, QUALITY, SEN, SETTINGS, YEAR_GROUPS } from './figures.mjs';

const SPREAD_KM = 3.5;
const FAR_KM = 24;
const NEEDS = ['semh', 'autism', 'speech', 'learning', 'medical', 'engagement'];

const byPupils = Object.fromEntries(AUTHORITIES.map(({ pupils }, n) => [n, pupils]));

function whereabouts(random, authorities) {
  const authority = Number(random.drawn(Object.fromEntries(authorities.map((n) => [n, byPupils[n]]))));
  const [east, north] = AUTHORITIES[authority].at;
  return { authority, at: [east + SPREAD_KM * random.normal(), north + SPREAD_KM * random.normal()] };
}

const everywhere = AUTHORITIES.map((_, n) => n);

/** Pupils of a pool: where they live, their phase, needs, band and wait. */
export function pupilsOf(random, count, authorities = everywhere) {
  return Array.from({ length: count }, (_, n) => ({
    id: `pupil-${String(n).padStart(6, '0')}`,
    ...whereabouts(random, authorities),
    phase: random.drawn(YEAR_GROUPS),
    needs: random.some(NEEDS, random.drawn(SEN) === 'none' ? 1 : 2),
    band: Number(random.drawn(BANDS)),
    waitingDays: random.below(90),
  }));
}

/** Site-programmes: where they are, the phase they take, what they are good at. */
export function programmesOf(random, count, authorities = everywhere) {
  return Array.from({ length: count }, (_, n) => ({
    id: `site-${String(n).padStart(4, '0')}`,
    ...whereabouts(random, authorities),
    phase: random.drawn(YEAR_GROUPS),
    setting: random.drawn(SETTINGS),
    strengths: random.some(NEEDS, 2),
    quality: Number(random.drawn(QUALITY)),
  }));
}

export const kilometres = (a, b) => Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]);

/** 0 to 1000: travel, needs met, quality, the phase, and what the family would rather. */
export function fitOf(random, pupil, programme) {
  const travel = 300 * Math.max(0, 1 - kilometres(pupil, programme) / FAR_KM);
  const met = pupil.needs.filter((need) => programme.strengths.includes(need)).length / pupil.needs.length;
  const phase = pupil.phase === programme.phase ? 150 : 0;
  return Math.floor(travel + 250 * met + programme.quality + phase + 150 * random.share());
}

/** The programmes a pupil could go to: the nearest of several times as many, some of the right phase for choice. */
export function withinReach(random, pupil, programmes, count) {
  const near = programmes
    .map((programme) => ({
      programme,
      key: kilometres(pupil, programme) + (pupil.phase === programme.phase ? 0 : 8) + 6 * random.share(),
    }))
    .sort((a, b) => a.key - b.key)
    .slice(0, 3 * count)
    .map(({ programme }) => programme);
  return random.some(near, count);
}
