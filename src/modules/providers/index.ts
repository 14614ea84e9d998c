export { FindEvidence } from './application/find-evidence.js';
export { FindProviders } from './application/find-providers.js';
export { KeepEvidence } from './application/keep-evidence.js';
export { ManageProgramme } from './application/manage-programme.js';
export { type AddProviderCommand, ManageProvider } from './application/manage-provider.js';
export { ManageSite } from './application/manage-site.js';
export { RegistrationChanges, type RegistrationListener } from './application/registration-changes.js';
export {
  COMPONENT_KINDS,
  type ComponentKind,
  type ProgrammeDetails,
  type ProviderDetails,
  type SiteDetails,
  SUPPLY_ROUTES,
  type SupplyRoute,
} from './domain/provider-details.js';
export {
  type DatedRegistration,
  type Registration,
  REGISTRATION_KINDS,
  type RegistrationKind,
} from './domain/registration.js';
export { whereOf } from './domain/place-name.js';
export { minutesOf, type SessionLength, type SessionTimes, weeklyMinutes } from './domain/session-times.js';
export { providerEntities } from './persistence/entities.js';
export { ProvidersModule } from './providers.module.js';
export { currencyOf, inForce, latest } from './domain/evidence.js';
export { endingsOn, type Lapse, lapsesOn } from './domain/lapses.js';
export { EVIDENCE_KINDS, EVIDENCE_THEMES, type EvidenceKind, kindOf } from './domain/evidence-kinds.js';
export { evidenceName, evidenceTag } from './pages/evidence-views.js';
export { providerLink } from './pages/provider-link.js';
export type { Evidence } from './persistence/evidence.store.js';
