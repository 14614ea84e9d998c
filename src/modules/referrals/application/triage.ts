import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { waitingDays, type WaitingDays } from '../domain/waiting-days.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { type Beside, TriageStore } from '../persistence/triage.store.js';
import { referralPolicy } from '../referrals.policy.js';

export interface TriageView {
  readonly referral: ReferralCase;
  /** The request itself first. */
  readonly beside: readonly Beside[];
  readonly waiting: WaitingDays | null;
}

/** What is looked at before a request goes to a panel: is it whole, is it the only one, how long has it waited. */
@Injectable()
export class Triage {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly triage: TriageStore,
  ) {}

  /** For the people who may send it back. Reading other requests of the child is audited with them. */
  run(actor: Actor, id: string): Promise<Result<TriageView>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.find(tx, id);
      if (referral === undefined || referral.status === 'DRAFT') return notFound('referral');
      if (!referralPolicy.canReturn(tx.actor, referral)) return forbidden('referral.triage');
      const beside = await this.triage.beside(tx, id);
      for (const one of beside) {
        await tx.audit('referral.read', { type: 'referral', id: one.id, referralId: one.id }, { part: 'triage' });
      }
      const timeline = await this.referrals.timeline(tx, id);
      const waiting = referral.waitingSince === null ? null : waitingDays(referral.waitingSince, tx.today, timeline);
      return ok({ referral, beside, waiting });
    });
  }
}
