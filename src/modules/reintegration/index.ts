export { Reintegrate } from './application/reintegrate.js';
export { ReintegrationModule } from './reintegration.module.js';
