export { AdmitProvider, type AdmitCommand } from './application/admit-provider.js';
export {
  type DiligenceLine,
  type DiligenceRecord,
  DueDiligence,
  type SiteRiskSource,
} from './application/due-diligence.js';
export { Evaluations } from './application/evaluations.js';
export { KnownQuality } from './application/known-quality.js';
export { type CallOffTerms, TermsOfCallOff } from './application/call-off-terms.js';
export { ManageFramework } from './application/manage-framework.js';
export { Procurement } from './application/procurement.js';
export {
  CHECK_OUTCOMES,
  type CheckOutcome,
  type Finding,
  type PaperDiligence,
  paperDiligence,
  type SiteRisk,
} from './domain/diligence.js';
export { EXCEPTIONS, type Exception, RECOMMENDATIONS, type RecommendationOutcome } from './domain/evaluation.js';
export { checkAdmissionDates, type FrameworkDetails, MANCHESTER_LOTS, SUSPENSION_REASONS } from './domain/framework.js';
export type { DecideBy, Paper, PaperFeedback, PaperGap, PaperLine, PaperLot, PaperOffer } from './domain/paper.js';
export { type Regime, REGIME_RULES, REGIMES } from './domain/regimes.js';
export type { Admission, AdmissionLine, FrameworkSummary } from './persistence/admission.store.js';
export { ProcurementModule } from './procurement.module.js';
