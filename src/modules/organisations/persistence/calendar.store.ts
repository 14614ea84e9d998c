import { Injectable } from '@nestjs/common';
import { type CalendarClosure, type CalendarTerm, type DateOnly, newId } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { CalendarLevel, CalendarYear, OwnedYear } from '../domain/calendar-content.js';

export interface YearOfSchool extends OwnedYear {
  readonly schoolId: string;
  readonly id: string;
  readonly version: number;
}

/** Terms and closures as arrays, so that however many schools are asked for, it is one query. */
const YEARS = `
  select w.school_id as "schoolId", w.level, c.id, c.organisation_id as "organisationId",
    c.academic_year as "academicYear", c.assumed, c.source, c.version, c.updated_at as "updatedAt",
    coalesce((select jsonb_agg(jsonb_build_object('name', t.name, 'startsOn', t.starts_on, 'endsOn', t.ends_on)
      order by t.starts_on) from calendar_term t where t.calendar_id = c.id), '[]') as terms,
    coalesce((select jsonb_agg(jsonb_build_object('kind', x.kind, 'name', x.name, 'startsOn', x.starts_on,
      'endsOn', x.ends_on) order by x.starts_on, x.kind) from calendar_closure x where x.calendar_id = c.id), '[]')
      as closures
  from wanted w join school_calendar c on c.organisation_id = w.holder_id
  order by w.school_id, c.academic_year, c.id`;

const CHAIN = `with wanted as (
  select o.id as school_id, o.id as holder_id, case o.kind when 'AUTHORITY' then 'AUTHORITY' when 'TRUST' then 'TRUST'
    else 'SCHOOL' end as level from organisation o where o.id = any($1)
  union all select o.id, o.trust_id, 'TRUST' from organisation o where o.id = any($1) and o.trust_id is not null
  union all select o.id, a.organisation_id, 'AUTHORITY' from organisation o
    join authority a on a.code = o.authority_code where o.id = any($1) and o.id <> a.organisation_id)`;

@Injectable()
export class CalendarStore {
  /** Every year that could apply to each of the organisations, with the level it stands at. */
  yearsFor(tx: Tx, organisationIds: readonly string[]): Promise<YearOfSchool[]> {
    return tx.query<YearOfSchool>(`${CHAIN} ${YEARS}`, [organisationIds]);
  }

  async bankHolidays(tx: Tx): Promise<{ heldOn: DateOnly; title: string }[]> {
    return tx.query(`select held_on as "heldOn", title from bank_holiday order by held_on`);
  }

  /**
   * Writes a year whole. `expected` is the version that the writer saw, nought for a new year. False when somebody
   * else was faster, or when row security keeps the calendar from the actor.
   */
  async save(tx: Tx, organisationId: string, year: CalendarYear, expected: number): Promise<boolean> {
    const rows = await tx.query<{ id: string }>(
      `insert into school_calendar (id, organisation_id, academic_year, assumed, source, updated_at, updated_by)
       select $1, $2, $3, $4, $5, $6, $7 where $8 = 0
       on conflict do nothing returning id`,
      [newId(), organisationId, year.academicYear, year.assumed, year.source, tx.now, tx.actor.userId, expected],
    );
    const changed =
      expected === 0
        ? rows
        : await tx.query<{ id: string }>(
            `update school_calendar set assumed = $3, source = $4, updated_at = $5, updated_by = $6, version = version + 1
             where organisation_id = $1 and academic_year = $2 and version = $7 returning id`,
            [organisationId, year.academicYear, year.assumed, year.source, tx.now, tx.actor.userId, expected],
          );
    const id = changed[0]?.id;
    if (id === undefined) return false;
    await this.replaceDays(tx, id, year.terms, year.closures);
    return true;
  }

  private async replaceDays(
    tx: Tx,
    calendarId: string,
    terms: readonly CalendarTerm[],
    closures: readonly CalendarClosure[],
  ): Promise<void> {
    await tx.query(`delete from calendar_term where calendar_id = $1`, [calendarId]);
    await tx.query(`delete from calendar_closure where calendar_id = $1`, [calendarId]);
    await tx.query(
      `insert into calendar_term (calendar_id, name, starts_on, ends_on)
       select $1, name, "startsOn", "endsOn"
       from jsonb_to_recordset($2::jsonb) as t (name text, "startsOn" date, "endsOn" date)`,
      [calendarId, JSON.stringify(terms)],
    );
    await tx.query(
      `insert into calendar_closure (calendar_id, kind, name, starts_on, ends_on)
       select $1, kind, name, "startsOn", "endsOn"
       from jsonb_to_recordset($2::jsonb) as t (kind text, name text, "startsOn" date, "endsOn" date)`,
      [calendarId, JSON.stringify(closures)],
    );
  }

  async remove(tx: Tx, organisationId: string, academicYear: string, expected: number): Promise<boolean> {
    const rows = await tx.query<{ id: string }>(
      `delete from school_calendar where organisation_id = $1 and academic_year = $2 and version = $3 returning id`,
      [organisationId, academicYear, expected],
    );
    return rows.length > 0;
  }

  /** Whether row security would let this actor keep the calendar of this organisation. */
  async mayKeep(tx: Tx, organisationId: string): Promise<boolean> {
    const [row] = await tx.query<{ allowed: boolean }>(`select may_keep_calendar($1) as allowed`, [organisationId]);
    return row?.allowed ?? false;
  }
}

export type { CalendarLevel };
