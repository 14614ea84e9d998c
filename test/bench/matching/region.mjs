import { fitOf, programmesOf, pupilsOf, withinReach } from './pool.mjs';
import { randomOf } from './random.mjs';

/** The three transportation problems of a region, and what each is to be faster than HiGHS by. */
export const REGIONS = {
  a: { pupils: 5000, resources: 1000, places: 5, options: 30, times: 40 },
  b: { pupils: 5000, resources: 1000, places: 3, options: 30, times: 5 },
  c: { pupils: 5000, resources: 100, places: 30, options: 10, times: 4 },
};

/** A transportation problem in the exchange format: each option is one place of one resource. */
export function transportation({ pupils, resources, places, options }, seed) {
  const random = randomOf(seed);
  const programmes = programmesOf(random, resources);
  const people = pupilsOf(random, pupils);
  return {
    version: 1,
    seed,
    resources: programmes.map(({ id }) => ({ id, capacity: places })),
    pupils: people.map(({ id, band, waitingDays }) => ({ id, band, waitingDays })),
    options: people.flatMap((pupil) =>
      withinReach(random, pupil, programmes, options).map((programme) => ({
        id: `${pupil.id}/${programme.id}`,
        pupil: pupil.id,
        fit: fitOf(random, pupil, programme),
        uses: [[programme.id, 1]],
      })),
    ),
  };
}
