export { AdmitProvider, type AdmitCommand } from './application/admit-provider.js';
export { ManageFramework } from './application/manage-framework.js';
export { Procurement } from './application/procurement.js';
export { type FrameworkDetails, MANCHESTER_LOTS, SUSPENSION_REASONS } from './domain/framework.js';
export { REGIMES, type Regime } from './domain/regimes.js';
export type { Admission, AdmissionLine } from './persistence/admission.store.js';
export { ProcurementModule } from './procurement.module.js';
