import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WebRegistry } from '../../web/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { FindProviders } from './application/find-providers.js';
import { ManageProgramme } from './application/manage-programme.js';
import { ManageProvider } from './application/manage-provider.js';
import { ManageSite } from './application/manage-site.js';
import { RegistrationChanges } from './application/registration-changes.js';
import { providerEntities } from './persistence/entities.js';
import { ProviderPagesController } from './pages/providers-pages.controller.js';
import { SitePagesController } from './pages/site-pages.controller.js';
import './words.js';
import { ProviderReader } from './persistence/provider.reader.js';
import { ProviderStore } from './persistence/provider.store.js';
import { ProvidersController } from './api/providers.controller.js';

@Module({
  controllers: [ProvidersController, ProviderPagesController, SitePagesController],
  imports: [OrganisationsModule, TypeOrmModule.forFeature(providerEntities)],
  providers: [
    ProviderStore,
    ProviderReader,
    RegistrationChanges,
    ManageProvider,
    ManageSite,
    ManageProgramme,
    FindProviders,
  ],
  exports: [RegistrationChanges, ManageProvider, ManageSite, ManageProgramme, FindProviders],
})
export class ProvidersModule implements OnModuleInit {
  constructor(private readonly web: WebRegistry) {}

  onModuleInit(): void {
    this.web.addNavigation({ text: 'Providers', href: '/providers', order: 40, anyOf: ['provider.read'] });
  }
}
