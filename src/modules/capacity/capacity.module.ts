import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WebRegistry } from '../../web/index.js';
import { PoliciesModule } from '../policies/index.js';
import { ProcurementModule } from '../procurement/index.js';
import { ProvidersModule } from '../providers/index.js';
import { TariffsModule } from '../tariffs/index.js';
import { Capacity } from './application/capacity.js';
import { EndOpeningsAtSite } from './application/close-site.js';
import { ChangeOpening } from './application/change-opening.js';
import { ConfirmOpenings } from './application/confirm-openings.js';
import { FollowRegistration } from './application/follow-registration.js';
import { ListOpenings } from './application/list-openings.js';
import { OpenPlaces } from './application/open-places.js';
import { PlaceLimits } from './application/place-limits.js';
import { BulkOpenings } from './application/bulk-openings.js';
import { FindOpeningClocks } from './application/opening-clocks.js';
import { FindOpeningChoices } from './application/opening-choices.js';
import { OpeningTasks } from './application/opening-tasks.js';
import { Supply } from './application/supply.js';
import { WatchOpenings } from './application/watch-openings.js';
import { AskForMatching } from './jobs/ask-for-matching.job.js';
import { OpeningDay } from './jobs/opening-day.js';
import { WatchOpeningsJob } from './jobs/watch-openings.job.js';
import { CounterStore } from './persistence/counter.store.js';
import { capacityEntities } from './persistence/entities.js';
import { BatchStore } from './persistence/batch.store.js';
import { LimitCounterStore } from './persistence/limit-counter.store.js';
import { PlaceLimitStore } from './persistence/place-limit.store.js';
import { HeadroomStore } from './persistence/headroom.store.js';
import { HoldStore } from './persistence/hold.store.js';
import { OpeningWatchStore } from './persistence/opening-watch.store.js';
import { OpeningReader } from './persistence/opening.reader.js';
import { BulkPagesController } from './pages/bulk-pages.controller.js';
import { ConfirmPagesController } from './pages/confirm-pages.controller.js';
import { LimitPagesController } from './pages/limit-pages.controller.js';
import { NewOpeningController } from './pages/new-opening.controller.js';
import { OpeningPagesController } from './pages/opening-pages.controller.js';
import './words.js';
import { OpeningStore } from './persistence/opening.store.js';
import { SupplyStore } from './persistence/supply.store.js';
import { LimitsController } from './api/limits.controller.js';
import { OpeningBatchesController } from './api/opening-batches.controller.js';
import { OpeningsController } from './api/openings.controller.js';

@Module({
  controllers: [
    OpeningsController,
    OpeningBatchesController,
    LimitsController,
    NewOpeningController,
    BulkPagesController,
    ConfirmPagesController,
    LimitPagesController,
    OpeningPagesController,
  ],
  imports: [
    PoliciesModule,
    ProvidersModule,
    ProcurementModule,
    TariffsModule,
    TypeOrmModule.forFeature(capacityEntities),
  ],
  providers: [
    CounterStore,
    HoldStore,
    HeadroomStore,
    OpeningStore,
    OpeningReader,
    SupplyStore,
    OpeningWatchStore,
    BatchStore,
    LimitCounterStore,
    PlaceLimitStore,
    PlaceLimits,
    BulkOpenings,
    Capacity,
    Supply,
    OpenPlaces,
    ChangeOpening,
    EndOpeningsAtSite,
    ConfirmOpenings,
    ListOpenings,
    FindOpeningChoices,
    FindOpeningClocks,
    OpeningTasks,
    WatchOpenings,
    WatchOpeningsJob,
    OpeningDay,
    FollowRegistration,
    AskForMatching,
  ],
  exports: [Capacity, Supply, OpenPlaces, ChangeOpening, EndOpeningsAtSite, ConfirmOpenings, ListOpenings],
})
export class CapacityModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: OpeningTasks,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Openings',
      href: '/openings',
      group: 'Provision',
      order: 41,
      anyOf: ['provider.read'],
    });
    this.web.addTaskSource(this.tasks);
  }
}
