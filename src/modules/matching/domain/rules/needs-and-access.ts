import { codesMet, missingAccess } from '../codes.js';
import { placeRule, passIf, UNKNOWN } from './rule.js';

/**
 * What the pupil needs to use the building (s.20 and schedule 2 Equality Act 2010). The value is what the site lacks;
 * the limit names what a provider can arrange without building, which warns instead of refusing.
 */
export const access = placeRule<readonly string[], readonly string[]>({
  key: 'access',
  judge: (missing, arrangeable) =>
    missing.length === 0 ? 'PASS' : missing.every((need) => arrangeable.includes(need)) ? 'WARN' : 'FAIL',
  measure(pupil, { site }) {
    if (pupil.accessNeeds.length === 0) return undefined;
    const { missing, arrangeable } = missingAccess(pupil.accessNeeds, site.accessFeatures);
    return { value: missing, limit: arrangeable };
  },
});

/** The share of the pupil's needs that the programme says it meets, in hundredths of one per cent. */
export const needs = placeRule<number, number>({
  key: 'needs',
  judge: (value, limit) => (value === UNKNOWN ? 'WARN' : passIf(value >= limit)),
  measure(pupil, place, _option, { settings }) {
    if (pupil.needs.length === 0) return undefined;
    const met = place.needs.length === 0 ? UNKNOWN : Math.floor(codesMet(pupil.needs, place.needs) * 10_000);
    return { value: met, limit: settings.rules.needs.leastMetBasisPoints };
  },
});
