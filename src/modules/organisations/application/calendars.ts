import { Injectable } from '@nestjs/common';
import {
  type DateOnly,
  forbidden,
  invalid,
  notFound,
  ok,
  problem,
  type Result,
  SchoolCalendar,
} from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { assumedYears } from '../domain/assumed-calendar.js';
import {
  type CalendarInput,
  type CalendarYear,
  effectiveYears,
  parseCalendarYear,
} from '../domain/calendar-content.js';
import { CalendarStore, type YearOfSchool } from '../persistence/calendar.store.js';
import { OrganisationStore } from '../persistence/organisation.store.js';

const ASKED_MAX = 5_000;

/** The days that deadlines are counted on: a school's own calendar, else its trust's, else its authority's. */
@Injectable()
export class Calendars {
  constructor(
    private readonly store: CalendarStore,
    private readonly organisations: OrganisationStore,
  ) {}

  /** A school without any calendar gets one that covers no day: every count on it is refused, never guessed. */
  async forSchool(tx: Tx, organisationId: string): Promise<SchoolCalendar> {
    return (await this.forSchools(tx, [organisationId])).get(organisationId) ?? emptyCalendar;
  }

  /** The authority's own calendar, for dates that belong to no school. */
  async forAuthority(tx: Tx, authorityId: string): Promise<SchoolCalendar> {
    const authority = await this.organisations.authorityById(tx, authorityId);
    const organisationId = authority?.organisationId ?? null;
    return organisationId === null ? emptyCalendar : this.forSchool(tx, organisationId);
  }

  /** Two queries for however many schools. Every id asked for is in the answer. Throws RangeError above 5,000. */
  async forSchools(tx: Tx, organisationIds: readonly string[]): Promise<Map<string, SchoolCalendar>> {
    const ids = [...new Set(organisationIds)];
    if (ids.length > ASKED_MAX) throw new RangeError(`At most ${ASKED_MAX} schools at once`);
    const years = await this.store.yearsFor(tx, ids);
    const bankHolidays = (await this.store.bankHolidays(tx)).map((day) => day.heldOn);
    return new Map(
      ids.map((id) => {
        const effective = effectiveYears(years.filter((year) => year.schoolId === id));
        const terms = effective.flatMap((year) => year.terms);
        const closures = effective.flatMap((year) => year.closures);
        return [id, new SchoolCalendar({ terms, closures, bankHolidays, assumed: effective.some((y) => y.assumed) })];
      }),
    );
  }

  /** The years that count for an organisation, and where each comes from. */
  async yearsOf(tx: Tx, organisationId: string): Promise<YearOfSchool[]> {
    return effectiveYears(await this.store.yearsFor(tx, [organisationId]));
  }

  async bankHolidays(tx: Tx): Promise<readonly { readonly heldOn: DateOnly; readonly title: string }[]> {
    return this.store.bankHolidays(tx);
  }

  mayKeep(tx: Tx, organisationId: string): Promise<boolean> {
    return this.store.mayKeep(tx, organisationId);
  }

  /**
   * Writes one year of an organisation's own calendar. `expected` is the version on the form, nought for none.
   * Refused: faults on fields; `calendar.changed-meanwhile` when somebody else saved first.
   */
  async save(tx: Tx, organisationId: string, input: CalendarInput, expected: number): Promise<Result<CalendarYear>> {
    const organisation = await this.organisations.byId(tx, organisationId);
    if (organisation === undefined) return notFound('organisation');
    if (!['AUTHORITY', 'TRUST', 'SCHOOL'].includes(organisation.kind)) return invalid('organisationId', 'no-calendar');
    if (!(await this.store.mayKeep(tx, organisationId))) return forbidden('calendar.manage');
    const year = parseCalendarYear(input);
    if (!year.ok) return year;
    if (!(await this.store.save(tx, organisationId, year.value, expected)))
      return problem('calendar.changed-meanwhile');
    const { academicYear, assumed } = year.value;
    await tx.audit('calendar.saved', { type: 'organisation', id: organisationId }, { academicYear, assumed });
    return year;
  }

  /** Back to the calendar of the trust or the authority. */
  async remove(tx: Tx, organisationId: string, academicYear: string, expected: number): Promise<Result<undefined>> {
    if (!(await this.store.mayKeep(tx, organisationId))) return forbidden('calendar.manage');
    if (!(await this.store.remove(tx, organisationId, academicYear, expected))) {
      return problem('calendar.changed-meanwhile');
    }
    await tx.audit('calendar.removed', { type: 'organisation', id: organisationId }, { academicYear });
    return ok();
  }

  /** Gives an organisation the assumed years that it does not have yet: for the demonstration and for tests. */
  async assume(tx: Tx, organisationId: string): Promise<Result<undefined>> {
    if (!(await this.store.mayKeep(tx, organisationId))) return forbidden('calendar.manage');
    for (const year of assumedYears) await this.store.save(tx, organisationId, year, 0);
    await tx.audit('calendar.assumed', { type: 'organisation', id: organisationId });
    return ok();
  }
}

const emptyCalendar = new SchoolCalendar({ terms: [], closures: [], bankHolidays: [], assumed: true });
