import { Injectable } from '@nestjs/common';
import { type Actor, cleanText, forbidden, may, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { Referrals } from '../../referrals/index.js';
import { type OffFrameworkRequest, OffFrameworkStore } from '../persistence/off-framework.store.js';

const WORDS_MOST = 2000;

export interface AskToBuy {
  readonly referralId: string;
  readonly providerId: string;
  readonly reason: string;
}

/** Buying outside the framework: one person asks with a reason, another answers with one. */
@Injectable()
export class OffFramework {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: Referrals,
    private readonly requests: OffFrameworkStore,
  ) {}

  /** Refused: `purchase.on-list` (no need to ask), `purchase.asked-already`, `referral.not-waiting`, `input.invalid`. */
  ask(actor: Actor, { referralId, providerId, reason }: AskToBuy): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!may(actor, 'decision.make')) return forbidden('decision.make');
      const referral = await this.referrals.lock(tx, referralId);
      if (!referral || referral.authorityId !== actor.authorityId) return notFound('referral');
      const words = cleanText(reason, { field: 'reason', max: WORDS_MOST, multiline: true, required: true });
      if (!words.ok) return words;
      if (referral.status !== 'SUBMITTED') return problem('referral.not-waiting', { status: referral.status });
      if (!(await this.requests.outside(tx, [providerId])).has(providerId)) return problem('purchase.on-list');
      if (await this.requests.open(tx, referralId, providerId)) return problem('purchase.asked-already');
      const { authorityId } = referral;
      const id = await this.requests.add(tx, { authorityId, referralId, providerId, reason: words.value });
      await tx.audit('purchase.asked', { type: 'off-framework-request', id, referralId }, { providerId });
      return ok(id);
    });
  }

  /** Refused: `purchase.second-person` (the one who asked), `purchase.answered` (somebody was faster), `input.invalid`. */
  answer(
    actor: Actor,
    { id, approve, words }: { readonly id: string; readonly approve: boolean; readonly words: string },
  ): Promise<Result<OffFrameworkRequest>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!may(actor, 'purchase.approve')) return forbidden('purchase.approve');
      const request = await this.requests.byId(tx, id);
      if (request === undefined) return notFound('off-framework-request');
      const answer = cleanText(words, { field: 'words', max: WORDS_MOST, multiline: true, required: true });
      if (!answer.ok) return answer;
      if (request.askedBy === actor.userId) return problem('purchase.second-person');
      const status = approve ? 'APPROVED' : 'REFUSED';
      if (!(await this.requests.answer(tx, id, status, answer.value))) return problem('purchase.answered');
      const subject = { type: 'off-framework-request', id, referralId: request.referralId };
      await tx.audit(approve ? 'purchase.approved' : 'purchase.refused', subject, { providerId: request.providerId });
      return ok(request);
    });
  }

  /** Undefined for one that the actor may not see. */
  one(actor: Actor, id: string): Promise<OffFrameworkRequest | undefined> {
    return this.work.read(actor, (tx) => this.requests.byId(tx, id));
  }

  /** What was asked for one referral, newest first; not found for a referral of somebody else. */
  ofReferral(actor: Actor, referralId: string): Promise<Result<readonly OffFrameworkRequest[]>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.find(tx, referralId);
      if (!referral || referral.authorityId !== actor.authorityId) return notFound('referral');
      return ok(await this.requests.ofReferral(tx, referralId));
    });
  }
}
