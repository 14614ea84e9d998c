import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Calendars } from '../../organisations/index.js';
import { type ExclusionDeadlines, exclusionDeadlines, type ExclusionSteps } from '../domain/exclusion-steps.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { OVER_STATUSES } from '../domain/referral-states.js';
import { ExclusionStepStore, type RecordedSteps } from '../persistence/exclusion-step.store.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { referralPolicy } from '../referrals.policy.js';

interface StepsView {
  readonly reference: string;
  readonly steps: RecordedSteps | null;
}

/** Which steps after a permanent exclusion were taken when; the next deadline follows in the same transaction. */
@Injectable()
export class RecordExclusionSteps {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly store: ExclusionStepStore,
    private readonly calendars: Calendars,
  ) {}

  async linksFor(actor: Actor, { id }: { readonly id: string }): Promise<{ text: string; href: string }[]> {
    return this.work.read(actor, async (tx) => {
      const referral = await this.referrals.find(tx, id);
      if (referral === undefined || !isExclusion(referral) || !referralPolicy.canRecordSteps(actor, referral))
        return [];
      return [{ text: 'Steps after the exclusion: notice, board, review', href: `/referrals/${id}/exclusion-steps` }];
    });
  }

  view(actor: Actor, id: string): Promise<Result<StepsView>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = this.allowed(actor, await this.referrals.find(tx, id));
      if (!found.ok) return found;
      await tx.audit('referral.steps-read', { type: 'referral', id, referralId: id });
      return ok({ reference: found.value.reference ?? '', steps: (await this.store.of(tx, id)) ?? null });
    });
  }

  /** Refused: what `exclusionDeadlines` names; `referral.over`; `referral.steps-changed` since version `follows`. */
  run(actor: Actor, id: string, steps: ExclusionSteps, follows: number): Promise<Result<ExclusionDeadlines>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = this.allowed(actor, await this.referrals.lock(tx, id));
      if (!found.ok) return found;
      const referral = found.value;
      if (OVER_STATUSES.includes(referral.status)) return problem('referral.steps-over', { status: referral.status });
      const due = await this.due(tx, referral, steps);
      if (!due.ok) return due;
      const saved = await this.store.save(tx, referral, { ...steps, ...due.value }, follows);
      if (!saved) return problem('referral.steps-changed', { reference: referral.reference });
      await tx.audit('referral.steps-recorded', { type: 'referral', id, referralId: id }, { follows });
      return due;
    });
  }

  private allowed(actor: Actor, referral: ReferralCase | undefined): Result<ReferralCase> {
    if (referral === undefined || !isExclusion(referral)) return notFound('referral');
    return referralPolicy.canRecordSteps(actor, referral) ? ok(referral) : forbidden('referral.record-steps');
  }

  private async due(tx: Tx, referral: ReferralCase, steps: ExclusionSteps): Promise<Result<ExclusionDeadlines>> {
    const calendar = await this.calendars.forSchool(tx, referral.schoolOrganisationId ?? '');
    return exclusionDeadlines(steps, { calendar, today: tx.today });
  }
}

const isExclusion = ({ type, status }: ReferralCase): boolean => type === 'PERMANENT_EXCLUSION' && status !== 'DRAFT';
