import { Injectable } from '@nestjs/common';
import { type Actor, addDays, formatDate, may } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { Policies } from '../../policies/index.js';
import { attendancePolicy } from '../attendance.policy.js';
import { ATTENDANCE_CODES, type AttendanceCode, isAbsence } from '../domain/codes.js';
import { MarkStore } from '../persistence/mark.store.js';
import { stepDay, ViewRegister } from './view-register.js';

/** Today and the school week before it: what is older is for the page of all registers. */
const DAYS_BACK = 5;
const MOST = 40;
const ABSENCES = (Object.keys(ATTENDANCE_CODES) as AttendanceCode[]).filter(isAbsence);

/** What waits at a register: for those who teach, sessions to mark and absences to explain; for schools, who is absent today. */
@Injectable()
export class AttendanceTasks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly registers: ViewRegister,
    private readonly marks: MarkStore,
    private readonly policies: Policies,
  ) {}

  tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (attendancePolicy.canMark(actor)) {
      return this.work.read(actor, async (tx) => [...(await this.toMark(tx)), ...(await this.toExplain(tx))]);
    }
    const school = may(actor, 'referral.create') && !may(actor, 'profile.authority') && attendancePolicy.canRead(actor);
    return school ? this.work.read(actor, (tx) => this.absentToday(tx)) : Promise.resolve([]);
  }

  private async toMark(tx: Tx): Promise<Task[]> {
    const days = [tx.today];
    for (let on = stepDay(tx.today, -1); days.length <= DAYS_BACK; on = stepDay(on, -1)) days.push(on);
    return (await this.registers.groupsOf(tx, days))
      .filter(({ due, marked, isSchoolDay }) => marked < due && isSchoolDay !== false)
      .slice(0, MOST)
      .map(({ on, siteId, siteName, due, marked }) => ({
        title: `Mark the register of ${siteName} for ${on === tx.today ? 'today' : formatDate(on)}`,
        href: `/attendance/sites/${siteId}?on=${on}`,
        kind: 'Attendance',
        dueOn: on,
        detail: `${due - marked} of ${due} half days are not marked`,
      }));
  }

  /** Code N stands for a few school days only; the policy in force says how many. */
  private async toExplain(tx: Tx): Promise<Task[]> {
    const open = await this.marks.unexplained(tx, addDays(tx.today, -1), MOST);
    const calendars = await this.registers.calendarsOf(tx, open);
    const days = new Map<string, number | undefined>();
    for (const id of calendars.keys()) {
      days.set(id, (await this.policies.at(tx, id, tx.today))?.document.clocks.absenceReasonSchoolDays);
    }
    return open.map(({ reference, authorityId, siteId, on }) => {
      const due = calendars.get(authorityId)?.addSchoolDays(on, days.get(authorityId) ?? 0);
      return {
        title: `Say why the pupil of ${reference} did not come on ${formatDate(on)}`,
        href: `/attendance/sites/${siteId}?on=${on}`,
        kind: 'Attendance',
        dueOn: due?.ok ? due.value : on,
        detail: 'The register still says that the reason is not established',
      };
    });
  }

  private async absentToday(tx: Tx): Promise<Task[]> {
    const absent = await this.marks.absentOn(tx, tx.today, ABSENCES, MOST);
    return absent.map(({ placementId, reference, unexplained }) => ({
      title: `The pupil of ${reference} is absent today`,
      href: `/attendance/placements/${placementId}`,
      kind: 'Attendance',
      dueOn: tx.today,
      detail: unexplained ? 'Nobody knows yet why' : 'A reason is recorded',
    }));
  }
}
