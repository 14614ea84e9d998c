import { sessionIndexes } from '../../../../kernel/index.js';
import type { Option, Pupil } from '../model.js';
import type { Travel } from '../travel.js';
import type { Settings } from '../settings.js';
import { atMost, optionRule, placeRule, UNKNOWN } from './rule.js';

/** Key stage 4 may travel furthest; where the key stage is not known the year group says it. */
export function distanceLimit(pupil: Pupil, { rules }: Pick<Settings, 'rules'>): number {
  const stage = pupil.keyStage ?? (pupil.yearGroup <= 6 ? 2 : pupil.yearGroup <= 9 ? 3 : 4);
  const { keyStage1And2Metres, keyStage3Metres, keyStage4Metres } = rules.distance;
  return stage <= 2 ? keyStage1And2Metres : stage === 3 ? keyStage3Metres : keyStage4Metres;
}

/** From home to the site, in metres: as the crow flies, or by the timetable behind `Travel` where there is one. */
export const distance = placeRule<number, number>({
  key: 'distance',
  judge: (value, limit) => (value === UNKNOWN ? 'WARN' : atMost(value, limit)),
  measure(pupil, { site }, _option, { settings, travel }) {
    const metres = travel.fromHome(pupil, site)?.metres ?? UNKNOWN;
    return { value: metres, limit: distanceLimit(pupil, settings) };
  },
});

const dayOf = (session: number): number => Math.floor(session / 2);

/** The longest way between two sites on one day; nought when no day is split between sites. */
function longestMove({ places }: Option, travel: Travel): number {
  let longest = 0;
  for (const [index, first] of places.entries()) {
    for (const second of places.slice(index + 1)) {
      if (first.site.id === second.site.id) continue;
      const days = new Set(sessionIndexes(first.sessions).map(dayOf));
      if (!sessionIndexes(second.sessions).some((session) => days.has(dayOf(session)))) continue;
      longest = Math.max(longest, travel.between(first.site, second.site)?.metres ?? 0);
    }
  }
  return longest;
}

/** Only for packages: nobody should cross the city at dinner time. */
export const travelBetween = optionRule<number, number>({
  key: 'travelBetween',
  judge: atMost,
  measure: (_pupil, option, { settings, travel }) =>
    option.places.length < 2
      ? undefined
      : { value: longestMove(option, travel), limit: settings.rules.travelBetween.metres },
});
