import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApproveTariffLine } from './application/approve-tariff-line.js';
import { DraftTariffLine } from './application/draft-tariff-line.js';
import { EndTariffLine } from './application/end-tariff-line.js';
import { ListPrices } from './application/list-prices.js';
import { Tariffs } from './application/tariffs.js';
import { tariffEntities } from './persistence/entities.js';
import { TariffStore } from './persistence/tariff.store.js';

@Module({
  imports: [TypeOrmModule.forFeature(tariffEntities)],
  providers: [TariffStore, Tariffs, DraftTariffLine, ApproveTariffLine, EndTariffLine, ListPrices],
  exports: [Tariffs, DraftTariffLine, ApproveTariffLine, EndTariffLine],
})
export class TariffsModule {}
