import { Injectable } from '@nestjs/common';
import { type Actor, cleanText, forbidden, move, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { PupilRecords } from '../../pupils/index.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { OVER_STATUSES, type ReferralEvent, referralMoves, type ReferralStatus } from '../domain/referral-states.js';
import { seeksProvision } from '../domain/types.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { referralPolicy } from '../referrals.policy.js';
import { askForMatching, askForOptions, askToGiveBack, askToLeaveAgendas } from './ask-for-matching.js';

export const REASON_MAX = 2000;

type Step = 'withdraw' | 'return' | 'sendToPool' | 'sendToSen';

interface StepRule {
  readonly action: string;
  readonly event: string;
  readonly may: (actor: Actor, referral: ReferralCase) => boolean;
}

const STEPS: Readonly<Record<Step, StepRule>> = {
  withdraw: { action: 'referral.withdrawn', event: 'WITHDRAWN', may: referralPolicy.canWithdraw },
  return: { action: 'referral.returned', event: 'RETURNED', may: referralPolicy.canReturn },
  sendToPool: { action: 'referral.sent-to-pool', event: 'SENT_TO_POOL', may: referralPolicy.canRoute },
  sendToSen: { action: 'referral.sent-to-sen', event: 'SENT_TO_SEN', may: referralPolicy.canRoute },
};

/** Withdraws a referral, returns it for information, or passes it between panel and SEN officer; always with a reason. */
@Injectable()
export class ChangeReferralStatus {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly pupils: PupilRecords,
  ) {}

  withdraw(actor: Actor, id: string, reason: unknown): Promise<Result<{ status: ReferralStatus }>> {
    return this.step(actor, id, 'withdraw', reason);
  }

  return(actor: Actor, id: string, reason: unknown): Promise<Result<{ status: ReferralStatus }>> {
    return this.step(actor, id, 'return', reason);
  }

  sendToPool(actor: Actor, id: string, reason: unknown): Promise<Result<{ status: ReferralStatus }>> {
    return this.step(actor, id, 'sendToPool', reason);
  }

  sendToSen(actor: Actor, id: string, reason: unknown): Promise<Result<{ status: ReferralStatus }>> {
    return this.step(actor, id, 'sendToSen', reason);
  }

  /** A draft has no case yet: it is thrown away as if it had never been. */
  discard(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.lock(tx, id);
      if (referral === undefined) return notFound('referral');
      if (referral.status !== 'DRAFT' || !referralPolicy.canEdit(tx.actor, referral)) {
        return forbidden('referral.discard');
      }
      await this.referrals.removeDraft(tx, id);
      await tx.audit('referral.discarded', { type: 'referral', id, referralId: id });
      return ok();
    });
  }

  private step(actor: Actor, id: string, step: Step, given: unknown): Promise<Result<{ status: ReferralStatus }>> {
    const rule = STEPS[step];
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.lock(tx, id);
      if (referral === undefined || referral.status === 'DRAFT') return notFound('referral');
      if (!rule.may(tx.actor, referral)) return forbidden(`referral.${step}`);
      const reason = cleanText(given, { field: 'reason', max: REASON_MAX, multiline: true, required: true });
      if (!reason.ok) return reason;
      const { referrals, pupils } = this;
      const noted = { step, event: rule.event, note: reason.value };
      const moved = await moveReferral(tx, { referrals, pupils }, referral, noted);
      if (!moved.ok) return moved;
      await tx.audit(rule.action, { type: 'referral', id, referralId: id });
      await askForMatching(tx, referral.authorityId);
      if (moved.value.status === 'SUBMITTED' && seeksProvision(referral.type)) await askForOptions(tx, id);
      else if (referral.status === 'SUBMITTED') await askToGiveBack(tx, id);
      if (step === 'withdraw' || step === 'sendToSen') await askToLeaveAgendas(tx, id);
      return moved;
    });
  }
}

/**
 * One move of the state table, with its line on the timeline. The caller holds the case's lock. A case that ends keeps a
 * copy of the child's record, so only somebody who may open that can end it.
 */
export async function moveReferral(
  tx: Tx,
  { referrals, pupils }: { readonly referrals: ReferralStore; readonly pupils: PupilRecords },
  referral: ReferralCase,
  { step, event, note }: { step: ReferralEvent; event: string; note?: string },
): Promise<Result<{ status: ReferralStatus }>> {
  const moved = move(referralMoves, referral.status, step);
  if (!moved.ok) return moved;
  const { id, pupilId } = referral;
  const ends = OVER_STATUSES.includes(moved.value);
  if (ends && (pupilId === null || !(await pupils.keepForClosedCase(tx, id, pupilId)))) {
    return forbidden(`referral.${step}`);
  }
  await referrals.setStatus(tx, id, moved.value);
  await referrals.addEvent(tx, referral, event, note);
  return ok({ status: moved.value });
}
