import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { CapacityModule } from '../capacity/index.js';
import { IdentityModule } from '../identity/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { ProcurementModule } from '../procurement/index.js';
import { ProvidersModule } from '../providers/index.js';
import { TariffsModule } from '../tariffs/index.js';
import { AssuranceListsController } from './api/assurance-lists.controller.js';
import { AssuranceController } from './api/assurance.controller.js';
import { AnswerVisits } from './application/answer-visits.js';
import { ChangeEffects } from './application/change-effects.js';
import { FollowActions } from './application/follow-actions.js';
import { HandleConcerns } from './application/handle-concerns.js';
import { ManageVisits } from './application/manage-visits.js';
import { ProviderChanges } from './application/provider-changes.js';
import { QualityJudgements } from './application/quality-judgements.js';
import { RaiseConcern } from './application/raise-concern.js';
import { RecheckRegister } from './application/recheck-register.js';
import { Removals } from './application/removals.js';
import { SayTerms } from './application/say-terms.js';
import { SchoolChecks } from './application/school-checks.js';
import { Tell } from './application/tell.js';
import { ViewConcerns } from './application/view-concerns.js';
import { ViewRemovals } from './application/view-removals.js';
import { ViewVisits } from './application/view-visits.js';
import { VisitTasks } from './application/visit-tasks.js';
import { WatchAssurance } from './application/watch-assurance.js';
import { WhatItTouches } from './application/what-it-touches.js';
import { AssuranceDay } from './jobs/assurance-day.js';
import { RecheckRegisterJob, RegisterAppliedJob } from './jobs/register-jobs.js';
import { WatchAssuranceJob } from './jobs/watch-assurance.job.js';
import { AssuranceTermsController } from './pages/assurance-terms.controller.js';
import { ConcernStepsController } from './pages/concern-steps.controller.js';
import { ConcernsController } from './pages/concerns.controller.js';
import { ProviderChangesController } from './pages/provider-changes.controller.js';
import { RegisterChangesController } from './pages/register-changes.controller.js';
import { RemovalsController } from './pages/removals.controller.js';
import { SchoolChecksController } from './pages/school-checks.controller.js';
import { VisitActionsController } from './pages/visit-actions.controller.js';
import { VisitReportController } from './pages/visit-report.controller.js';
import { VisitsController } from './pages/visits.controller.js';
import { ConcernStore } from './persistence/concern.store.js';
import { ProviderChangeStore } from './persistence/provider-change.store.js';
import { RegisterTaskStore } from './persistence/register-task.store.js';
import { RemovalStore } from './persistence/removal.store.js';
import { SchoolCheckStore } from './persistence/school-check.store.js';
import { TermsStore } from './persistence/terms.store.js';
import { VisitActionStore } from './persistence/visit-action.store.js';
import { VisitStore } from './persistence/visit.store.js';
import './words.js';
import './kept-records.js';

/** Looking after providers once they are admitted. */
@Module({
  imports: [OrganisationsModule, ProvidersModule, CapacityModule, ProcurementModule, IdentityModule, TariffsModule],
  controllers: [
    AssuranceListsController,
    AssuranceController,
    VisitsController,
    VisitReportController,
    VisitActionsController,
    AssuranceTermsController,
    ConcernsController,
    ConcernStepsController,
    RegisterChangesController,
    SchoolChecksController,
    ProviderChangesController,
    RemovalsController,
  ],
  providers: [
    Tell,
    TermsStore,
    SayTerms,
    VisitStore,
    VisitActionStore,
    ManageVisits,
    AnswerVisits,
    FollowActions,
    ViewVisits,
    VisitTasks,
    QualityJudgements,
    ConcernStore,
    RaiseConcern,
    HandleConcerns,
    ViewConcerns,
    RegisterTaskStore,
    WhatItTouches,
    RecheckRegister,
    RegisterAppliedJob,
    RecheckRegisterJob,
    ProviderChangeStore,
    ChangeEffects,
    ProviderChanges,
    RemovalStore,
    Removals,
    ViewRemovals,
    SchoolCheckStore,
    SchoolChecks,
    WatchAssurance,
    WatchAssuranceJob,
    AssuranceDay,
  ],
  exports: [QualityJudgements],
})
export class AssuranceModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly visits: VisitTasks,
    private readonly concerns: ViewConcerns,
    private readonly register: RecheckRegister,
    private readonly schools: SchoolChecks,
    private readonly changes: ProviderChanges,
    private readonly removals: ViewRemovals,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Visits',
      href: '/visits',
      group: 'Quality',
      order: 48,
      anyOf: ['quality.manage', 'quality.answer'],
    });
    this.web.addNavigation({
      text: 'Concerns',
      href: '/concerns',
      group: 'Quality',
      order: 49,
      anyOf: ['concern.raise', 'concern.handle'],
    });
    this.web.addNavigation({
      text: 'Schools’ checks',
      href: '/school-checks',
      group: 'Quality',
      order: 50,
      anyOf: ['assurance.record', 'quality.manage'],
    });
    this.web.addNavigation({
      text: 'What the register says',
      href: '/register-changes',
      group: 'Quality',
      order: 51,
      anyOf: ['quality.manage'],
    });
    this.web.addNavigation({
      text: 'Changes',
      href: '/provider-changes',
      group: 'Quality',
      order: 52,
      anyOf: ['quality.manage', 'quality.answer'],
    });
    this.web.addNavigation({
      text: 'Removals',
      href: '/removals',
      group: 'Quality',
      order: 53,
      anyOf: ['quality.manage', 'quality.answer'],
    });
    const { visits, concerns, register, schools, changes, removals } = this;
    for (const source of [visits, concerns, register, schools, changes, removals]) this.web.addTaskSource(source);
  }
}
