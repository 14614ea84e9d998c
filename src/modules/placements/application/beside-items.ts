import { Injectable } from '@nestjs/common';
import { formatPounds, fundName, problem, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { BudgetPosition, type FundPosition } from '../../budget/index.js';
import { countsToFairShare, fairShareLimit } from '../../matching/index.js';
import { Organisations } from '../../organisations/index.js';
import { fundingOf, Policies, type Policy } from '../../policies/index.js';
import { PanelQueueStore } from '../persistence/panel-queue.store.js';

/** What lies beside each request: the policy, what is left of the money, and what its school holds already. */
export interface Beside {
  readonly policy: Policy;
  readonly funds: readonly FundPosition[];
  /** In words; null where the school's number of pupils is not known, or the type counts to no share. */
  shareOf(request: { readonly schoolId: string; readonly type: string }): string | null;
}

/** Read once for a whole queue, in a constant number of queries. */
@Injectable()
export class BesideItems {
  constructor(
    private readonly position: BudgetPosition,
    private readonly policies: Policies,
    private readonly organisations: Organisations,
    private readonly store: PanelQueueStore,
  ) {}

  /** Problem: `policy.none-in-force`. */
  async policy(tx: Tx, authorityId = tx.actor.authorityId ?? ''): Promise<Result<Policy>> {
    const policy = await this.policies.at(tx, authorityId, tx.today);
    return policy === undefined ? problem('policy.none-in-force', { date: tx.today }) : ok(policy);
  }

  async read(tx: Tx, authorityId: string, schoolIds: readonly string[]): Promise<Result<Beside>> {
    const found = await this.policy(tx, authorityId);
    if (!found.ok) return found;
    const policy = found.value;
    const schools = [...new Set(schoolIds)].toSorted();
    const rolls = await this.organisations.rolls(tx, schools);
    const held = await this.store.held(tx, schools);
    const rule = policy.document.rules.fairShare;
    return ok({
      policy,
      funds: await this.position.ofAuthority(tx, authorityId),
      shareOf({ schoolId, type }) {
        const roll = rolls.get(schoolId);
        if (!rule.applies || roll === undefined || !countsToFairShare(type)) return null;
        return `${held.get(schoolId) ?? 0} of ${fairShareLimit(roll, rule)} places`;
      },
    });
  }
}

/** What is left of the fund that pays for requests of the type, by financial year. */
export const moneyLeft = ({ policy, funds }: Beside, type: string): readonly { label: string; value: string }[] =>
  funds
    .filter(({ fund }) => fund === fundingOf(policy.document, type)?.fund)
    .map(({ fund, financialYear, leftPence }) => ({
      label: `Left in the ${fundName(fund).toLowerCase()}, ${financialYear}`,
      value: formatPounds(leftPence),
    }));
