export { AdmitProvider, type AdmitCommand } from './application/admit-provider.js';
export { Apply } from './application/apply.js';
export { type BidDecision, BidDecisions, type BidDecisionSource } from './application/bid-decisions.js';
export { Clarify } from './application/clarify.js';
export { DeclareInterests } from './application/declare-interests.js';
export {
  type DiligenceLine,
  type DiligenceRecord,
  DueDiligence,
  type SiteRiskSource,
} from './application/due-diligence.js';
export { Evaluations } from './application/evaluations.js';
export { KnownQuality } from './application/known-quality.js';
export { type CallOffTerms, TermsOfCallOff } from './application/call-off-terms.js';
export { ManageConditions } from './application/manage-conditions.js';
export { ManageFramework } from './application/manage-framework.js';
export { ManageRounds } from './application/manage-rounds.js';
export { Moderate } from './application/moderate.js';
export { NameAssessors } from './application/name-assessors.js';
export { Procurement } from './application/procurement.js';
export {
  CHECK_OUTCOMES,
  type CheckOutcome,
  type Finding,
  type PaperDiligence,
  paperDiligence,
  type SiteRisk,
} from './domain/diligence.js';
export { Score } from './application/score.js';
export { ViewApplications } from './application/view-applications.js';
export { ViewBidEvaluation } from './application/view-bid-evaluation.js';
export { EXCEPTIONS, type Exception, RECOMMENDATIONS, type RecommendationOutcome } from './domain/evaluation.js';
export { checkAdmissionDates, type FrameworkDetails, MANCHESTER_LOTS, SUSPENSION_REASONS } from './domain/framework.js';
export { requirementWords } from './domain/lot-words.js';
export { hoursFault, type LotRequirements, NOTHING_ASKED } from './domain/lots.js';
export type { DecideBy, Paper, PaperFeedback, PaperGap, PaperLine, PaperLot, PaperOffer } from './domain/paper.js';
export { type Regime, REGIME_RULES, REGIMES } from './domain/regimes.js';
export type { Admission, AdmissionLine } from './persistence/admission.store.js';
export { type FrameworkSummary, LOT_REQUIREMENTS } from './persistence/framework.store.js';
export type { RoundQuestion } from './domain/round.js';
export { ProcurementModule } from './procurement.module.js';
