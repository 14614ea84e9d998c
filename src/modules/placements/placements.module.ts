import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { BudgetModule } from '../budget/index.js';
import { CapacityModule } from '../capacity/index.js';
import { MatchingModule, OccupancySources } from '../matching/index.js';
import { DeadlineSources, DeadlinesModule } from '../deadlines/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PanelsModule } from '../panels/index.js';
import { ProvidersModule } from '../providers/index.js';
import { PoliciesModule } from '../policies/index.js';
import { DueDiligence, ProcurementModule } from '../procurement/index.js';
import { PurchasingModule } from '../purchasing/index.js';
import { ReferralsModule } from '../referrals/index.js';
import { SupportModule } from '../support/index.js';
import { PanelApi } from './api/panel-api.controller.js';
import { PlacementsApi } from './api/placements.controller.js';
import { PLACEMENT_DEADLINES } from './application/placement-deadlines.js';
import { AnswerOffer } from './application/answer-offer.js';
import { ApprovePlacement } from './application/approve-placement.js';
import { BesideItems } from './application/beside-items.js';
import { CarryOut } from './application/carry-out.js';
import { EndPlacement } from './application/end-placement.js';
import { FreePlacement } from './application/free-placement.js';
import { KeptPlace } from './application/kept-place.js';
import { LapseOffer } from './application/lapse-offer.js';
import { MakeOffer } from './application/make-offer.js';
import { PlacementOccupancy } from './application/occupancy.js';
import { RegistrationRisks } from './application/registration-risks.js';
import { AnswerLetters } from './application/answer-letters.js';
import { LetterSenders } from './application/letter-senders.js';
import { PanelLetters } from './application/panel-letters.js';
import { PanelQueue } from './application/panel-queue.js';
import { PanelTasks } from './application/panel-tasks.js';
import { PastDecisions } from './application/past-decisions.js';
import { PlaceWords } from './application/place-words.js';
import { PlacementQueries } from './application/placement-queries.js';
import { PlacementTasks } from './application/placement-tasks.js';
import { OffFramework } from './application/off-framework.js';
import { PurchaseGuard } from './application/purchase-guard.js';
import { PlanPlacement } from './application/plan-placement.js';
import { ReadDecision } from './application/read-decision.js';
import { RatificationSubject } from './application/ratification-subject.js';
import { ReferralPacks } from './application/referral-packs.js';
import { ReferralPaper } from './application/referral-paper.js';
import { ReferralSubject } from './application/referral-subject.js';
import { ReconsiderationClock } from './application/reconsideration-clock.js';
import { Reconsiderations } from './application/reconsiderations.js';
import { ReservationTasks } from './application/reservation-tasks.js';
import { LeaveAgendas } from './application/leave-agendas.js';
import { ReservePlaces } from './application/reserve-places.js';
import { ViewPlacement } from './application/view-placement.js';
import { ApplyChange } from './application/apply-change.js';
import { ChangesApi } from './api/changes.controller.js';
import { ChangeTasks } from './application/change-tasks.js';
import { ViewChanges } from './application/view-changes.js';
import { ChangesController } from './pages/changes.controller.js';
import { FailProvision } from './application/fail-provision.js';
import { FailureTasks } from './application/failure-tasks.js';
import { RecordDestination } from './application/record-destination.js';
import { TransferPlacement } from './application/transfer-placement.js';
import { LeavingApi } from './api/leaving.controller.js';
import { FailureController } from './pages/failure.controller.js';
import { LeavingController } from './pages/leaving.controller.js';
import { DestinationStore } from './persistence/destination.store.js';
import { FailureStore } from './persistence/failure.store.js';
import { BetweenSides } from './application/between-sides.js';
import { ChangePlacement } from './application/change-placement.js';
import { WorkOutChange } from './application/work-out-change.js';
import { ChangeStore } from './persistence/change.store.js';
import { PartStore } from './persistence/part.store.js';
import { LeaveAgendasJob } from './jobs/leave-agendas.job.js';
import { ExpireReservationJob } from './jobs/expire-reservation.job.js';
import { RemindReconsiderationJob } from './jobs/remind-reconsideration.job.js';
import { ProvisionStopsJob } from './jobs/provision-stops.job.js';
import { TellOfStops } from './application/tell-of-stops.js';
import { NoticeStore } from './persistence/notice.store.js';
import { LapseOfferJob } from './jobs/lapse-offer.job.js';
import { DecisionController } from './pages/decision.controller.js';
import { OffFrameworkController } from './pages/off-framework.controller.js';
import { DecisionLettersController, PanelLettersController } from './pages/panel-letters.controller.js';
import { PanelQueueController } from './pages/panel-queue.controller.js';
import { PastDecisionsController } from './pages/past-decisions.controller.js';
import { ReconsiderationsController } from './pages/reconsiderations.controller.js';
import { ReferralMotion } from './pages/referral-motion.js';
import { ReservationController } from './pages/reservation.controller.js';
import { PlacementsController } from './pages/placements.controller.js';
import { OffFrameworkStore } from './persistence/off-framework.store.js';
import { PanelLetterStore } from './persistence/panel-letter.store.js';
import { PanelQueueStore } from './persistence/panel-queue.store.js';
import { RatificationStore } from './persistence/ratification.store.js';
import { PastDecisionStore } from './persistence/past-decision.store.js';
import { ReconsiderationStore } from './persistence/reconsideration.store.js';
import { ReservationStore } from './persistence/reservation.store.js';
import { PlacementFollowers } from './persistence/placement-followers.js';
import { PlacementStore } from './persistence/placement.store.js';
import './words.js';
import './kept-records.js';

