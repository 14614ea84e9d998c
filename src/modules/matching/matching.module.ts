import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { AssuranceModule } from '../assurance/index.js';
import { BudgetModule } from '../budget/index.js';
import { CapacityModule } from '../capacity/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { IdentityModule } from '../identity/index.js';
import { PoliciesModule } from '../policies/index.js';
import { ProcurementModule } from '../procurement/index.js';
import { ReferralsModule } from '../referrals/index.js';
import { AuthorityCircumstances } from './adapters/authority-circumstances.js';
import { CapacitySupply } from './adapters/capacity-supply.js';
import { ProcurementQuality } from './adapters/procurement-quality.js';
import { ReferralPupils } from './adapters/referral-pupils.js';
import { VisitQuality } from './adapters/visit-quality.js';
import { WishesController } from './api/wishes.controller.js';
import { MatchingController } from './api/matching.controller.js';
import { CancelRun } from './application/cancel-run.js';
import { LoadRunInput } from './application/load-run-input.js';
import { MatchingRuns } from './application/matching-runs.js';
import { MatchingTasks } from './application/matching-tasks.js';
import { PriceRun } from './application/price-run.js';
import { ProvisionalOptions } from './application/provisional-options.js';
import { RequestMatching } from './application/request-matching.js';
import { RuleCheck } from './application/rule-check.js';
import { RunMatching, RunTools } from './application/run-matching.js';
import {
  CircumstanceSource,
  OccupancySources,
  PackSources,
  PupilSource,
  QualitySources,
  SupplySource,
  TravelSource,
} from './application/sources.js';
import { ViewOptions } from './application/view-options.js';
import { ViewRuns } from './application/view-runs.js';
import { WhatIfs } from './application/what-ifs.js';
import { Wishes } from './application/wishes.js';
import { ComputeClient } from './compute/compute-client.js';
import { MatchingRequestJob } from './jobs/matching-request.job.js';
import { WhatIfJob } from './jobs/what-if.job.js';
import { DisplacementJob } from './jobs/displacement.job.js';
import { PricesJob } from './jobs/prices.job.js';
import { UntilNewerRun } from './jobs/until-newer-run.js';
import { ProvisionalOptionsJob } from './jobs/provisional-options.job.js';
import { NewDay } from './jobs/new-day.js';
import { MatchingPagesController } from './pages/matching-pages.controller.js';
import { OptionsPagesController } from './pages/options-pages.controller.js';
import { WhatIfPagesController } from './pages/what-if-pages.controller.js';
import { WishPagesController } from './pages/wish-pages.controller.js';
import { RunPagesController } from './pages/run-pages.controller.js';
import { DisplacementStore } from './persistence/displacement.store.js';
import { ProvisionalStore } from './persistence/provisional.store.js';
import { ResultStore } from './persistence/result.store.js';
import { WhatIfStore } from './persistence/what-if.store.js';
import { WishStore } from './persistence/wish.store.js';
import { RunStore } from './persistence/run.store.js';
import './words.js';
import './kept-records.js';

/** Pairs waiting pupils with open places under the policy's rules, in the background, and explains every pair. */
@Module({
  imports: [
    PoliciesModule,
    OrganisationsModule,
    CapacityModule,
    ProcurementModule,
    AssuranceModule,
    BudgetModule,
    ReferralsModule,
    IdentityModule,
  ],
  controllers: [
    MatchingController,
    WishesController,
    MatchingPagesController,
    RunPagesController,
    OptionsPagesController,
    WishPagesController,
    WhatIfPagesController,
  ],
  providers: [
    { provide: PupilSource, useClass: ReferralPupils },
    { provide: SupplySource, useClass: CapacitySupply },
    { provide: CircumstanceSource, useClass: AuthorityCircumstances },
    OccupancySources,
    PackSources,
    QualitySources,
    ProcurementQuality,
    VisitQuality,
    TravelSource,
    RunStore,
    ResultStore,
    ProvisionalStore,
    DisplacementStore,
    UntilNewerRun,
    DisplacementJob,
    PriceRun,
    PricesJob,
    ProvisionalOptions,
    ProvisionalOptionsJob,
    WishStore,
    WhatIfStore,
    ComputeClient,
    RunTools,
    LoadRunInput,
    RunMatching,
    RequestMatching,
    CancelRun,
    MatchingRuns,
    MatchingTasks,
    RuleCheck,
    ViewOptions,
    ViewRuns,
    Wishes,
    WhatIfs,
    WhatIfJob,
    MatchingRequestJob,
    NewDay,
  ],
  exports: [MatchingRuns, RuleCheck, ViewOptions, OccupancySources, PackSources, QualitySources],
})
export class MatchingModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: MatchingTasks,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({ text: 'Matching', href: '/matching', order: 30, anyOf: ['options.authority'] });
    this.web.addTaskSource(this.tasks);
  }
}
