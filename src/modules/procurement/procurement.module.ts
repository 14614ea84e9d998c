import { Module } from '@nestjs/common';
import { AdmitProvider } from './application/admit-provider.js';
import { ManageFramework } from './application/manage-framework.js';
import { Procurement } from './application/procurement.js';
import { AdmissionStore } from './persistence/admission.store.js';

@Module({
  providers: [AdmissionStore, Procurement, ManageFramework, AdmitProvider],
  exports: [Procurement, ManageFramework, AdmitProvider],
})
export class ProcurementModule {}
