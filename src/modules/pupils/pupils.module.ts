import { Module } from '@nestjs/common';
import { LoadPostcodes } from './application/load-postcodes.js';
import { Postcodes } from './application/postcodes.js';
import { PupilRecords } from './application/pupil-records.js';
import { PostcodeStore } from './persistence/postcode.store.js';
import { PupilStore } from './persistence/pupil.store.js';
import './kept-records.js';

@Module({
  providers: [PupilStore, PostcodeStore, Postcodes, PupilRecords, LoadPostcodes],
  exports: [PupilRecords, Postcodes, LoadPostcodes],
})
export class PupilsModule {}
