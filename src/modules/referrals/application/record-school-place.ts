import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  type DateOnly,
  type FieldFault,
  forbidden,
  formatDate,
  invalidFields,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { insertRows, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import { PupilRecords } from '../../pupils/index.js';
import type { Choice } from '../domain/codes.js';
import type { ReferralCase } from '../domain/referral-case.js';
import type { ReferralStatus } from '../domain/referral-states.js';
import { seeksProvision } from '../domain/types.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { referralPolicy } from '../referrals.policy.js';
import { moveReferral, REASON_MAX } from './change-status.js';
import { isOpenSchool } from './named-schools.js';

export interface SchoolPlaceCommand {
  readonly schoolId: string;
  readonly startsOn: DateOnly;
  readonly note: unknown;
}

const AHEAD_DAYS = 366;
const SCHOOLS_MAX = 500;

/** Ends a request for a school: which school takes the pupil, and from when. The database takes it once. */
@Injectable()
export class RecordSchoolPlace {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly pupils: PupilRecords,
    private readonly organisations: Organisations,
  ) {}

  /** Schools to choose from. */
  async choices(actor: Actor, id: string): Promise<Result<{ reference: string | null; schools: readonly Choice[] }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.find(tx, id);
      if (referral === undefined || seeksProvision(referral.type)) return notFound('referral');
      if (!referralPolicy.canRecordSchool(tx.actor, referral)) return forbidden('referral.record-school');
      const authority = await this.organisations.authorityById(tx, referral.authorityId);
      const filter = { kinds: ['SCHOOL' as const], ...(authority && { authorityCode: authority.code }) };
      const { organisations } = await this.organisations.search(tx, filter, SCHOOLS_MAX);
      return ok({
        reference: referral.reference,
        schools: organisations.map((one) => ({ code: one.id, label: one.name })),
      });
    });
  }

  /** Refused: `referral.not-waiting`, `referral.not-for-school`; `school` on the school, `too-early` and `too-late` on the day. */
  run(actor: Actor, id: string, command: SchoolPlaceCommand): Promise<Result<{ status: ReferralStatus }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const referral = await this.referrals.lock(tx, id);
      if (referral === undefined || referral.status === 'DRAFT') return notFound('referral');
      if (!referralPolicy.canRecordSchool(tx.actor, referral)) return forbidden('referral.record-school');
      if (seeksProvision(referral.type)) return problem('referral.not-for-school', { reference: referral.reference });
      if (referral.status !== 'SUBMITTED') return problem('referral.not-waiting', { status: referral.status });
      const note = cleanText(command.note, { field: 'note', max: REASON_MAX, multiline: true, required: true });
      const faults = [...(note.ok ? [] : note.problem.fields), ...(await this.faults(tx, referral, command))];
      if (!note.ok || faults.length > 0) return invalidFields(faults);
      await this.add(tx, referral, { ...command, note: note.value });
      const { referrals, pupils } = this;
      const step = { step: 'settle', event: 'SCHOOL_FOUND', note: note.value } as const;
      const moved = await moveReferral(tx, { referrals, pupils }, referral, step);
      if (!moved.ok) return moved;
      await tx.audit('referral.school-found', { type: 'referral', id, referralId: id }, { schoolId: command.schoolId });
      return moved;
    });
  }

  private async faults(tx: Tx, referral: ReferralCase, { schoolId, startsOn }: SchoolPlaceCommand) {
    const [from, to] = [addDays(tx.today, -AHEAD_DAYS), addDays(tx.today, AHEAD_DAYS)];
    const school = await this.organisations.byId(tx, schoolId);
    const faults: FieldFault[] = [];
    if (!isOpenSchool(school)) faults.push({ field: 'schoolId', rule: 'school' });
    if (startsOn < from) faults.push({ field: 'startsOn', rule: 'too-early', facts: { min: formatDate(from) } });
    if (startsOn > to) faults.push({ field: 'startsOn', rule: 'too-late', facts: { max: formatDate(to) } });
    const isMove = referral.type === 'MANAGED_MOVE' && schoolId === referral.schoolOrganisationId;
    return isMove ? [...faults, { field: 'schoolId', rule: 'same-school' }] : faults;
  }

  private async add(
    tx: Tx,
    referral: ReferralCase,
    { schoolId, startsOn, note }: SchoolPlaceCommand & { readonly note: string },
  ): Promise<void> {
    await insertRows(tx, 'referral_school_place', [
      {
        referral_id: referral.id,
        authority_id: referral.authorityId,
        referral_type: referral.type,
        school_organisation_id: schoolId,
        starts_on: startsOn,
        note,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }
}
