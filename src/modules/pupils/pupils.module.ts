import { Module } from '@nestjs/common';
import { LoadPostcodes } from './application/load-postcodes.js';
import { PupilRecords } from './application/pupil-records.js';
import { PostcodeStore } from './persistence/postcode.store.js';
import { PupilStore } from './persistence/pupil.store.js';

@Module({
  providers: [PupilStore, PostcodeStore, PupilRecords, LoadPostcodes],
  exports: [PupilRecords, LoadPostcodes],
})
export class PupilsModule {}
