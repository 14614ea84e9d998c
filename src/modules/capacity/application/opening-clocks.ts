import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { defaultPolicy, Policies } from '../../policies/index.js';
import { type OpeningClocks, strictest } from '../domain/opening-clock.js';
import { SupplyStore } from '../persistence/supply.store.js';

/** How long an opening is believed, as the policies in force today say. */
@Injectable()
export class FindOpeningClocks {
  constructor(
    private readonly policies: Policies,
    private readonly supply: SupplyStore,
  ) {}

  /** For a provider's people what all who buy from it ask together; for everybody else what their authority asks. */
  async forActor(tx: Tx): Promise<OpeningClocks> {
    const { role, organisationId, authorityId } = tx.actor;
    if (role?.startsWith('PROVIDER') && organisationId !== null) return this.ofProvider(tx, organisationId);
    return this.of(tx, authorityId === null ? [] : [authorityId]);
  }

  async ofProvider(tx: Tx, providerId: string): Promise<OpeningClocks> {
    return this.of(tx, await this.supply.authoritiesOf(tx, providerId));
  }

  /** One small query for each authority; a provider has a handful. */
  private async of(tx: Tx, authorityIds: readonly string[]): Promise<OpeningClocks> {
    const found: OpeningClocks[] = [];
    for (const id of authorityIds) {
      const policy = await this.policies.at(tx, id, tx.today);
      if (policy !== undefined) found.push(policy.document.clocks);
    }
    return strictest(found, defaultPolicy.clocks);
  }
}
