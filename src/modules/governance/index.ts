export { type DirectAdmission, PrepareAdmissions } from './application/prepare-admissions.js';
export { GovernanceModule } from './governance.module.js';
