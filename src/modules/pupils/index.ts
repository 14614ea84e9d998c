export { LoadPostcodes } from './application/load-postcodes.js';
export { type Located, type PupilKey, PupilRecords } from './application/pupil-records.js';
export { Postcodes } from './application/postcodes.js';
export type { PositionFrom, PupilIdentity, PupilProfile } from './persistence/pupil.store.js';
export { PupilsModule } from './pupils.module.js';
