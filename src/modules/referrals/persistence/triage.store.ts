import { Injectable } from '@nestjs/common';
import { addDays, type DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { AimWhy } from '../domain/aim.js';
import type { ReferralStatus } from '../domain/referral-states.js';

/** A request beside another: enough to see whether it is the same child and the same wish. */
export interface Beside {
  readonly id: string;
  readonly reference: string;
  readonly type: string;
  readonly status: ReferralStatus;
  readonly samePupil: boolean;
  readonly pupilReference: string;
  readonly forename: string | null;
  readonly surname: string | null;
  readonly dateOfBirth: DateOnly | null;
  readonly schoolName: string | null;
  readonly submittedAt: Date;
  readonly statusAt: Date;
  readonly startsOn: DateOnly;
  readonly aimOn: DateOnly;
  readonly aimWhy: AimWhy | null;
}

const YEAR_DAYS = 365;
const BESIDE_MAX = 10;

/** Requests that may be the same as another. Row security leaves out what the actor may not open. */
@Injectable()
export class TriageStore {
  /**
   * The request itself first, then others of the same pupil, or of a pupil with the same name and date of birth, that are open
   * or were moved last within a year. A closed case shows the child as at its end.
   */
  beside(tx: Tx, id: string): Promise<Beside[]> {
    return tx.query<Beside>(
      `with named as (
         select r.id, r.authority_id, r.pupil_id, coalesce(ci.forename, i.forename) as forename,
           coalesce(ci.surname, i.surname) as surname, coalesce(ci.date_of_birth, i.date_of_birth) as born
         from referral r
         left join closed_case_identity ci on ci.referral_id = r.id
         left join pupil_identity i on i.pupil_id = r.pupil_id and ci.referral_id is null
         where r.status <> 'DRAFT' and (r.id = $1 or r.status not in ('WITHDRAWN', 'CLOSED')
           or r.status_at >= $2::date)
       ), this as (select * from named where id = $1)
       select r.id, r.reference, r.type, r.status, n.pupil_id = this.pupil_id as "samePupil",
         p.reference as "pupilReference", n.forename, n.surname, n.born as "dateOfBirth", s.name as "schoolName",
         r.submitted_at as "submittedAt", r.status_at as "statusAt", r.starts_on as "startsOn", r.aim_on as "aimOn",
         r.aim_why as "aimWhy"
       from this join named n on n.authority_id = this.authority_id and (n.pupil_id = this.pupil_id
           or (lower(n.surname) = lower(this.surname) and lower(n.forename) = lower(this.forename) and n.born = this.born))
         join referral r on r.id = n.id join pupil p on p.id = r.pupil_id
         left join organisation s on s.id = r.school_organisation_id
       order by r.id <> $1, r.submitted_at desc, r.id limit $3`,
      [id, addDays(tx.today, -YEAR_DAYS), BESIDE_MAX + 1],
    );
  }
}
