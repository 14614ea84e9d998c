import { Injectable } from '@nestjs/common';
import type { DateOnly, SessionSet } from '../../../kernel/index.js';
import { explainConstraint, type Tx } from '../../../platform/index.js';
import type { AttendanceCode, Half } from '../domain/codes.js';
import type { CheckedMark } from '../domain/marking.js';
import { countSessions, type SessionCounts } from '../domain/rates.js';

explainConstraint('attendance_mark_agreed', 'attendance.not-due');
explainConstraint('attendance_mark_one_place', 'attendance.not-due');

/** Where a mark belongs. */
export interface Slot {
  readonly placementId: string;
  readonly reference: string;
  readonly componentId: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly schoolId: string;
  readonly siteId: string;
  readonly sessions: SessionSet;
  /** The days on which the part counts, where a change of the placement begins or ends it. */
  readonly from: DateOnly | null;
  readonly until: DateOnly | null;
}

export interface StoredMark {
  readonly componentId: string;
  readonly on: DateOnly;
  readonly half: Half;
  readonly code: AttendanceCode;
  readonly minutesLate: number | null;
  readonly detail: string | null;
  readonly revision: number;
}

export interface NewMark extends CheckedMark {
  readonly slot: Slot;
  /** Why it replaces another; null for the first of its session. */
  readonly reason: string | null;
}

export interface EarlierMark extends Omit<StoredMark, 'componentId'> {
  readonly reason: string | null;
  readonly markedAt: Date;
  readonly counts: boolean;
}

export interface Days {
  readonly from: DateOnly;
  readonly to: DateOnly;
}

/** Marks a statement: enough that what a statement costs is lost among them. */
const PUT_ROWS = 10_000;

@Injectable()
export class MarkStore {
  /** Placements in which the provider teaches, by reference. */
  async placementsOf(tx: Tx, references: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.query<{ reference: string; id: string }>(
      `select distinct p.reference, p.id from placement p join placement_component c on c.placement_id = p.id
       where p.reference = any($1) and c.provider_organisation_id = $2`,
      [references, tx.actor.organisationId],
    );
    return new Map(rows.map(({ reference, id }) => [reference, id]));
  }

  /** The provider's own parts of these placements. */
  slots(tx: Tx, placementIds: readonly string[]): Promise<Slot[]> {
    return tx.query<Slot>(
      `select p.id as "placementId", p.reference, c.id as "componentId", p.authority_id as "authorityId",
         c.provider_organisation_id as "providerId", p.school_organisation_id as "schoolId", c.site_id as "siteId", c.sessions,
         c.from_date as "from", c.until_date as "until"
       from placement p join placement_component c on c.placement_id = p.id
       where p.id = any($1) and c.provider_organisation_id = $2 and p.status in ('AGREED', 'ACTIVE', 'ENDED')
       order by p.id, c.id`,
      [placementIds, tx.actor.organisationId],
    );
  }

  /**
   * What stands on these days. Two people at one register come one after the other, also where nothing stands yet: an
   * advisory lock for each part, in one order, held to the end of the transaction.
   */
  async lock(tx: Tx, componentIds: readonly string[], from: DateOnly, to: DateOnly): Promise<StoredMark[]> {
    await tx.query(
      `select pg_advisory_xact_lock(hashtextextended('attendance ' || id, 0))
       from (select unnest($1::uuid[])::text as id order by 1) parts`,
      [componentIds],
    );
    return tx.query<StoredMark>(
      `select component_id as "componentId", on_date as "on", half, code, minutes_late as "minutesLate", detail, revision
       from attendance_mark where component_id = any($1) and on_date between $2 and $3 order by component_id, on_date, half`,
      [componentIds, from, to],
    );
  }

  /** A mark that stands is replaced, and what it was is kept by the database. */
  async put(tx: Tx, marks: readonly NewMark[]): Promise<void> {
    for (let from = 0; from < marks.length; from += PUT_ROWS)
      await this.putSome(tx, marks.slice(from, from + PUT_ROWS));
  }

