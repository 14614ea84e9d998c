export { keepsOfChild, OF_PLACEMENT, OF_PUPIL, OF_REFERRAL, THIRD_PARTY } from './domain/kept-records.js';
export { Exports } from './application/exports.js';
export { Retention } from './application/retention.js';
export { RecordsModule } from './records.module.js';
