import { Injectable } from '@nestjs/common';
import {
  academicYear,
  academicYearDates,
  type Actor,
  addDays,
  forbidden,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { AttendanceHeld, attendancePerMille } from '../../attendance/index.js';
import { Calendars } from '../../organisations/index.js';
import type { Answers } from '../domain/answers.js';
import { type Held, heldAnswers } from '../domain/held-answers.js';
import { suspendedDays } from '../domain/suspension.js';
import type { ReferralCase } from '../domain/referral-case.js';
import { DraftStore } from '../persistence/draft.store.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { referralPolicy } from '../referrals.policy.js';
import { ReferralFile } from './referral-file.js';

/** Attendance of so many days is looked at. */
const ATTENDANCE_DAYS = 365;

/**
 * What is held already under the number that a draft gives: the answers of the last request of the same school,
 * suspensions of this school year that requests named, and attendance where the pupil had a place.
 */
@Injectable()
export class Prefill {
  constructor(
    private readonly work: UnitOfWork,
    private readonly referrals: ReferralStore,
    private readonly drafts: DraftStore,
    private readonly file: ReferralFile,
    private readonly attendance: AttendanceHeld,
    private readonly calendars: Calendars,
  ) {}

  /** The reference of the last request under the draft's number, if there is one to take over from. */
  async offered(tx: Tx, draft: ReferralCase, answers: Answers): Promise<string | null> {
    const upn = answers['pupil.upn'];
    if (draft.status !== 'DRAFT' || upn === undefined || draft.schoolOrganisationId === null) return null;
    const [latest] = await this.referrals.ofUpn(tx, upn, draft.schoolOrganisationId);
    return latest?.reference ?? null;
  }

  /** Fills in what the draft leaves empty; nothing that was typed is changed. Refused: `referral.nothing-held`. Says which answers. */
  run(actor: Actor, id: string): Promise<Result<{ filled: string[] }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const draft = await this.referrals.lock(tx, id);
      if (draft === undefined) return notFound('referral');
      if (draft.status !== 'DRAFT' || !referralPolicy.canEdit(tx.actor, draft)) return forbidden('referral.edit');
      const typed = (await this.drafts.read(tx, id)) ?? {};
      const held = await this.held(tx, draft, typed);
      if (held === null) return problem('referral.nothing-held');
      const answers = heldAnswers(typed, held);
      await this.drafts.save(tx, id, answers);
      const filled = Object.keys(answers).filter((path) => !(path in typed));
      await tx.audit(
        'referral.answered',
        { type: 'referral', id, referralId: id },
        { fields: filled, part: 'prefill' },
      );
      return ok({ filled });
    });
  }

  private async held(tx: Tx, { schoolOrganisationId }: ReferralCase, typed: Answers): Promise<Held | null> {
    if (schoolOrganisationId === null) return null;
    const earlier = await this.referrals.ofUpn(tx, typed['pupil.upn'] ?? '', schoolOrganisationId);
    const [latest] = earlier;
    if (latest?.pupilId === undefined || latest.pupilId === null) return null;
    const files = [];
    for (const one of earlier) {
      files.push((await this.file.open(tx, one)).answers);
      await tx.audit('referral.read', { type: 'referral', id: one.id, referralId: one.id }, { part: 'prefill' });
    }
    const marks = await this.attendance.ofPupil(tx, latest.pupilId, {
      from: addDays(tx.today, -ATTENDANCE_DAYS),
      to: tx.today,
    });
    return {
      answers: files[0] ?? {},
      suspendedDays: await this.suspended(tx, schoolOrganisationId, files),
      attendancePerMille: attendancePerMille(marks),
      today: tx.today,
    };
  }

  private async suspended(tx: Tx, schoolId: string, files: readonly Answers[]): Promise<number> {
    const calendar = await this.calendars.forSchool(tx, schoolId);
    const since = academicYearDates(academicYear(tx.today)).startsOn;
    const blocks = files.flatMap((answers) => answers['suspended.blocks'] ?? []);
    return suspendedDays({ 'suspended.blocks': blocks.filter(({ startsOn }) => String(startsOn) >= since) }, calendar);
  }
}
