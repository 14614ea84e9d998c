import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, invalid, newId, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import { type AnswerPatch, patched } from '../domain/read-answers.js';
import { DraftStore } from '../persistence/draft.store.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { actsForAuthority, referralPolicy } from '../referrals.policy.js';
import { isOpenSchool } from './named-schools.js';

/** Opens a draft. A school drafts for itself; a coordinator names the school. */
@Injectable()
export class StartReferral {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly drafts: DraftStore,
    private readonly organisations: Organisations,
  ) {}

  run(actor: Actor, patch: AnswerPatch = {}): Promise<Result<{ id: string }>> {
    return this.work.inTransaction(actor, (tx) => this.within(tx, patch));
  }

  async within(tx: Tx, patch: AnswerPatch): Promise<Result<{ id: string }>> {
    const { authorityId, organisationId } = tx.actor;
    if (!referralPolicy.canCreate(tx.actor) || authorityId === null || organisationId === null) {
      return forbidden('referral.create');
    }
    const school = await schoolFor(tx, this.organisations, patch.schoolId ?? null);
    if (!school.ok) return school;
    const id = newId();
    await this.referrals.addDraft(tx, { id, authorityId, organisationId, schoolId: school.value });
    await this.drafts.add(tx, { id, authorityId, organisationId }, patched({}, patch));
    await tx.audit('referral.started', { type: 'referral', id, referralId: id });
    return ok({ id });
  }
}

/**
 * The school a referral is for: a school's own people refer for their own school; the authority's people name one that
 * is open, or nobody yet. Rules on `schoolId`: `own-school`, `school`.
 */
export async function schoolFor(
  tx: Tx,
  organisations: Organisations,
  named: string | null,
): Promise<Result<string | null>> {
  const own = actsForAuthority(tx.actor) ? null : tx.actor.organisationId;
  if (own !== null && named !== null && named !== own) return invalid('schoolId', 'own-school');
  const id = own ?? named;
  if (id === null) return ok(null);
  const school = await organisations.byId(tx, id);
  return isOpenSchool(school) ? ok(id) : invalid('schoolId', 'school');
}
