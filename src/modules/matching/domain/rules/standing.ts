import { isOneOf, placeRule } from './rule.js';

/** Call-off rules bind the framework only: a maintained unit and a one-off purchase need no admission to a lot. */
export const admission = placeRule<string, string>({
  key: 'admission',
  judge: isOneOf,
  measure: (_pupil, place) =>
    place.supplyRoute === 'FRAMEWORK'
      ? { value: place.admission === null ? 'NONE' : 'ADMITTED', limit: 'ADMITTED' }
      : undefined,
});

/** A suspension is between the authority and the provider, so only the panel reads that it is the reason. */
export const standing = placeRule<string, string>({
  key: 'standing',
  audience: 'PANEL',
  judge: isOneOf,
  measure: (_pupil, { admission: admitted }) =>
    admitted === null ? undefined : { value: admitted.suspended ? 'SUSPENDED' : 'GOOD', limit: 'GOOD' },
});
