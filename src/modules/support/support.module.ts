import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { IdentityModule } from '../identity/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PoliciesModule } from '../policies/index.js';
import { ReferralsModule } from '../referrals/index.js';
import { SupportApi, SupportCyclesApi } from './api/support.controller.js';
import { AnswerRequest } from './application/answer-request.js';
import { AskSupport } from './application/ask-support.js';
import { BeginReferral } from './application/begin-referral.js';
import { DecidedSupport } from './application/decided-support.js';
import { GrantSupport } from './application/grant-support.js';
import { KeepTeams } from './application/keep-teams.js';
import { KeepWorries } from './application/keep-worries.js';
import { RunCycle } from './application/run-cycle.js';
import { SupportTasks } from './application/support-tasks.js';
import { ViewCycle } from './application/view-cycle.js';
import { ViewRequests } from './application/view-requests.js';
import { ViewTeams } from './application/view-teams.js';
import { WatchSupport } from './application/watch-support.js';
import { SupportDay } from './jobs/support-day.js';
import { WatchSupportJob } from './jobs/watch-support.job.js';
import { CyclesController } from './pages/cycles.controller.js';
import { RequestsController } from './pages/requests.controller.js';
import { TeamsController } from './pages/teams.controller.js';
import { WorriesController } from './pages/worries.controller.js';
import { CaseloadStore } from './persistence/caseload.store.js';
import { CycleStore } from './persistence/cycle.store.js';
import { RequestStore } from './persistence/request.store.js';
import { TeamStore } from './persistence/team.store.js';
import { WatchStore } from './persistence/watch.store.js';
import { WorryStore } from './persistence/worry.store.js';
import './kept-records.js';
import './words.js';

const useCases = [KeepTeams, AskSupport, AnswerRequest, GrantSupport, DecidedSupport, RunCycle, KeepWorries];
const stores = [TeamStore, CaseloadStore, RequestStore, CycleStore, WatchStore, WorryStore];

@Module({
  imports: [IdentityModule, OrganisationsModule, PoliciesModule, ReferralsModule],
  controllers: [SupportApi, SupportCyclesApi, TeamsController, RequestsController, CyclesController, WorriesController],
  providers: [
    ...useCases,
    BeginReferral,
    ViewTeams,
    ViewRequests,
    ViewCycle,
    SupportTasks,
    WatchSupport,
    WatchSupportJob,
    SupportDay,
    ...stores,
  ],
  exports: useCases,
})
export class SupportModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: SupportTasks,
    private readonly worries: KeepWorries,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation(
      { text: 'Support', href: '/support', order: 26, group: 'Support', anyOf: ['support.ask', 'support.answer'] },
      {
        text: 'Teams of specialists',
        href: '/support/teams',
        order: 27,
        group: 'Support',
        anyOf: ['support.manage', 'support.answer', 'support.ask'],
      },
      { text: 'Your own list', href: '/worries', order: 28, group: 'Support', needs: 'worry.keep' },
    );
    this.web.addTaskSource(this.tasks);
    this.web.addLinkSource(this.tasks, 'referral');
    this.web.addTaskSource(this.worries);
  }
}
