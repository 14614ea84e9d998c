import { Module, type OnModuleInit } from '@nestjs/common';
import { PanelsModule } from '../panels/index.js';
import { AdmitProvider } from './application/admit-provider.js';
import { ManageFramework } from './application/manage-framework.js';
import { Procurement } from './application/procurement.js';
import { WebRegistry } from '../../web/index.js';
import { FrameworkPagesController } from './pages/framework-pages.controller.js';
import './words.js';
import { AdmissionStore } from './persistence/admission.store.js';
import { ProcurementController } from './api/procurement.controller.js';

@Module({
  imports: [PanelsModule],
  controllers: [ProcurementController, FrameworkPagesController],
  providers: [AdmissionStore, Procurement, ManageFramework, AdmitProvider],
  exports: [Procurement, ManageFramework, AdmitProvider],
})
export class ProcurementModule implements OnModuleInit {
  constructor(private readonly web: WebRegistry) {}

  onModuleInit(): void {
    this.web.addNavigation({ text: 'Frameworks', href: '/frameworks', order: 44, anyOf: ['framework.manage'] });
  }
}
