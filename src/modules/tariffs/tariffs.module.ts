import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApproveTariffLine } from './application/approve-tariff-line.js';
import { DraftTariffLine } from './application/draft-tariff-line.js';
import { EndTariffLine } from './application/end-tariff-line.js';
import { ListPrices } from './application/list-prices.js';
import { WebRegistry } from '../../web/index.js';
import { FindPrice } from './application/find-price.js';
import { PriceTasks } from './application/price-tasks.js';
import { Tariffs } from './application/tariffs.js';
import { PricePagesController } from './pages/price-pages.controller.js';
import './words.js';
import { tariffEntities } from './persistence/entities.js';
import { TariffStore } from './persistence/tariff.store.js';
import { TariffsController } from './api/tariffs.controller.js';

@Module({
  controllers: [TariffsController, PricePagesController],
  imports: [TypeOrmModule.forFeature(tariffEntities)],
  providers: [
    TariffStore,
    Tariffs,
    DraftTariffLine,
    ApproveTariffLine,
    EndTariffLine,
    ListPrices,
    FindPrice,
    PriceTasks,
  ],
  exports: [Tariffs, DraftTariffLine, ApproveTariffLine, EndTariffLine],
})
export class TariffsModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: PriceTasks,
  ) {}

  onModuleInit(): void {
    const anyOf = ['tariff.read', 'tariff.draft', 'tariff.approve'] as const;
    this.web.addNavigation({ text: 'Prices', href: '/prices', group: 'Provision', order: 43, anyOf });
    this.web.addTaskSource(this.tasks);
  }
}
