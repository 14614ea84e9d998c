import { Injectable } from '@nestjs/common';
import { type Actor, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { Policies } from '../../policies/index.js';
import { circumstancesOf, namesIn, placesOf, ruleOut } from '../compute/pose-problem.js';
import { type StoredExplanation, storedExplanations, storedOptions } from '../compute/stored-options.js';
import { ProvisionalStore } from '../persistence/provisional.store.js';
import { LoadRunInput } from './load-run-input.js';

export const PROVISIONAL = 'matching.provisional';

const NOBODY_CHOSEN: ReadonlySet<string> = new Set();

/**
 * What a new referral could have, within seconds: the same rules and scores as a run, for this one pupil against the open
 * places. Nobody else who waits is looked at, so it proposes nothing; the next run replaces it.
 */
@Injectable()
export class ProvisionalOptions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly load: LoadRunInput,
    private readonly policies: Policies,
    private readonly store: ProvisionalStore,
  ) {}

  /** Without a policy, or for a referral that is no longer there, there is nothing to say and nothing is refused. */
  run(actor: Actor, authorityId: string, referralId: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!(await this.store.areWanted(tx, referralId))) return ok();
      const policy = await this.policies.at(tx, authorityId, tx.today);
      const input = policy && (await this.load.pupil(tx, { authorityId, policy, referralId }));
      if (policy === undefined || input === undefined) return ok();
      const about = circumstancesOf(input, placesOf(input));
      const nameOf = namesIn(input);
      const told: StoredExplanation[] = [];
      const [one] = ruleOut(
        input,
        about,
        () => undefined,
        (found, forParties) => told.push(...storedExplanations(found, forParties, about, nameOf)),
      );
      const explanation = told.find(({ audience }) => audience === 'ALL');
      if (one === undefined || explanation === undefined) return ok();
      const stored = storedOptions(one, NOBODY_CHOSEN, nameOf, policy.document.matching.alternatives);
      // Who else may read an option would tell what the panel does not read.
      const options = stored.flatMap(({ audience, ...option }) => (audience === 'PANEL' ? [] : [option]));
      const of = { authorityId, policyId: policy.id, policyVersion: policy.version };
      await this.store.put(tx, of, explanation, options);
      return ok();
    });
  }
}
