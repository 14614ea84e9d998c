import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { ProvidersModule } from '../providers/index.js';
import { AnswerVisits } from './application/answer-visits.js';
import { FollowActions } from './application/follow-actions.js';
import { ManageVisits } from './application/manage-visits.js';
import { QualityJudgements } from './application/quality-judgements.js';
import { SayTerms } from './application/say-terms.js';
import { Tell } from './application/tell.js';
import { ViewVisits } from './application/view-visits.js';
import { VisitTasks } from './application/visit-tasks.js';
import { WatchAssurance } from './application/watch-assurance.js';
import { AssuranceDay } from './jobs/assurance-day.js';
import { WatchAssuranceJob } from './jobs/watch-assurance.job.js';
import { AssuranceTermsController } from './pages/assurance-terms.controller.js';
import { VisitActionsController } from './pages/visit-actions.controller.js';
import { VisitReportController } from './pages/visit-report.controller.js';
import { VisitsController } from './pages/visits.controller.js';
import { TermsStore } from './persistence/terms.store.js';
import { VisitActionStore } from './persistence/visit-action.store.js';
import { VisitStore } from './persistence/visit.store.js';
import './words.js';

/** Looking after providers once they are admitted. */
@Module({
  imports: [OrganisationsModule, ProvidersModule],
  controllers: [VisitsController, VisitReportController, VisitActionsController, AssuranceTermsController],
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
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Visits',
      href: '/visits',
      group: 'Quality',
      order: 48,
      anyOf: ['quality.manage', 'quality.answer'],
    });
    this.web.addTaskSource(this.visits);
  }
}
