import { describe, expect, it } from '@jest/globals';
import { aPlace, aPupil, aSite, circumstances } from '../../../../test/support/matching-builders.js';
import { considerOption } from './consider.js';
import { placeValues } from './factors/index.js';
import { optionOf } from './options.js';
import { FACTOR_KEYS } from './settings.js';
import { straightLine, travelBy } from './travel.js';

describe('the way from home', () => {
  const pupil = aPupil();
  const place = aPlace();

  it('is as the crow flies where nobody has looked it up', () => {
    const way = straightLine.fromHome(pupil, place.site);
    expect(way).toEqual({ metres: 5000, minutes: null });
    expect(travelBy([['another-referral', 'site-1', 1, 1]]).fromHome(pupil, place.site)).toEqual(way);
    expect(straightLine.fromHome({ ...pupil, home: null }, place.site)).toBeUndefined();
  });

  it('by a timetable is what the rule measures and the factor counts', () => {
    const about = circumstances({ travel: travelBy([['referral-1', 'site-1', 14_000, 55]]) });
    const option = optionOf(pupil, [place], about, []);
    const distance = considerOption(pupil, option, about).find(({ rule }) => rule === 'distance');
    expect(distance).toMatchObject({ value: 14_000, limit: 12_000, verdict: 'FAIL' });
    const travel = (given: typeof about) => placeValues(pupil, place, option, given)[FACTOR_KEYS.indexOf('travel')];
    expect(travel(about)).toBe(0);
    expect(travel(circumstances())).toBe(583);
  });

  it('between two sites is known whichever comes first', () => {
    const other = aSite({ id: 'site-2' });
    const ways = travelBy([['site-2', 'site-1', 700, 12]]);
    expect(ways.between(place.site, other)).toEqual({ metres: 700, minutes: 12 });
  });
});
