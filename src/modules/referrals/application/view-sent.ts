import { Injectable } from '@nestjs/common';
import { type Actor, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { type SentRow, SentStore } from '../persistence/sent.store.js';

export interface SentView {
  readonly referral: ReferralCase;
  readonly answers: readonly SentRow[];
}

/** What was sent as it was sent, as far as the actor may open it; the reading is audited. */
@Injectable()
export class ViewSent {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly sent: SentStore,
  ) {}

  run(actor: Actor, id: string): Promise<Result<SentView>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.find(tx, id);
      if (referral === undefined || referral.status === 'DRAFT') return notFound('referral');
      await tx.audit('referral.read', { type: 'referral', id, referralId: id }, { part: 'sent' });
      return ok({ referral, answers: await this.sent.list(tx, id) });
    });
  }
}
