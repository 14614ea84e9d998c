import { Injectable } from '@nestjs/common';
import { type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { SchoolOrders } from '../../budget/index.js';
import { type LatestOptions, MatchingRuns } from '../../matching/index.js';
import type { OptionSeen } from '../../panels/index.js';
import { Policies, type Policy } from '../../policies/index.js';
import { type LockedReferral, Referrals } from '../../referrals/index.js';
import type { DecisionCommand } from '../domain/decision-command.js';
import { MakeOffer } from './make-offer.js';

export interface Decided {
  readonly referral: LockedReferral;
  readonly policy: Policy;
  readonly checked: DecisionCommand;
  readonly decisionId: string;
  readonly orderId: string | null;
  readonly runId: string | null;
}

/** What a decision on a place does, whoever took it: the run is kept, the place offered, the case moved on. */
@Injectable()
export class CarryOut {
  constructor(
    private readonly referrals: Referrals,
    private readonly runs: MatchingRuns,
    private readonly offers: MakeOffer,
    private readonly orders: SchoolOrders,
    private readonly policies: Policies,
  ) {}

  /** The policy in force and the newest run's options, which a decision records. */
  async restsOn(
    tx: Tx,
    { id, authorityId }: LockedReferral,
  ): Promise<{ readonly policy: Policy | undefined; readonly latest: LatestOptions | undefined }> {
    const policy = await this.policies.at(tx, authorityId, tx.today);
    return { policy, latest: await this.runs.latestOptions(tx, id) };
  }

  /** In the transaction of the decision, under the case's lock. The placement's id. */
  async run(tx: Tx, { referral, policy, checked, decisionId, orderId, runId }: Decided): Promise<Result<string>> {
    if (runId !== null) await this.runs.keep(tx, referral.authorityId, runId, decisionId);
    const { patternIds, startsOn, plannedEnd, agreementReference, blockId, waivers } = checked;
    const offered = await this.offers.offer(tx, {
      referral,
      policy,
      patternIds,
      startsOn,
      plannedEnd,
      orderId,
      agreementReference,
      blockId,
      decisionId,
      namedOption: 0,
      waivers,
    });
    if (!offered.ok) return offered;
    const decided = await this.referrals.markDecided(tx, referral.id, { decisionId });
    return decided.ok ? offered : decided;
  }

  /** The order given with the decision, or the one the school gave before. */
  async orderOf(tx: Tx, referral: LockedReferral, { order }: Pick<DecisionCommand, 'order'>): Promise<string | null> {
    if (order === null) return (await this.orders.latest(tx, referral.id))?.id ?? null;
    const { authorityId, schoolOrganisationId, id: referralId } = referral;
    return this.orders.give(tx, { authorityId, referralId, schoolOrganisationId, ...order });
  }
}

/** The options of a run as a decision records them. */
export const optionsSeen = (latest: LatestOptions | undefined): OptionSeen[] =>
  (latest?.options ?? []).map((option) => ({
    optionId: option.id,
    patternIds: option.components.map(({ patternId }) => patternId),
    rank: option.rank,
    fit: option.fit,
    weeklyPence: option.weeklyPence,
  }));
