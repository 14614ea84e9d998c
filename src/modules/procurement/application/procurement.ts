import { Injectable } from '@nestjs/common';
import { type DateOnly, notFound, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { checkCallOff } from '../domain/framework.js';
import { type Admission, type AdmissionLine, AdmissionStore } from '../persistence/admission.store.js';

/** Admissions, for other modules. */
@Injectable()
export class Procurement {
  constructor(private readonly store: AdmissionStore) {}

  /** The admission to that lot that is in force that day, suspended or not; undefined when there is none. */
  admissionFor(tx: Tx, providerId: string, lotId: string, on: DateOnly): Promise<Admission | undefined> {
    return this.store.admissionFor(tx, providerId, lotId, on);
  }

  /** May something new be called off that day? Problems: `admission.not-current`, `admission.suspended`. */
  async checkCallOff(tx: Tx, admissionId: string, on: DateOnly): Promise<Result<null>> {
    const admission = await this.store.byId(tx, admissionId);
    return admission === undefined ? notFound('admission') : checkCallOff(admission, on);
  }

  admissionsOf(tx: Tx, providerId: string): Promise<AdmissionLine[]> {
    return this.store.admissionLines(tx, { frameworkId: null, providerId });
  }
}
