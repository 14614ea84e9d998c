import { Injectable } from '@nestjs/common';
import { ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { MatchingRuns } from '../../matching/index.js';
import { OffFrameworkStore } from '../persistence/off-framework.store.js';
import type { Component, OffFrameworkGround } from '../persistence/placement.store.js';

type Bought<C> = C & { readonly offFramework: OffFrameworkGround | null };

/**
 * Whether something may be bought where it is offered. Maintained provision may; a framework's provider under an admission
 * that is in force; anybody else only when the list is exhausted for this pupil, or a second person approved it.
 * Exhausted: the latest run found the pupil no option wholly on the list.
 */
@Injectable()
export class PurchaseGuard {
  constructor(
    private readonly requests: OffFrameworkStore,
    private readonly runs: MatchingRuns,
  ) {}

  /** Refused, with the provider's name: `purchase.not-admitted`, `purchase.off-framework`, `purchase.waits`. */
  async check<C extends Component & { readonly siteName: string }>(
    tx: Tx,
    { referralId, components }: { readonly referralId: string; readonly components: readonly C[] },
  ): Promise<Result<Bought<C>[]>> {
    const notAdmitted = components.find((one) => one.supplyRoute === 'FRAMEWORK' && one.admissionId === null);
    if (notAdmitted) return problem('purchase.not-admitted', { provider: notAdmitted.siteName });
    if (components.every(({ supplyRoute }) => supplyRoute !== 'OFF_FRAMEWORK')) {
      return ok(components.map((one) => ({ ...one, offFramework: null })));
    }
    const exhausted = await this.exhausted(tx, referralId);
    const bought: Bought<C>[] = [];
    for (const one of components) {
      if (one.supplyRoute !== 'OFF_FRAMEWORK') bought.push({ ...one, offFramework: null });
      else {
        const ground = exhausted ? ok({ ground: 'LIST_EXHAUSTED' as const }) : await this.approved(tx, referralId, one);
        if (!ground.ok) return ground;
        bought.push({ ...one, offFramework: ground.value });
      }
    }
    return ok(bought);
  }

  /** Nobody on the list could take the pupil when it was last looked at. Without a run nobody has looked. */
  private async exhausted(tx: Tx, referralId: string): Promise<boolean> {
    const latest = await this.runs.latestOptions(tx, referralId);
    if (latest === undefined) return false;
    const providerIds = latest.options.flatMap(({ components }) => components.map(({ providerId }) => providerId));
    const outside = await this.requests.outside(tx, [...new Set(providerIds)]);
    return latest.options.every(({ components }) => components.some(({ providerId }) => outside.has(providerId)));
  }

  private async approved(
    tx: Tx,
    referralId: string,
    { providerId, siteName: provider }: { readonly providerId: string; readonly siteName: string },
  ): Promise<Result<OffFrameworkGround>> {
    const request = await this.requests.open(tx, referralId, providerId);
    if (request === undefined) return problem('purchase.off-framework', { provider });
    return request.status === 'APPROVED'
      ? ok({ ground: 'APPROVED', requestId: request.id })
      : problem('purchase.waits', { provider });
  }
}
