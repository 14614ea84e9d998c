import { dateOnly } from '../kernel/index.js';
import { defaultPolicy, type PolicyDocument } from '../modules/policies/index.js';

/** The first policy, with a cohort in transition and a strand with little money, so that those rules can be seen at work. */
export const demonstrationPolicy: PolicyDocument = {
  ...defaultPolicy,
  funding: {
    ...defaultPolicy.funding,
    OFF_SITE_DIRECTION: { ...defaultPolicy.funding.OFF_SITE_DIRECTION, fund: 'HIGH_NEEDS_INCLUSION' },
  },
  transition: [{ yearGroup: 7, onlyProvidersOn: 'MAINTAINED_AP', until: dateOnly('2026-12-18') }],
  assumptions: [
    ...defaultPolicy.assumptions,
    'That year 7 stays with the pupil referral unit until Christmas is made up for the demonstration.',
    'That off-site directions are paid from an inclusion strand is made up for the demonstration.',
  ],
};

/** Whether children of this year group may be placed with what is reached by this route. */
export const mayBePlaced = (yearGroup: number, supplyRoute: string): boolean =>
  demonstrationPolicy.transition.every(
    (cohort) => cohort.yearGroup !== yearGroup || cohort.onlyProvidersOn === supplyRoute,
  );
