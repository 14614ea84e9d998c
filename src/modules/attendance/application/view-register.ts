import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  type DateOnly,
  forbidden,
  groupBy,
  notFound,
  ok,
  type Result,
  type SchoolCalendar,
  sessionSetOf,
  weekday,
} from '../../../kernel/index.js';
import { type AuditSubject, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Calendars } from '../../organisations/index.js';
import { attendancePolicy } from '../attendance.policy.js';
import type { SessionCounts } from '../domain/rates.js';
import { type Days, type EarlierMark, MarkStore } from '../persistence/mark.store.js';
import { type RegisterGroup, type RegisterRow, RegisterStore } from '../persistence/register.store.js';

/** How far back a page shows what was marked for one pupil. */
const HISTORY_DAYS = 180;

export interface DayGroup extends RegisterGroup {
  /** False on a day that is none in the commissioning authority's calendar; null where that calendar does not reach. */
  readonly isSchoolDay: boolean | null;
}

export interface Register {
  readonly on: DateOnly;
  readonly rows: readonly RegisterRow[];
  readonly isSchoolDay: boolean | null;
}

/** A pupil of the reader's school who is taught elsewhere: one row, however many places share the week. */
export interface ElsewhereRow extends RegisterRow {
  readonly counts: SessionCounts | undefined;
}

export interface PlacementAttendance {
  /** The day's own row; undefined when the pupil is due nowhere on it. */
  readonly row: RegisterRow | undefined;
  readonly reference: string;
  readonly counts: SessionCounts | undefined;
  readonly marks: readonly EarlierMark[];
}

/** Registers as their readers may see them. Reading a child's register is audited like writing it. */
@Injectable()
export class ViewRegister {
  constructor(
    private readonly work: UnitOfWork,
    private readonly registers: RegisterStore,
    private readonly marks: MarkStore,
    private readonly calendars: Calendars,
  ) {}

  /** Every site with somebody due on the day: counts only. */
  day(actor: Actor, on: DateOnly): Promise<Result<DayGroup[]>> {
    return this.read(actor, (tx) => this.groupsOf(tx, [on]));
  }

  async groupsOf(tx: Tx, days: readonly DateOnly[]): Promise<DayGroup[]> {
    const groups = await this.registers.groups(tx, days);
    const calendars = await this.calendarsOf(tx, groups);
    return groups.map((group) => ({ ...group, isSchoolDay: isSchoolDay(calendars, group, group.on) }));
  }

  /** The register of one site; one where the reader has nobody, on whatever day, is not found. */
  async register(actor: Actor, siteId: string, on: DateOnly): Promise<Result<Register>> {
    if (!attendancePolicy.canRead(actor)) return forbidden('attendance.read');
    return this.work.read(actor, async (tx) => {
      const rows = await this.registers.rows(tx, on, { siteId });
      const [first] = rows;
      if (first === undefined) {
        return (await this.registers.isTaughtAt(tx, siteId))
          ? ok({ on, rows, isSchoolDay: null })
          : notFound('register');
      }
      await this.audit(tx, { type: 'site', id: siteId }, rows);
      return ok({ on, rows, isSchoolDay: isSchoolDay(await this.calendarsOf(tx, [first]), first, on) });
    });
  }

  /** The pupils of the reader's own school who are taught elsewhere on the day. */
  elsewhere(actor: Actor, on: DateOnly): Promise<Result<ElsewhereRow[]>> {
    return this.read(actor, async (tx) => {
      const rows = await this.registers.rows(tx, on);
      await this.audit(tx, { type: 'organisation', id: actor.organisationId ?? '' }, rows);
      const ids = [...new Set(rows.map(({ placementId }) => placementId))];
      const counts = await this.marks.countsOf(tx, ids, on);
      return [...groupBy(rows, ({ placementId }) => placementId).values()].map((parts) => ({
        ...wholeDay(parts),
        counts: counts.get(parts[0]?.placementId ?? ''),
      }));
    });
  }

  /** Everybody who is due with the reader's own provider on a day, and what is marked: at most 500. */
  due(actor: Actor, on: DateOnly): Promise<Result<RegisterRow[]>> {
    return this.read(actor, async (tx) => {
      const rows = (await this.registers.rows(tx, on)).filter(({ providerId }) => providerId === actor.organisationId);
      await this.audit(tx, { type: 'organisation', id: actor.organisationId ?? '' }, rows);
      return rows;
    });
  }

  /** Everything that was marked for one placement, corrections with what they replaced. */
  async ofPlacement(actor: Actor, placementId: string, until: DateOnly): Promise<Result<PlacementAttendance>> {
    if (!attendancePolicy.canRead(actor)) return forbidden('attendance.read');
    return this.work.read(actor, async (tx) => {
      const [placement] = await tx.query<{ reference: string; referralId: string }>(
        `select reference, referral_id as "referralId" from placement where id = $1`,
        [placementId],
      );
      if (placement === undefined) return notFound('placement');
      await tx.audit('attendance.read', { type: 'placement', id: placementId, referralId: placement.referralId });
      const marks = await this.marks.history(tx, placementId, addDays(until, -HISTORY_DAYS), until);
      const counts = (await this.marks.countsOf(tx, [placementId], until)).get(placementId);
      const [row] = await this.registers.rows(tx, until, { placementId });
      return ok({ row, reference: placement.reference, counts, marks });
    });
  }

  /** Sessions between two days, for whoever reads the placement's file and says so in its audit. */
  counted(tx: Tx, placementId: string, days: Days): Promise<SessionCounts> {
    return this.marks.counted(tx, placementId, days);
  }

  private read<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<Result<T>> {
    if (!attendancePolicy.canRead(actor)) return Promise.resolve(forbidden('attendance.read'));
    return this.work.read(actor, async (tx) => ok(await work(tx)));
  }

  /** One entry for a list, with the placements whose pupils it named. */
  private async audit(tx: Tx, of: AuditSubject, rows: readonly RegisterRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.audit('attendance.read', of, { placementIds: [...new Set(rows.map(({ placementId }) => placementId))] });
  }

  /** The calendar of each commissioning authority among them. */
  async calendarsOf(tx: Tx, of: readonly { readonly authorityId: string }[]): Promise<CalendarsById> {
    const ids = [...new Set(of.map(({ authorityId }) => authorityId))];
    const calendars = await Promise.all(ids.map((id) => this.calendars.forAuthority(tx, id)));
    return new Map(ids.map((id, index) => [id, calendars[index]]));
  }
}

type CalendarsById = ReadonlyMap<string, SchoolCalendar | undefined>;

function isSchoolDay(calendars: CalendarsById, { authorityId }: { authorityId: string }, on: DateOnly): boolean | null {
  const calendar = calendars.get(authorityId);
  return calendar?.covers(on) ? calendar.isSchoolDay(on) : null;
}

/** The weekday before or after. */
export function stepDay(on: DateOnly, step: 1 | -1): DateOnly {
  let day = addDays(on, step);
  while (weekday(day) > 5) day = addDays(day, step);
  return day;
}

/** The parts of one placement as one day of one pupil. */
function wholeDay(parts: readonly RegisterRow[]): RegisterRow {
  const together = (a: string, b: string): string => (a === b ? a : `${a}; ${b}`);
  return parts.reduce((day, part) => ({
    ...day,
    providerName: together(day.providerName, part.providerName),
    siteName: together(day.siteName, part.siteName),
    sessions: sessionSetOf(day.sessions | part.sessions),
    am: day.am ?? part.am,
    pm: day.pm ?? part.pm,
  }));
}
