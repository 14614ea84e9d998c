export { DraftPolicies, type DraftView } from './application/draft-policies.js';
export { Policies, seedPolicy } from './application/policies.js';
export { defaultPolicy } from './domain/default-policy.js';
export {
  fundingOf,
  POLICY_SCHEMA,
  type PolicyDocument,
  type PolicyRuleKey,
  readPolicy,
} from './domain/policy-document.js';
export { settingLabel, settingValue } from './domain/setting-words.js';
export { RULE_WORDS, TYPE_WORDS } from './domain/policy-words.js';
export type { Policy } from './persistence/policy.store.js';
export { PoliciesModule } from './policies.module.js';
