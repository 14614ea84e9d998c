import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, invalidFields, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import { PupilRecords } from '../../pupils/index.js';
import type { Answers, FieldPath } from '../domain/answers.js';
import { checkReferral } from '../domain/check-answers.js';
import { pagesLacking } from '../domain/journey.js';
import { type AnswerPatch, patched } from '../domain/read-answers.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { EDITABLE_STATUSES, LATE_STATUSES } from '../domain/referral-states.js';
import { DraftStore } from '../persistence/draft.store.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { referralPolicy } from '../referrals.policy.js';
import { askForMatching, askToGiveBack } from './ask-for-matching.js';
import { namedSchoolFaults } from './named-schools.js';
import { ReferralFile } from './referral-file.js';
import { ReferralWriter } from './referral-writer.js';
import { schoolFor } from './start-referral.js';

export interface Saved {
  readonly id: string;
  readonly answers: Answers;
}

/**
 * Keeps answers, those of one page or many. A draft takes whatever is readable; a referral that is under way must stay
 * whole, because people and the matching already work with it.
 */
@Injectable()
export class SaveAnswers {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly drafts: DraftStore,
    private readonly file: ReferralFile,
    private readonly writer: ReferralWriter,
    private readonly organisations: Organisations,
    private readonly pupils: PupilRecords,
  ) {}

  /** With `complete`, a draft is also held to every rule about those fields, and they must be answered where needed. */
  run(actor: Actor, id: string, patch: AnswerPatch, complete: readonly FieldPath[] = []): Promise<Result<Saved>> {
    return this.work.inTransaction(actor, (tx) => this.within(tx, id, patch, complete));
  }

  async within(tx: Tx, id: string, patch: AnswerPatch, complete: readonly FieldPath[] = []): Promise<Result<Saved>> {
    const referral = await this.referrals.lock(tx, id);
    if (referral === undefined) return notFound('referral');
    const fields = Object.keys(patch);
    if (!isOpenFor(referral, fields)) return problem('referral.closed', { status: referral.status });
    if (!referralPolicy.canEdit(tx.actor, referral) && !referralPolicy.canAnswerLate(tx.actor, referral)) {
      return forbidden('referral.edit');
    }
    const { answers } = await this.file.open(tx, referral);
    const merged = patched(answers, patch);
    await tx.audit('referral.answered', { type: 'referral', id, referralId: id }, { fields });
    return referral.status === 'DRAFT'
      ? this.saveDraft(tx, referral, merged, { patch, complete })
      : this.saveOpen(tx, referral, merged, fields as FieldPath[]);
  }

  private async saveDraft(
    tx: Tx,
    referral: ReferralCase,
    answers: Answers,
    { patch, complete }: { patch: AnswerPatch; complete: readonly FieldPath[] },
  ): Promise<Result<Saved>> {
    if (patch.schoolId !== undefined) {
      const school = await schoolFor(tx, this.organisations, patch.schoolId);
      if (!school.ok) return school;
      if (school.value !== null) await this.referrals.setSchool(tx, referral.id, school.value);
    }
    const whole = complete.length === 0 ? ok() : await this.complete(tx, referral, answers, complete);
    if (!whole.ok) return whole;
    await this.drafts.save(tx, referral.id, answers);
    return ok({ id: referral.id, answers });
  }

  private async complete(
    tx: Tx,
    referral: ReferralCase,
    answers: Answers,
    fields: readonly FieldPath[],
  ): Promise<Result<undefined>> {
    const schoolId = answers.schoolId ?? referral.schoolOrganisationId;
    const context = await this.file.context(tx, referral, schoolId);
    const checked = checkReferral(answers, context);
    const unknown = await namedSchoolFaults(tx, this.organisations, answers);
    const faults = [...(checked.ok ? [] : checked.problem.fields), ...unknown].filter((fault) =>
      isAmong(fields, fault.field),
    );
    const differs = fields.some((field) => PUPIL_KEY.includes(field)) && (await this.differs(tx, referral, answers));
    if (differs) faults.push({ field: 'pupil.upn', rule: 'details-differ' });
    if (fields.includes('schoolId') && schoolId === null) faults.push({ field: 'schoolId', rule: 'required' });
    return faults.length === 0 ? ok() : invalidFields(faults);
  }

  private async differs(tx: Tx, { authorityId }: ReferralCase, answers: Answers): Promise<boolean> {
    const [upn, dateOfBirth] = [answers['pupil.upn'], answers['pupil.dateOfBirth']];
    if (upn === undefined || dateOfBirth === undefined) return false;
    return (await this.pupils.recognise(tx, { authorityId, upn, dateOfBirth })) === 'DIFFERS';
  }

  private async saveOpen(
    tx: Tx,
    referral: ReferralCase,
    answers: Answers,
    fields: readonly FieldPath[],
  ): Promise<Result<Saved>> {
    const { schoolOrganisationId: schoolId } = referral;
    const school = schoolId === null ? undefined : await this.file.school(tx, schoolId);
    if (school === undefined) return notFound('referral');
    const context = await this.file.context(tx, referral, school.id);
    const checked = checkReferral({ ...answers, schoolId: school.id }, context);
    if (!checked.ok) return checked;
    const written = await this.writer.write(tx, {
      referral,
      school,
      checked: checked.value,
      policyId: context.policyId,
    });
    if (!written.ok) return written;
    await this.reroute(tx, referral, checked.value.route);
    await this.referrals.addEvent(tx, referral, 'CHANGED', fields.length > 0 ? fields.join(', ') : undefined);
    await askForMatching(tx, referral.authorityId);
    return ok({ id: referral.id, answers: checked.value.answers });
  }

  /** An EHC plan that names a setting takes the referral out of the pool; without one it comes back. */
  private async reroute(tx: Tx, referral: ReferralCase, route: 'POOL' | 'SEN'): Promise<void> {
    if (referral.status === 'SUBMITTED' && route === 'SEN') {
      await this.referrals.setStatus(tx, referral.id, 'WITH_SEN');
      await this.referrals.addEvent(tx, referral, 'SENT_TO_SEN');
      await askToGiveBack(tx, referral.id);
    }
  }
}

/** Before the decision every answer is open, after it only those of pages on which something is still missing. */
function isOpenFor({ status, missing }: ReferralCase, fields: readonly string[]): boolean {
  if (EDITABLE_STATUSES.includes(status)) return true;
  const open: readonly string[] = pagesLacking(missing).flatMap((page) => page.fields);
  return LATE_STATUSES.includes(status) && fields.every((field) => open.includes(field));
}

const PUPIL_KEY: readonly FieldPath[] = ['pupil.upn', 'pupil.dateOfBirth'];

const isAmong = (fields: readonly FieldPath[], path: string): boolean =>
  fields.some((field) => path === field || path.startsWith(`${field}.`));
