import { ageOn } from '../../../../kernel/index.js';
import { isOneOf, passIf, placeRule } from './rule.js';

/** The registered age range of the site, on the day the place would start. */
export const age = placeRule<number, readonly [number, number]>({
  key: 'age',
  judge: (value, [lowest, highest]) => passIf(value >= lowest && value <= highest),
  measure(pupil, { site }, { period }) {
    const lowest = site.registration?.lowestAge;
    const highest = site.registration?.highestAge;
    if (lowest === null || lowest === undefined || highest === null || highest === undefined) return undefined;
    return { value: ageOn(pupil.dateOfBirth, period.startsOn), limit: [lowest, highest] };
  },
});

/** The year groups the programme is taught to. */
export const year = placeRule<number, readonly [number, number]>({
  key: 'year',
  judge: (value, [first, last]) => passIf(value >= first && value <= last),
  measure: (pupil, place) => ({ value: pupil.yearGroup, limit: [place.yearFrom, place.yearTo] }),
});

/** Sex decides only where the site is registered single-sex (Equality Act 2010, schedule 11). */
export const sex = placeRule<string, string>({
  key: 'sex',
  judge: (value, limit) => (value === 'U' ? 'WARN' : isOneOf(value, limit)),
  measure(pupil, { site }) {
    const singleSex = site.registration?.singleSex ?? null;
    return singleSex === null ? undefined : { value: pupil.sex, limit: singleSex };
  },
});

/** A cohort that stays on the system it started in, until the policy says so. */
export const transition = placeRule<string, string>({
  key: 'transition',
  judge: isOneOf,
  measure(pupil, place, { period }, { settings }) {
    const cohort = settings.transition.find(
      ({ yearGroup, until }) => yearGroup === pupil.yearGroup && period.startsOn <= until,
    );
    return cohort === undefined ? undefined : { value: place.supplyRoute, limit: cohort.onlyProvidersOn };
  },
});
