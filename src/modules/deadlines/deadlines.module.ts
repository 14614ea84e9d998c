import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PoliciesModule } from '../policies/index.js';
import { DeadlinesApi } from './api/deadlines.controller.js';
import { ChaseDeadlines } from './application/chase-deadlines.js';
import { DeadlineSources } from './application/deadline-sources.js';
import { ListDeadlines } from './application/list-deadlines.js';
import { DeadlinesDay } from './jobs/deadlines-day.js';
import { WatchDeadlinesJob } from './jobs/watch-deadlines.job.js';
import { DeadlinesController } from './pages/deadlines.controller.js';
import { DeadlineStore } from './persistence/deadline.store.js';

/** What is due across cases, and telling people in time. Other modules say what; this one knows no case. */
@Module({
  imports: [OrganisationsModule, PoliciesModule],
  controllers: [DeadlinesApi, DeadlinesController],
  providers: [DeadlineSources, DeadlineStore, ListDeadlines, ChaseDeadlines, WatchDeadlinesJob, DeadlinesDay],
  exports: [DeadlineSources, ListDeadlines],
})
export class DeadlinesModule implements OnModuleInit {
  constructor(private readonly web: WebRegistry) {}

  onModuleInit(): void {
    this.web.addNavigation({ text: 'Deadlines', href: '/deadlines', order: 21, needs: 'deadline.read' });
  }
}