const useCases = [
  OffFramework,
  ApprovePlacement,
  PanelQueue,
  AnswerOffer,
  EndPlacement,
  LapseOffer,
  ReservePlaces,
  ChangePlacement,
  LeaveAgendas,
];

@Module({
  imports: [
    DeadlinesModule,
    OrganisationsModule,
    PoliciesModule,
    ProcurementModule,
    PurchasingModule,
    PanelsModule,
    BudgetModule,
    CapacityModule,
    ProvidersModule,
    ReferralsModule,
    MatchingModule,
    SupportModule,
  ],
  controllers: [
    PlacementsApi,
    PanelApi,
    PanelQueueController,
    PanelLettersController,
    DecisionLettersController,
    ReconsiderationsController,
    PastDecisionsController,
    DecisionController,
    OffFrameworkController,
    ReservationController,
    PlacementsController,
    ChangesController,
    LeavingController,
    LeavingApi,
    FailureController,
    ChangesApi,
  ],
  providers: [
    ...useCases,
    PlacementFollowers,
    PlacementStore,
    PlanPlacement,
    PurchaseGuard,
    OffFrameworkStore,
    MakeOffer,
    CarryOut,
    PanelQueueStore,
    PanelLetterStore,
    AnswerLetters,
    LetterSenders,
    PastDecisionStore,
    PastDecisions,
    ReconsiderationStore,
    ReconsiderationClock,
    Reconsiderations,
    RemindReconsiderationJob,
    PanelLetters,
    BesideItems,
    PlaceWords,
    ReferralPaper,
    ReferralSubject,
    ReferralPacks,
    RatificationStore,
    RatificationSubject,
    ReferralMotion,
    PanelTasks,
    FreePlacement,
    KeptPlace,
    ReadDecision,
    ViewPlacement,
    PlacementQueries,
    PlacementOccupancy,
    PlacementTasks,
    ReservationStore,
    ReservationTasks,
    ExpireReservationJob,
    LeaveAgendasJob,
    LapseOfferJob,
    NoticeStore,
    TellOfStops,
    ProvisionStopsJob,
    RegistrationRisks,
    ApplyChange,
    BetweenSides,
    ChangeStore,
    ChangeTasks,
    DestinationStore,
    FailureStore,
    FailureTasks,
    FailProvision,
    RecordDestination,
    TransferPlacement,
    ViewChanges,
    PartStore,
    WorkOutChange,
  ],
  exports: [...useCases, PlacementFollowers, BetweenSides],
})
export class PlacementsModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: PlacementTasks,
    private readonly reservations: ReservationTasks,
    private readonly panel: PanelTasks,
    private readonly occupancy: OccupancySources,
    private readonly placed: PlacementOccupancy,
    private readonly diligence: DueDiligence,
    private readonly risks: RegistrationRisks,
    private readonly letters: PanelLetters,
    private readonly questioned: Reconsiderations,
    private readonly changes: ChangeTasks,
    private readonly destinations: RecordDestination,
    private readonly failures: FailureTasks,
    private readonly deadlines: DeadlineSources,
  ) {}

  onModuleInit(): void {
    this.deadlines.add(PLACEMENT_DEADLINES);
    this.web.addNavigation({ text: 'Placements', href: '/placements', order: 50, anyOf: ['placement.read'] });
    this.web.addTaskSource(this.tasks);
    this.web.addLinkSource(this.tasks);
    this.web.addTaskSource(this.panel);
    this.web.addLinkSource(this.panel);
    this.web.addTaskSource(this.reservations);
    this.web.addLinkSource(this.reservations);
    this.web.addTaskSource(this.questioned);
    this.web.addLinkSource(this.questioned);
    for (const source of [this.changes, this.destinations, this.failures]) this.web.addTaskSource(source);
    this.web.addTaskSource(this.letters);
    this.web.addLinkSource(this.letters);
    this.occupancy.add(this.placed);
    this.diligence.addSource(this.risks);
  }
}
