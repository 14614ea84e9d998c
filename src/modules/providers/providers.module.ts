import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { WebRegistry } from '../../web/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { FindEvidence } from './application/find-evidence.js';
import { FindProviders } from './application/find-providers.js';
import { KeepEvidence } from './application/keep-evidence.js';
import { ManageProgramme } from './application/manage-programme.js';
import { ManageProvider } from './application/manage-provider.js';
import { ManageSite } from './application/manage-site.js';
import { RegistrationChanges } from './application/registration-changes.js';
import { ScanEvidence } from './application/scan-evidence.js';
import { ScanEvidenceJob } from './jobs/scan-evidence.job.js';
import { EvidenceController } from './pages/evidence.controller.js';
import { EvidenceStore } from './persistence/evidence.store.js';
import { providerEntities } from './persistence/entities.js';
import { ProviderPagesController } from './pages/providers-pages.controller.js';
import { SitePagesController } from './pages/site-pages.controller.js';
import './words.js';
import { ProviderReader } from './persistence/provider.reader.js';
import { ProviderStore } from './persistence/provider.store.js';
import { EvidenceApi } from './api/evidence-api.controller.js';
import { ProvidersController } from './api/providers.controller.js';

@Module({
  controllers: [EvidenceApi, ProvidersController, ProviderPagesController, SitePagesController, EvidenceController],
  imports: [OrganisationsModule, TypeOrmModule.forFeature(providerEntities)],
  providers: [
    ProviderStore,
    ProviderReader,
    RegistrationChanges,
    ManageProvider,
    ManageSite,
    ManageProgramme,
    FindProviders,
    EvidenceStore,
    KeepEvidence,
    ScanEvidence,
    ScanEvidenceJob,
    FindEvidence,
  ],
  exports: [
    RegistrationChanges,
    ManageProvider,
    ManageSite,
    ManageProgramme,
    FindProviders,
    FindEvidence,
    KeepEvidence,
  ],
})
export class ProvidersModule implements OnModuleInit {
  constructor(private readonly web: WebRegistry) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Providers',
      href: '/providers',
      group: 'Provision',
      order: 40,
      anyOf: ['provider.read'],
    });
    this.web.addNavigation({
      text: 'Documents',
      href: '/evidence',
      group: 'Provision',
      order: 42,
      anyOf: ['evidence.manage'],
    });
  }
}
