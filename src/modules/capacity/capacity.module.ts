import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WebRegistry } from '../../web/index.js';
import { ProcurementModule } from '../procurement/index.js';
import { ProvidersModule } from '../providers/index.js';
import { TariffsModule } from '../tariffs/index.js';
import { Capacity } from './application/capacity.js';
import { ChangeOpening } from './application/change-opening.js';
import { ConfirmOpenings } from './application/confirm-openings.js';
import { FollowRegistration } from './application/follow-registration.js';
import { ListOpenings } from './application/list-openings.js';
import { OpenPlaces } from './application/open-places.js';
import { FindOpeningChoices } from './application/opening-choices.js';
import { OpeningTasks } from './application/opening-tasks.js';
import { Supply } from './application/supply.js';
import { AskForMatching } from './jobs/ask-for-matching.job.js';
import { CounterStore } from './persistence/counter.store.js';
import { capacityEntities } from './persistence/entities.js';
import { HeadroomStore } from './persistence/headroom.store.js';
import { HoldStore } from './persistence/hold.store.js';
import { OpeningReader } from './persistence/opening.reader.js';
import { NewOpeningController } from './pages/new-opening.controller.js';
import { OpeningPagesController } from './pages/opening-pages.controller.js';
import './words.js';
import { OpeningStore } from './persistence/opening.store.js';
import { SupplyStore } from './persistence/supply.store.js';
import { OpeningsController } from './api/openings.controller.js';

@Module({
  controllers: [OpeningsController, NewOpeningController, OpeningPagesController],
  imports: [ProvidersModule, ProcurementModule, TariffsModule, TypeOrmModule.forFeature(capacityEntities)],
  providers: [
    CounterStore,
    HoldStore,
    HeadroomStore,
    OpeningStore,
    OpeningReader,
    SupplyStore,
    Capacity,
    Supply,
    OpenPlaces,
    ChangeOpening,
    ConfirmOpenings,
    ListOpenings,
    FindOpeningChoices,
    OpeningTasks,
    FollowRegistration,
    AskForMatching,
  ],
  exports: [Capacity, Supply, OpenPlaces, ChangeOpening, ConfirmOpenings, ListOpenings],
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
