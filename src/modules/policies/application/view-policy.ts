import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Policy } from '../persistence/policy.store.js';
import { Policies } from './policies.js';

export interface PolicyView {
  readonly policy: Policy;
  readonly versions: readonly Pick<Policy, 'id' | 'version' | 'effectiveFrom'>[];
  readonly today: DateOnly;
}

/** The policy in force where the actor acts, or one that an old record names. Approved policies are published. */
@Injectable()
export class ViewPolicy {
  constructor(
    private readonly work: UnitOfWork,
    private readonly policies: Policies,
  ) {}

  run(actor: Actor, id?: string): Promise<Result<PolicyView>> {
    return this.work.read(actor, async (tx) => {
      const policy =
        id === undefined
          ? actor.authorityId && (await this.policies.at(tx, actor.authorityId, tx.today))
          : await this.policies.byId(tx, id);
      if (!policy) return notFound('policy');
      return ok({ policy, versions: await this.policies.versions(tx, policy.authorityId), today: tx.today });
    });
  }
}
