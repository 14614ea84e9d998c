import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, invalid, move, newId, notFound, ok, type Result } from '../../../kernel/index.js';
import { insertRows, type Tx, UnitOfWork } from '../../../platform/index.js';
import { type CheckedReferral, checkReferral } from '../domain/check-answers.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { referralMoves, type ReferralStatus } from '../domain/referral-states.js';
import { seeksProvision } from '../domain/types.js';
import { DraftStore } from '../persistence/draft.store.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { referralPolicy } from '../referrals.policy.js';
import { askForMatching, askForOptions } from './ask-for-matching.js';
import { PriceView } from './price-view.js';
import { ReferralFile } from './referral-file.js';
import { ReferralWriter } from './referral-writer.js';

export interface Submitted {
  readonly id: string;
  readonly reference: string;
  readonly status: ReferralStatus;
}

/**
 * Turns a draft, or a referral that was returned, into one that waits for a place. Sending the same draft again, from a
 * second tab or twenty, answers with the one referral it became.
 */
@Injectable()
export class SubmitReferral {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly drafts: DraftStore,
    private readonly file: ReferralFile,
    private readonly writer: ReferralWriter,
    private readonly prices: PriceView,
  ) {}

  run(actor: Actor, id: string): Promise<Result<Submitted>> {
    return this.work.inTransaction(actor, (tx) => this.within(tx, id));
  }

  async within(tx: Tx, id: string): Promise<Result<Submitted>> {
    const referral = await this.referrals.lock(tx, id);
    if (referral === undefined) return notFound('referral');
    if (!referralPolicy.canSubmit(tx.actor, referral)) return forbidden('referral.submit');
    const { reference, status } = referral;
    if (status !== 'DRAFT' && status !== 'RETURNED' && reference !== null) return ok({ id, reference, status });
    const { answers } = await this.file.open(tx, referral);
    const school = answers.schoolId === undefined ? undefined : await this.file.school(tx, answers.schoolId);
    if (school === undefined) return invalid('schoolId', 'required');
    const context = await this.file.context(tx, referral, school.id);
    const checked = checkReferral(answers, context);
    if (!checked.ok) return checked;
    const moved = move(referralMoves, status, checked.value.route === 'SEN' ? 'submitToSen' : 'submit');
    if (!moved.ok) return moved;
    const { policyId } = context;
    const written = await this.writer.write(tx, {
      referral,
      school,
      checked: checked.value,
      policyId,
      moveTo: moved.value,
    });
    if (!written.ok) return written;
    if (status === 'DRAFT') await this.drafts.remove(tx, id);
    await this.keepQuote(tx, referral, checked.value);
    return this.announce(tx, referral, moved.value);
  }

  /** What the school was shown about money is kept as it was shown. */
  private async keepQuote(tx: Tx, referral: ReferralCase, checked: CheckedReferral): Promise<void> {
    const range = await this.prices.rangeFor(tx, {
      authorityId: referral.authorityId,
      schoolOrganisationId: checked.answers.schoolId ?? '',
      type: checked.type,
      yearGroup: checked.answers['pupil.yearGroup'] ?? 0,
      sessions: checked.sessionsWanted,
      startsOn: checked.startsOn,
      endsOn: checked.endsOn,
    });
    if (range === null) return;
    await insertRows(tx, 'referral_quote', [
      {
        id: newId(),
        referral_id: referral.id,
        authority_id: referral.authorityId,
        quoted_at: tx.now,
        low_pence: range.lowPence,
        high_pence: range.highPence,
        subsidy_low_pence: range.subsidyLowPence,
        subsidy_high_pence: range.subsidyHighPence,
        school_balance_pence: range.schoolBalancePence,
        until_on: range.until,
      },
    ]);
  }

  private async announce(tx: Tx, referral: ReferralCase, status: ReferralStatus): Promise<Result<Submitted>> {
    const { id } = referral;
    const kind = referral.status === 'DRAFT' ? 'SUBMITTED' : 'SENT_AGAIN';
    await this.referrals.addEvent(tx, referral, kind);
    if (status === 'WITH_SEN') await this.referrals.addEvent(tx, referral, 'SENT_TO_SEN');
    await tx.audit('referral.submitted', { type: 'referral', id, referralId: id }, { status });
    const after = await this.referrals.find(tx, id);
    if (after === undefined || after.reference === null) throw new Error('A submitted referral must be readable');
    await askForMatching(tx, referral.authorityId, after.daySixTarget);
    if (status === 'SUBMITTED' && seeksProvision(after.type)) await askForOptions(tx, id);
    return ok({ id, reference: after.reference, status: after.status });
  }
}
