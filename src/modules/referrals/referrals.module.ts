import { Module, type OnModuleInit } from '@nestjs/common';
import { explainConstraint } from '../../platform/index.js';
import { WebRegistry } from '../../web/index.js';
import { AttendanceModule } from '../attendance/index.js';
import { BudgetModule } from '../budget/index.js';
import { CapacityModule } from '../capacity/index.js';
import { DeadlineSources, DeadlinesModule } from '../deadlines/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PoliciesModule } from '../policies/index.js';
import { PupilsModule } from '../pupils/index.js';
import { SupplyPriceView } from './adapters/supply-price-view.js';
import { ReferralQueriesController, ReferralsController } from './api/referrals.controller.js';
import { ChangeReferralStatus } from './application/change-status.js';
import { CreateReferral } from './application/create-referral.js';
import { ListReferrals } from './application/list-referrals.js';
import { ManyReferrals } from './application/many-referrals.js';
import { NamedPlaces } from './application/named-places.js';
import { PlaceChoices } from './application/place-choices.js';
import { PriceView } from './application/price-view.js';
import { Prefill } from './application/prefill.js';
import { ReadReferral } from './application/read-referral.js';
import { REFERRAL_DEADLINES } from './application/referral-deadlines.js';
import { RecordExclusionSteps } from './application/record-exclusion-steps.js';
import { ReferralFile } from './application/referral-file.js';
import { ReferralRulesSource } from './application/referral-rules.js';
import { ReferralTasks } from './application/referral-tasks.js';
import { ReferralWriter } from './application/referral-writer.js';
import { RecordSchoolPlace } from './application/record-school-place.js';
import { Referrals } from './application/referrals.js';
import { SaveAnswers } from './application/save-answers.js';
import { StartReferral } from './application/start-referral.js';
import { SubmitReferral } from './application/submit-referral.js';
import { ViewDaySix } from './application/view-day-six.js';
import { Triage } from './application/triage.js';
import { ReferAgain } from './application/refer-again.js';
import { ViewSent } from './application/view-sent.js';
import { ViewDraft } from './application/view-draft.js';
import { ExclusionStepsApi, ExclusionStepsController } from './pages/exclusion-steps.controller.js';
import { JourneyController } from './pages/journey.controller.js';
import { ManyController } from './pages/many.controller.js';
import { ReferralPagesController } from './pages/referral-pages.controller.js';
import { SchoolPlaceController } from './pages/school-place.controller.js';
import { TriageController } from './pages/triage.controller.js';
import { registerReferralWords } from './pages/words.js';
import { AnswerStore } from './persistence/answer.store.js';
import { BatchStore } from './persistence/batch.store.js';
import { DraftStore } from './persistence/draft.store.js';
import { ExclusionStepStore } from './persistence/exclusion-step.store.js';
import { ListStore } from './persistence/list.store.js';
import { PoolStore } from './persistence/pool.store.js';
import { ReferralStore } from './persistence/referral.store.js';
import { TriageStore } from './persistence/triage.store.js';
import { SentStore } from './persistence/sent.store.js';
import './kept-records.js';

explainConstraint('referral_one_open', 'referral.already-open');
explainConstraint('referral_one_school', 'referral.placed-elsewhere');
explainConstraint('pupil_identity_upn_once', 'pupil.number-taken');

/** Requests for pupils: drafts, submission, clocks, the pool that the matching works on. */
@Module({
  imports: [
    AttendanceModule,
    OrganisationsModule,
    PoliciesModule,
    DeadlinesModule,
    PupilsModule,
    CapacityModule,
    BudgetModule,
  ],
  // The journey before the referral pages: /referrals/new is no referral.
  controllers: [
    ReferralsController,
    ReferralQueriesController,
    ManyController,
    JourneyController,
    SchoolPlaceController,
    TriageController,
    ExclusionStepsApi,
    ExclusionStepsController,
    ReferralPagesController,
  ],
  providers: [
    AnswerStore,
    BatchStore,
    DraftStore,
    ListStore,
    PoolStore,
    ReferralStore,
    SentStore,
    TriageStore,
    Triage,
    ReferAgain,
    ViewSent,
    ManyReferrals,
    Prefill,
    { provide: PriceView, useClass: SupplyPriceView },
    PlaceChoices,
    NamedPlaces,
    ReferralTasks,
    ViewDraft,
    ReferralRulesSource,
    ReferralFile,
    ReferralWriter,
    Referrals,
    ListReferrals,
    ReadReferral,
    StartReferral,
    SaveAnswers,
    SubmitReferral,
    ChangeReferralStatus,
    RecordSchoolPlace,
    RecordExclusionSteps,
    ExclusionStepStore,
    CreateReferral,
    ViewDaySix,
  ],
  exports: [Referrals, StartReferral, SaveAnswers, SubmitReferral],
})
export class ReferralsModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: ReferralTasks,
    private readonly steps: RecordExclusionSteps,
    private readonly deadlines: DeadlineSources,
  ) {}

  onModuleInit(): void {
    registerReferralWords();
    this.web.addNavigation({ text: 'Referrals', href: '/referrals', order: 20, anyOf: ['referral.read'] });
    this.web.addTaskSource(this.tasks);
    this.web.addLinkSource(this.steps);
    this.deadlines.add(REFERRAL_DEADLINES);
  }
}
