import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { answersAgain } from '../domain/refer-again.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { canFollow, referralPolicy } from '../referrals.policy.js';
import { ReferralFile } from './referral-file.js';
import { StartReferral } from './start-referral.js';

/** A new draft from the answers of a request that is over. What was said of that moment is asked again. */
@Injectable()
export class ReferAgain {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly file: ReferralFile,
    private readonly start: StartReferral,
  ) {}

  /** Refused: `referral.still-open`. The earlier file is read as far as the actor may open it, and the reading is audited. */
  run(actor: Actor, id: string): Promise<Result<{ id: string }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const earlier = await this.referrals.find(tx, id);
      if (earlier === undefined || earlier.status === 'DRAFT') return notFound('referral');
      if (!referralPolicy.canReferAgain(tx.actor, earlier)) return forbidden('referral.again');
      if (!canFollow(earlier)) return problem('referral.still-open', { status: earlier.status });
      const { answers } = await this.file.open(tx, earlier);
      await tx.audit('referral.read', { type: 'referral', id, referralId: id }, { part: 'refer-again' });
      const started = await this.start.within(tx, answersAgain(answers));
      if (!started.ok) return started;
      await this.referrals.setFollows(tx, started.value.id, id);
      return ok(started.value);
    });
  }
}
