export { type LatestOptions, MatchingRuns, type MatchingStatus } from './application/matching-runs.js';
export { MATCHING_REQUEST, requestMatching } from './application/request-matching.js';
export { type Rechecked, type RecheckCommand, RuleCheck, type Waiver } from './application/rule-check.js';
export { runReplayCommand } from './compute/replay-command.js';
export {
  type EarlierProvider,
  type OccupancySource,
  OccupancySources,
  type PackSource,
  PackSources,
  type PackState,
  type QualitySource,
  QualitySources,
} from './application/sources.js';
export type { Occupant } from './domain/model.js';
export type { QualityFact } from './domain/quality.js';
export { fairShareLimit, countsToFairShare } from './domain/rules/week-and-money.js';
export { registrationRisk } from './domain/rules/registration.js';
export type { RuleKey, RuleResult } from './domain/rules/rule.js';
export { FACTOR_WORDS, ruleLabel, ruleSentence } from './pages/rule-words.js';
export type { FoundOption } from './persistence/result.store.js';
export { optionCards } from './pages/option-cards.js';
export { type OptionsView, ViewOptions } from './application/view-options.js';
export { MatchingModule } from './matching.module.js';
