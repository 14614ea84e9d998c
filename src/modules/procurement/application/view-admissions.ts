import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, forbidden, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { type AdmissionLine, AdmissionStore } from '../persistence/admission.store.js';
import { procurementPolicy } from '../procurement.policy.js';

/** Where a provider is admitted, for itself and for those who buy from it. */
@Injectable()
export class ViewAdmissions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: AdmissionStore,
  ) {}

  async ofProvider(
    actor: Actor,
    providerId: string,
  ): Promise<Result<{ readonly admissions: readonly AdmissionLine[]; readonly today: DateOnly }>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const admissions = await this.store.admissionLines(tx, { frameworkId: null, providerId });
      return ok({ admissions, today: tx.today });
    });
  }
}
