/**
 * What a school should have looked at before it buys a place, after the statutory guidance on alternative provision
 * (Department for Education, "Arranging alternative provision", 2025). The school ticks what it did; what it did not is
 * kept as well, so that nobody has to guess later.
 */
export const ASSURANCES = {
  REGISTRATION: 'We checked whether the provider is registered, and that it need not be for these hours',
  VISIT: 'Somebody of the school visited the site',
  SAFEGUARDING: 'The provider confirmed in writing its checks on adults and its safeguarding policy',
  INSURANCE: 'We saw the insurance certificates',
  HEALTH_AND_SAFETY: 'We saw the risk assessments and health and safety policy',
  TEACHING: 'We agreed what is taught and how progress is reported',
  ATTENDANCE: 'We agreed how attendance is reported on the day',
} as const;
export type Assurance = keyof typeof ASSURANCES;
export const ASSURANCE_CODES = Object.keys(ASSURANCES) as Assurance[];
