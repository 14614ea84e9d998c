import { Module, type OnModuleInit } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PanelsModule } from '../panels/index.js';
import { ProvidersModule } from '../providers/index.js';
import { Apply } from './application/apply.js';
import { AdmitProvider } from './application/admit-provider.js';
import { BidEvidenceParts } from './application/bid-evidence.js';
import { TermsOfCallOff } from './application/call-off-terms.js';
import { Clarify } from './application/clarify.js';
import { Consult } from './application/consult.js';
import { DeclareInterests } from './application/declare-interests.js';
import { Evaluations } from './application/evaluations.js';
import { DueDiligence } from './application/due-diligence.js';
import { EvidenceTasks } from './application/evidence-tasks.js';
import { EvidenceTerms } from './application/evidence-terms.js';
import { InspectionRules } from './application/inspection-rules.js';
import { KnownQuality } from './application/known-quality.js';
import { ManageConditions } from './application/manage-conditions.js';
import { FollowExtensions } from './application/follow-extensions.js';
import { ManageFramework } from './application/manage-framework.js';
import { ManageRounds } from './application/manage-rounds.js';
import { Moderate } from './application/moderate.js';
import { NameAssessors } from './application/name-assessors.js';
import { Procurement } from './application/procurement.js';
import { Score } from './application/score.js';
import { ViewApplications } from './application/view-applications.js';
import { BidDecisions } from './application/bid-decisions.js';
import { ViewBidEvaluation } from './application/view-bid-evaluation.js';
import { ViewRoundEvaluation } from './application/view-round-evaluation.js';
import { ViewAdmissions } from './application/view-admissions.js';
import { ViewRounds } from './application/view-rounds.js';
import { WatchEvidence } from './application/watch-evidence.js';
import { EvidenceDay } from './jobs/evidence-day.js';
import { EvidenceChangedJob, EvidenceRefusedJob, WatchEvidenceJob } from './jobs/evidence-jobs.js';
import { TellBiddersJob } from './jobs/tell-bidders.job.js';
import { InspectionRuleController } from './pages/inspection-rule.controller.js';
import { AdmissionsController } from './pages/admissions.controller.js';
import { DiligenceController } from './pages/diligence.controller.js';
import { EvidenceTermsController } from './pages/evidence-terms.controller.js';
import { DiligenceStore } from './persistence/diligence.store.js';
import { EvidenceWatchStore } from './persistence/evidence-watch.store.js';
import { WebRegistry } from '../../web/index.js';
import { ApplicationsController } from './pages/applications.controller.js';
import { BidEvidenceController } from './pages/bid-evidence.controller.js';
import { ClarificationsController } from './pages/clarifications.controller.js';
import { ConsultationsController } from './pages/consultations.controller.js';
import { ConditionsController } from './pages/conditions.controller.js';
import { EvaluationController } from './pages/evaluation.controller.js';
import { EvaluatorsController } from './pages/evaluators.controller.js';
import { FrameworkChangesController } from './pages/framework-changes.controller.js';
import { FrameworkPagesController } from './pages/framework-pages.controller.js';
import { RoundEvidenceController } from './pages/round-evidence.controller.js';
import { ModerationController } from './pages/moderation.controller.js';
import { ScoringController } from './pages/scoring.controller.js';
import { RoundsController } from './pages/rounds.controller.js';
import './words.js';
import { AdmissionStore } from './persistence/admission.store.js';
import { FrameworkStore } from './persistence/framework.store.js';
import { ApplicationStore } from './persistence/application.store.js';
import { AssessorStore } from './persistence/assessor.store.js';
import { ClarificationStore } from './persistence/clarification.store.js';
import { ConsultationStore } from './persistence/consultation.store.js';
import { ConditionStore } from './persistence/condition.store.js';
import { EvaluationListStore } from './persistence/evaluation-list.store.js';
import { EvaluationStore } from './persistence/evaluation.store.js';
import { ExtensionStore } from './persistence/extension.store.js';
import { PaperStore } from './persistence/paper.store.js';
import { QualityStore } from './persistence/quality.store.js';
import { RequiredEvidenceStore } from './persistence/required-evidence.store.js';
import { RoundStore } from './persistence/round.store.js';
import { DiligenceApi } from './api/diligence-api.controller.js';
import { EvaluationApi } from './api/evaluation-api.controller.js';
import { ProcurementController } from './api/procurement.controller.js';

@Module({
  imports: [PanelsModule, OrganisationsModule, IdentityModule, ProvidersModule],
  controllers: [
    ProcurementController,
    EvaluationApi,
    DiligenceApi,
    FrameworkPagesController,
    FrameworkChangesController,
    ConditionsController,
    RoundsController,
    ApplicationsController,
    ClarificationsController,
    ConsultationsController,
    RoundEvidenceController,
    BidEvidenceController,
    EvaluatorsController,
    EvaluationController,
    ModerationController,
    ScoringController,
    EvidenceTermsController,
    DiligenceController,
    AdmissionsController,
    InspectionRuleController,
  ],
  providers: [
    AdmissionStore,
    FrameworkStore,
    ExtensionStore,
    FollowExtensions,
    ConditionStore,
    RoundStore,
    RequiredEvidenceStore,
    BidEvidenceParts,
    EvidenceWatchStore,
    WatchEvidence,
    WatchEvidenceJob,
    TellBiddersJob,
    ViewAdmissions,
    EvidenceChangedJob,
    EvidenceRefusedJob,
    EvidenceDay,
    EvidenceTasks,
    EvidenceTerms,
    DiligenceStore,
    DueDiligence,
    InspectionRules,
    QualityStore,
    KnownQuality,
    Procurement,
    TermsOfCallOff,
    ManageFramework,
    ManageConditions,
    ManageRounds,
    ViewRounds,
    ApplicationStore,
    Apply,
    ViewApplications,
    ClarificationStore,
    Clarify,
    ConsultationStore,
    Consult,
    AdmitProvider,
    PaperStore,
    Evaluations,
    AssessorStore,
    EvaluationStore,
    EvaluationListStore,
    NameAssessors,
    DeclareInterests,
    Score,
    Moderate,
    BidDecisions,
    ViewBidEvaluation,
    ViewRoundEvaluation,
  ],
  exports: [
    BidDecisions,
    ViewApplications,
    DueDiligence,
    KnownQuality,
    Procurement,
    TermsOfCallOff,
    ManageFramework,
    AdmitProvider,
    Evaluations,
  ],
})
export class ProcurementModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly applications: ViewApplications,
    private readonly clarify: Clarify,
    private readonly evaluation: ViewRoundEvaluation,
    private readonly documents: EvidenceTasks,
    private readonly consult: Consult,
    private readonly extensions: FollowExtensions,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Frameworks',
      href: '/frameworks',
      group: 'Frameworks',
      order: 44,
      anyOf: ['framework.manage'],
    });
    this.web.addNavigation({
      text: 'Rounds',
      href: '/rounds',
      group: 'Frameworks',
      order: 45,
      anyOf: ['application.make', 'application.read', 'application.evaluate'],
    });
    this.web.addNavigation({
      text: 'Consultations',
      href: '/consultations',
      group: 'Frameworks',
      order: 46,
      anyOf: ['specification.comment', 'framework.manage'],
    });
    this.web.addTaskSource(this.applications);
    this.web.addTaskSource(this.clarify);
    this.web.addTaskSource(this.evaluation);
    this.web.addTaskSource(this.documents);
    this.web.addTaskSource(this.consult);
    this.web.addTaskSource(this.extensions);
  }
}
