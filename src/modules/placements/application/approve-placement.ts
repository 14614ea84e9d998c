import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, may, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { BudgetPosition, type FundPosition, SchoolOrders } from '../../budget/index.js';
import { type LatestOptions, MatchingRuns } from '../../matching/index.js';
import { Decisions } from '../../panels/index.js';
import { Policies, type Policy } from '../../policies/index.js';
import { type LockedReferral, Referrals } from '../../referrals/index.js';
import { checkDecision, type DecisionCommand, optionKey } from '../domain/decision-command.js';
import { CarryOut, optionsSeen } from './carry-out.js';
import { PurchaseGuard } from './purchase-guard.js';
import { needsOrder, type Plan, PlanPlacement } from './plan-placement.js';

export interface Approved {
  readonly placementId: string;
  readonly decisionId: string;
}

/** What a decider sees before confirming: the same sums that the decision will make. */
export interface DecisionPreview {
  readonly plan: Plan;
  readonly funds: readonly FundPosition[];
}

/**
 * Decides where a pupil is to go and offers the place. The hold, the pending commitments, the decision, the placement, the
 * party, the audit and the messages change together or not at all.
 */
@Injectable()
export class ApprovePlacement {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: Referrals,
    private readonly policies: Policies,
    private readonly decisions: Decisions,
    private readonly runs: MatchingRuns,
    private readonly carryOut: CarryOut,
    private readonly planner: PlanPlacement,
    private readonly guard: PurchaseGuard,
    private readonly orders: SchoolOrders,
    private readonly position: BudgetPosition,
  ) {}

  /**
   * Refused, with nothing changed: `input.invalid`, `referral.not-waiting`, `matching.*`, `capacity.none-left`,
   * `capacity.not-offered`, `purchase.*`, `budget.exceeded`, `budget.fund-not-open`, `order.*`, `charge.no-lawful-footing`.
   */
  run(actor: Actor, command: DecisionCommand): Promise<Result<Approved>> {
    return this.work.inTransaction(actor, (tx) => this.decide(tx, command));
  }

  /** In somebody else's transaction. */
  async decide(tx: Tx, command: DecisionCommand): Promise<Result<Approved>> {
    const referral = await this.referrals.lock(tx, command.referralId);
    if (!referral || referral.authorityId !== tx.actor.authorityId) return notFound('referral');
    const ready = await this.ready(tx, referral, command);
    if (!ready.ok) return ready;
    const { policy, checked } = ready.value;
    const orderId = await this.carryOut.orderOf(tx, referral, checked);
    const latest = await this.runs.latestOptions(tx, referral.id);
    const decisionId = await this.record(tx, { referral, policy, checked, latest, orderId });
    const runId = latest?.runId ?? null;
    const offered = await this.carryOut.run(tx, { referral, policy, checked, decisionId, orderId, runId });
    return offered.ok ? ok({ placementId: offered.value, decisionId }) : offered;
  }

  /** The same checks and sums without locks and without a trace. The order may still be missing: the page asks for it. */
  preview(actor: Actor, command: DecisionCommand): Promise<Result<DecisionPreview>> {
    return this.work.read(actor, (tx) => this.previewIn(tx, command));
  }

  async previewIn(tx: Tx, command: DecisionCommand): Promise<Result<DecisionPreview>> {
    const { actor } = tx;
    const referral = await this.referrals.find(tx, command.referralId);
    if (!referral || referral.authorityId !== actor.authorityId) return notFound('referral');
    const ready = await this.ready(tx, referral, command);
    if (!ready.ok) return ready;
    const { policy, checked } = ready.value;
    const { patternIds, startsOn, plannedEnd, agreementReference, blockId } = checked;
    const given = await this.orders.latest(tx, referral.id);
    const planned = await this.planner.plan(tx, {
      referral,
      policy,
      patternIds,
      startsOn,
      plannedEnd,
      agreementReference,
      blockId,
      orderId: given?.id ?? null,
    });
    if (!planned.ok) return planned;
    const ordered = needsOrder(planned.value, checked.order ? 'to be given' : (given?.id ?? null));
    if (!ordered.ok) return ordered;
    const bought = await this.guard.check(tx, { referralId: referral.id, components: planned.value.components });
    if (!bought.ok) return bought;
    const funds = (await this.position.ofAuthority(tx, referral.authorityId)).filter(
      (one) =>
        one.fund === planned.value.fund && planned.value.years.some((year) => year.financialYear === one.financialYear),
    );
    return ok({ plan: planned.value, funds });
  }

  private async ready(
    tx: Tx,
    referral: LockedReferral,
    command: DecisionCommand,
  ): Promise<Result<{ policy: Policy; checked: DecisionCommand }>> {
    if (!may(tx.actor, 'decision.make') || !may(tx.actor, 'commitment.make')) return forbidden('decision.make');
    if (referral.status !== 'SUBMITTED') return problem('referral.not-waiting', { status: referral.status });
    const checked = checkDecision(command, tx.today);
    if (!checked.ok) return checked;
    const policy = await this.policies.at(tx, referral.authorityId, tx.today);
    if (!policy) return problem('policy.none-in-force', { date: tx.today });
    return ok({ policy, checked: checked.value });
  }

  private record(
    tx: Tx,
    about: {
      readonly referral: LockedReferral;
      readonly policy: Policy;
      readonly checked: DecisionCommand;
      readonly latest: LatestOptions | undefined;
      readonly orderId: string | null;
    },
  ): Promise<string> {
    const { referral, policy, checked, latest, orderId } = about;
    const { userId } = tx.actor;
    const { patternIds, next, waivers, startsOn, plannedEnd, agreementReference, blockId } = checked;
    return this.decisions.record(tx, {
      authorityId: referral.authorityId,
      kind: 'PLACEMENT',
      referralId: referral.id,
      policyId: policy.id,
      outcome: 'OFFER',
      reasons: checked.reasons,
      optionsSeen: optionsSeen(latest),
      conditions: {
        patternIds,
        next,
        waivers,
        startsOn,
        plannedEnd,
        orderId,
        agreementReference,
        blockId,
        runId: latest?.runId ?? null,
      },
      delegatedPower: policy.document.delegation.power,
      deciders: userId === null ? [] : [{ userId, part: 'DECIDED' }],
      auditFacts: {
        chosenRank: rankOf(latest, patternIds),
        waived: waivers.map(({ rule }) => rule),
        nextOptions: next.length,
      },
    });
  }
}

/** Null for an option that was built by hand. */
function rankOf(latest: LatestOptions | undefined, patternIds: readonly string[]): number | null {
  const key = optionKey(patternIds);
  return optionsSeen(latest).find((option) => optionKey(option.patternIds) === key)?.rank ?? null;
}
