import { Module } from '@nestjs/common';
import { OpenDataController } from './api/open-data.controller.js';
import { PublishFramework } from './application/publish-framework.js';
import { OpenDataPagesController } from './pages/open-data.controller.js';
import { PublicationStore } from './persistence/publication.store.js';
import './words.js';

@Module({
  controllers: [OpenDataController, OpenDataPagesController],
  providers: [PublicationStore, PublishFramework],
})
export class PublicationModule {}
