import { daysBetween } from '../../../../kernel/index.js';
import { limitsOf } from '../model.js';
import { atLeast, placeRule } from './rule.js';

/** Places left in the opening in every wanted week and session: one is enough. */
export const places = placeRule<number, number>({
  key: 'places',
  judge: atLeast,
  measure: (_pupil, { openingId, sessions }, { period }, { headroom }) => ({
    value: headroom.opening(openingId, sessions, period.fromWeek, period.toWeek),
    limit: 1,
  }),
});

/** What limits several openings together: those of the site, of the programme, of the provider. The least counts. */
export const siteCap = placeRule<number, number>({
  key: 'siteCap',
  judge: atLeast,
  measure(_pupil, place, { period }, { headroom }) {
    const left = limitsOf(place).flatMap(([kind, id]) => {
      return headroom.limit(kind, id, place.sessions, period.fromWeek, period.toWeek) ?? [];
    });
    return left.length === 0 ? undefined : { value: Math.min(...left), limit: 1 };
  },
});

/**
 * An opening that nobody has confirmed for a while may be gone: first worth a telephone call, then nothing to propose.
 * The limit is the days it counts as confirmed and those it may still be used; one number where a run knew only the first.
 */
export const confirmed = placeRule<number, number | readonly [number, number]>({
  key: 'confirmed',
  judge(value, limit) {
    const [fresh, usable] = typeof limit === 'number' ? [limit, Infinity] : limit;
    if (value <= fresh) return 'PASS';
    return value <= usable ? 'WARN' : 'FAIL';
  },
  measure(_pupil, place, _option, { today, settings }) {
    const { openingConfirmedDays, openingStaleDays } = settings.clocks;
    return {
      value: Math.max(0, daysBetween(place.confirmedOn, today)),
      limit: openingStaleDays === undefined ? openingConfirmedDays : [openingConfirmedDays, openingStaleDays],
    };
  },
});
