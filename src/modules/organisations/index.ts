export { type FileBytes, inspectFile, readCsv } from './application/csv-source.js';
export { Calendars } from './application/calendars.js';
export { GREATER_MANCHESTER } from './application/greater-manchester.js';
export { LoadRegister } from './application/load-register.js';
export { Organisations } from './application/organisations.js';
export { STATE_AP_TYPES } from './domain/register-codes.js';
export { Authority, Organisation, type OrganisationKind, type OrganisationStatus } from './persistence/entities.js';
export type { NewOrganisation, OrganisationFilter } from './persistence/organisation.store.js';
export { OrganisationsModule } from './organisations.module.js';
