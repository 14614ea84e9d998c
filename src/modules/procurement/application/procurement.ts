import { Injectable } from '@nestjs/common';
import { type DateOnly, notFound, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { checkCallOff } from '../domain/framework.js';
import type { LotRequirements } from '../domain/lots.js';
import { type Admission, type AdmissionLine, AdmissionStore } from '../persistence/admission.store.js';

/** Admissions, for other modules. */
@Injectable()
export class Procurement {
  constructor(private readonly store: AdmissionStore) {}

  /** The admission to that lot that is in force that day, suspended or not; undefined when there is none. */
  admissionFor(tx: Tx, providerId: string, lotId: string, on: DateOnly): Promise<Admission | undefined> {
    return this.store.admissionFor(tx, providerId, lotId, on);
  }

  /**
   * May something new be called off at that site that day? Without a site, only what stops all of them counts.
   * Problems: `admission.not-current`, `admission.suspended`,
   * `admission.evidence-lapsed` with the kinds of documents that ran out.
   */
  async checkCallOff(tx: Tx, admissionId: string, siteId: string | null, on: DateOnly): Promise<Result<null>> {
    const admission = await this.store.byId(tx, admissionId);
    if (admission === undefined) return notFound('admission');
    const kinds = await this.store.lapsedKinds(tx, admissionId, siteId, on);
    const may = checkCallOff(admission, on);
    return may.ok && kinds.length > 0 ? problem('admission.evidence-lapsed', { kinds }) : may;
  }

  /** What the lot of an admission asks for. */
  requirementsOf(tx: Tx, admissionId: string): Promise<LotRequirements> {
    return this.store.requirementsOf(tx, admissionId);
  }

  admissionsOf(tx: Tx, providerId: string): Promise<AdmissionLine[]> {
    return this.store.admissionLines(tx, { frameworkId: null, providerId });
  }
}
