import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { SessionCounts } from '../domain/rates.js';
import { MarkStore } from '../persistence/mark.store.js';

/** What other modules may ask of attendance; as far as the actor may see it. */
@Injectable()
export class AttendanceHeld {
  constructor(private readonly marks: MarkStore) {}

  /** Sessions of one pupil wherever it had a place, between two days. */
  ofPupil(tx: Tx, pupilId: string, days: { readonly from: DateOnly; readonly to: DateOnly }): Promise<SessionCounts> {
    return this.marks.countedOfPupil(tx, pupilId, days);
  }
}
