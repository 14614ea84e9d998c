import { Injectable } from '@nestjs/common';
import { type DateOnly, type SessionSet, weekday } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { AttendanceCode, Half } from '../domain/codes.js';
import type { RollCode } from '../domain/home-code.js';

/** One pupil at one part of a placement on one day: what is due and what was marked. */
export interface RegisterRow {
  readonly componentId: string;
  readonly placementId: string;
  readonly reference: string;
  readonly referralId: string;
  readonly authorityId: string;
  readonly pupilReference: string;
  /** Null when the reader may not open who the child is. */
  readonly pupilName: string | null;
  readonly providerId: string;
  readonly providerName: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly programmeName: string;
  readonly sessions: SessionSet;
  /** What the home school enters by its roll while the pupil is here; null until that is agreed. */
  readonly rollCode: RollCode | null;
  readonly am: SessionMark | null;
  readonly pm: SessionMark | null;
}

export interface SessionMark {
  readonly code: AttendanceCode;
  readonly minutesLate: number | null;
  readonly detail: string | null;
  readonly revision: number;
}

export interface RegisterGroup {
  readonly on: DateOnly;
  readonly providerName: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly authorityId: string;
  readonly due: number;
  readonly marked: number;
}

const ROWS_MAX = 500;
const mark = (
  alias: string,
): string => `case when ${alias}.code is not null then jsonb_build_object('code', ${alias}.code,
    'minutesLate', ${alias}.minutes_late, 'detail', ${alias}.detail, 'revision', ${alias}.revision) end`;

/** The two sessions of a day as bits of a week; none at the weekend. */
const bitsOf = (on: DateOnly): readonly [number, number] => {
  const day = weekday(on) - 1;
  return day > 4 ? [0, 0] : [1 << (2 * day), 2 << (2 * day)];
};

export const dueInHalf = (sessions: SessionSet, on: DateOnly, half: Half): boolean =>
  (sessions & (bitsOf(on)[half === 'AM' ? 0 : 1] ?? 0)) !== 0;

/** Registers as placements say they are due. Row security decides whose: the provider's own, the school's own, the authority's. */
@Injectable()
export class RegisterStore {
  /** By place and pupil, at most 500: of one site, of one placement, or all that the reader sees. */
  rows(
    tx: Tx,
    on: DateOnly,
    only: { readonly siteId?: string; readonly placementId?: string } = {},
  ): Promise<RegisterRow[]> {
    return tx.query<RegisterRow>(
      `select c.id as "componentId", p.id as "placementId", p.reference, p.referral_id as "referralId",
         p.authority_id as "authorityId", p.pupil_reference as "pupilReference",
         i.forename || ' ' || i.surname as "pupilName", c.provider_organisation_id as "providerId",
         o.name as "providerName", s.id as "siteId", s.name as "siteName", g.name as "programmeName", c.sessions,
         (select r.attendance_code from placement_registration r where r.placement_id = p.id and r.certainty = 'AGREED' and r.replaced_by is null
            and r.organisation_id = p.school_organisation_id and r.from_date <= $1 and coalesce(r.to_date, $1) >= $1
            order by r.from_date desc, r.id limit 1) as "rollCode", ${mark('a')} as am, ${mark('b')} as pm
       from placement p join placement_component c on c.placement_id = p.id
         join organisation o on o.id = c.provider_organisation_id
         join site s on s.id = c.site_id join programme g on g.id = c.programme_id
         left join pupil_identity i on i.pupil_id = p.pupil_id
         left join attendance_mark a on a.component_id = c.id and a.on_date = $1 and a.half = 'AM'
         left join attendance_mark b on b.component_id = c.id and b.on_date = $1 and b.half = 'PM'
       where p.status in ('AGREED', 'ACTIVE', 'ENDED') and p.starts_on <= $1 and coalesce(p.ended_on, p.planned_end) >= $1
         and coalesce(c.from_date, $1) <= $1 and coalesce(c.until_date, $1) >= $1
         and c.sessions & ($2::int | $3::int) <> 0
         and ($4::uuid is null or c.site_id = $4) and ($5::uuid is null or p.id = $5)
       order by o.name, s.name, i.surname nulls last, i.forename, p.pupil_reference, c.id limit ${ROWS_MAX}`,
      [on, ...bitsOf(on), only.siteId ?? null, only.placementId ?? null],
    );
  }

  /** Whether any placement that the reader sees was ever taught at the site. */
  async isTaughtAt(tx: Tx, siteId: string): Promise<boolean> {
    const rows = await tx.query(`select from placement_component where site_id = $1 limit 1`, [siteId]);
    return rows.length > 0;
  }

  /** Every site with somebody due on these days: how many half days, and how many of them are marked. */
  groups(tx: Tx, days: readonly DateOnly[]): Promise<RegisterGroup[]> {
    const bits = days.map(bitsOf);
    return tx.query<RegisterGroup>(
      `select d."on", o.name as "providerName", s.id as "siteId", s.name as "siteName", d.authority_id as "authorityId",
         sum((d.sessions & d.am <> 0)::int + (d.sessions & d.pm <> 0)::int)::int as due,
         sum((select count(*) from attendance_mark m where m.component_id = d.id and m.on_date = d."on"))::int as marked
       from (select day."on", day.am, day.pm, c.id, c.site_id, c.sessions, c.provider_organisation_id, p.authority_id
           from unnest($1::date[], $2::int[], $3::int[]) as day("on", am, pm)
             join placement p on p.starts_on <= day."on" and coalesce(p.ended_on, p.planned_end) >= day."on"
             join placement_component c on c.placement_id = p.id and c.sessions & (day.am | day.pm) <> 0
               and coalesce(c.from_date, day."on") <= day."on" and coalesce(c.until_date, day."on") >= day."on"
           where p.status in ('AGREED', 'ACTIVE', 'ENDED')) d
         join site s on s.id = d.site_id join organisation o on o.id = d.provider_organisation_id
       group by d."on", o.name, s.id, s.name, d.authority_id order by d."on" desc, o.name, s.name, s.id limit 500`,
      [days, bits.map(([am]) => am), bits.map(([, pm]) => pm)],
    );
  }
}
