import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { DeadlineSources, DeadlinesModule } from '../deadlines/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PlacementsModule } from '../placements/index.js';
import { PoliciesModule } from '../policies/index.js';
import { ReferralsModule } from '../referrals/index.js';
import { ReintegrationApi } from './api/reintegration-api.controller.js';
import { REINTEGRATION_DEADLINES } from './application/reintegration-deadlines.js';
import { Reintegrate } from './application/reintegrate.js';
import { ViewReintegration } from './application/view-reintegration.js';
import { ReintegrationController } from './pages/reintegration.controller.js';
import { ReintegrationStore } from './persistence/reintegration.store.js';
import './words.js';
import './kept-records.js';

@Module({
  imports: [DeadlinesModule, OrganisationsModule, PoliciesModule, ReferralsModule, PlacementsModule],
  controllers: [ReintegrationApi, ReintegrationController],
  providers: [Reintegrate, ViewReintegration, ReintegrationStore],
  exports: [Reintegrate],
})
export class ReintegrationModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly viewer: ViewReintegration,
    private readonly deadlines: DeadlineSources,
  ) {}

  onModuleInit(): void {
    this.deadlines.add(REINTEGRATION_DEADLINES);
    this.web.addTaskSource(this.viewer);
  }
}
