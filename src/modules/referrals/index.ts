export { PriceView, type PriceQuestion, type PriceRange } from './application/price-view.js';
export { type DeclineFollows, type LockedReferral, Referrals, type ReferralSummary } from './application/referrals.js';
export { SaveAnswers } from './application/save-answers.js';
export { StartReferral } from './application/start-referral.js';
export { SubmitReferral, type Submitted } from './application/submit-referral.js';
export type { Answers, FieldPath } from './domain/answers.js';
export {
  EXCLUSION_REASONS,
  labelOf,
  REFERRAL_TYPES,
  type ReferralType,
  RISKS,
  SEN_NEEDS,
  TYPE_CHOICES,
  WISHES,
} from './domain/codes.js';
export { readPatch } from './domain/read-answers.js';
export type { Party, PartyPart, ReferralCase, Scope } from './domain/referral-case.js';
export { type ReferralStatus, STATUS_WORDS } from './domain/referral-states.js';
export { keyStageOf, type WaitingReferral } from './domain/waiting-referral.js';
export { ReferralsModule } from './referrals.module.js';
