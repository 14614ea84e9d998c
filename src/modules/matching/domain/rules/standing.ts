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

/** A suspension, or a document that ran out, is between authority and provider: only the panel reads that it is the reason. */
export const standing = placeRule<string, string>({
  key: 'standing',
  audience: 'PANEL',
  judge: isOneOf,
  measure: (_pupil, { admission: admitted }) =>
    admitted === null ? undefined : { value: standingOf(admitted), limit: 'GOOD' },
});

const standingOf = ({ suspended, lapsed }: { readonly suspended: boolean; readonly lapsed?: true }): string =>
  suspended ? 'SUSPENDED' : lapsed === true ? 'EVIDENCE_LAPSED' : 'GOOD';
