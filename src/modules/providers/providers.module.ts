import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrganisationsModule } from '../organisations/index.js';
import { FindProviders } from './application/find-providers.js';
import { ManageProgramme } from './application/manage-programme.js';
import { ManageProvider } from './application/manage-provider.js';
import { ManageSite } from './application/manage-site.js';
import { RegistrationChanges } from './application/registration-changes.js';
import { providerEntities } from './persistence/entities.js';
import { ProviderReader } from './persistence/provider.reader.js';
import { ProviderStore } from './persistence/provider.store.js';

@Module({
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
export class ProvidersModule {}