  private async putSome(tx: Tx, marks: readonly NewMark[]): Promise<void> {
    const list = <T>(value: (mark: NewMark) => T): T[] => marks.map(value);
    await tx.query(
      `insert into attendance_mark (component_id, on_date, half, placement_id, authority_id, provider_organisation_id,
         school_organisation_id, site_id, code, minutes_late, detail, reason, revision, marked_at, marked_by)
       select *, 1, $13::timestamptz, $14::uuid from unnest($1::uuid[], $2::date[], $3::text[], $4::uuid[], $5::uuid[],
         $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::smallint[], $11::text[], $12::text[])
       on conflict (component_id, on_date, half) do update set revision = attendance_mark.revision + 1, code = excluded.code, minutes_late = excluded.minutes_late,
         detail = excluded.detail, reason = excluded.reason, marked_at = excluded.marked_at, marked_by = excluded.marked_by`,
      [
        list(({ slot }) => slot.componentId),
        list(({ on }) => on),
        list(({ half }) => half),
        list(({ placementId }) => placementId),
        list(({ slot }) => slot.authorityId),
        list(({ slot }) => slot.providerId),
        list(({ slot }) => slot.schoolId),
        list(({ slot }) => slot.siteId),
        list(({ code }) => code),
        list(({ minutesLate }) => minutesLate),
        list(({ detail }) => detail),
        list(({ reason }) => reason),
        tx.now,
        tx.actor.userId,
      ],
    );
  }

  /** All that was ever marked for a placement between two days, the newest day first, what counts before what it replaced. */
  history(tx: Tx, placementId: string, from: DateOnly, to: DateOnly): Promise<EarlierMark[]> {
    const columns = `on_date as "on", half, code, minutes_late as "minutesLate", detail, revision, reason, marked_at as "markedAt"`;
    return tx.query<EarlierMark>(
      `select ${columns}, true as counts from attendance_mark where placement_id = $1 and on_date between $2 and $3
       union all
       select ${columns}, false from attendance_mark_before where placement_id = $1 and on_date between $2 and $3
       order by "on" desc, half desc, revision desc limit 1000`,
      [placementId, from, to],
    );
  }

  /** Sessions by placement up to and with a day. */
  async countsOf(
    tx: Tx,
    placementIds: readonly string[],
    until: DateOnly,
  ): Promise<ReadonlyMap<string, SessionCounts>> {
    const rows = await tx.query<{ placementId: string; marks: Readonly<Record<string, number>> }>(
      `select placement_id as "placementId", jsonb_object_agg(code, sessions) as marks from (
         select placement_id, code, count(*) as sessions from attendance_mark
         where placement_id = any($1) and on_date <= $2 group by placement_id, code) each_code
       group by placement_id`,
      [placementIds, until],
    );
    return new Map(
      rows.map(({ placementId, marks }) => [
        placementId,
        countSessions(Object.entries(marks) as [AttendanceCode, number][]),
      ]),
    );
  }

  /** Sessions of one placement between two days. */
  async counted(tx: Tx, placementId: string, { from, to }: Days): Promise<SessionCounts> {
    const rows = await tx.query<{ code: AttendanceCode; sessions: number }>(
      `select code, count(*)::int as sessions from attendance_mark
       where placement_id = $1 and on_date between $2 and $3 group by code`,
      [placementId, from, to],
    );
    return countSessions(rows.map(({ code, sessions }) => [code, sessions]));
  }

  /** Sessions of one pupil in all places between two days. */
  async countedOfPupil(tx: Tx, pupilId: string, { from, to }: Days): Promise<SessionCounts> {
    const rows = await tx.query<{ code: AttendanceCode; sessions: number }>(
      `select m.code, count(*)::int as sessions from placement p join attendance_mark m on m.placement_id = p.id
       where p.pupil_id = $1 and m.on_date between $2 and $3 group by m.code`,
      [pupilId, from, to],
    );
    return countSessions(rows.map(({ code, sessions }) => [code, sessions]));
  }

  /** Sessions of the provider that still have no reason, the oldest first. */
  unexplained(
    tx: Tx,
    before: DateOnly,
    limit: number,
  ): Promise<{ reference: string; authorityId: string; siteId: string; on: DateOnly }[]> {
    return tx.query(
      `select p.reference, m.authority_id as "authorityId", m.site_id as "siteId", min(m.on_date) as "on"
       from attendance_mark m join placement p on p.id = m.placement_id
       where m.code = 'N' and m.provider_organisation_id = $1 and m.on_date <= $2
       group by m.placement_id, p.reference, m.authority_id, m.site_id order by min(m.on_date), p.reference limit $3`,
      [tx.actor.organisationId, before, limit],
    );
  }

  /** Pupils of the reader's school with an absence on a day. */
  absentOn(
    tx: Tx,
    on: DateOnly,
    codes: readonly AttendanceCode[],
    limit: number,
  ): Promise<{ placementId: string; reference: string; unexplained: boolean }[]> {
    return tx.query(
      `select m.placement_id as "placementId", p.reference, bool_or(m.code = 'N') as unexplained
       from attendance_mark m join placement p on p.id = m.placement_id
       where m.school_organisation_id = $1 and m.on_date = $2 and m.code = any($3)
       group by m.placement_id, p.reference order by p.reference limit $4`,
      [tx.actor.organisationId, on, codes, limit],
    );
  }
}
