import { type DateOnly, formatDate, formatDateWithDay, SchoolCalendar } from '../../../kernel/index.js';
import { dataTable, type DataTable } from '../../../web/index.js';
import { type CalendarLevel, spanOf } from '../domain/calendar-content.js';
import type { YearOfSchool } from '../persistence/calendar.store.js';

const HOLDER: Readonly<Record<CalendarLevel, string>> = {
  SCHOOL: 'the school’s own calendar',
  TRUST: 'the calendar of its trust',
  AUTHORITY: 'the calendar of its authority',
};

const KINDS: Readonly<Record<string, string>> = {
  HALF_TERM: 'Half-term',
  INSET: 'INSET day',
  HOLIDAY: 'Holiday',
  OTHER: 'Other closure',
  BANK_HOLIDAY: 'Bank holiday',
};

const yearWords = (academicYear: string) => academicYear.replace('-', '/');
const period = (startsOn: DateOnly, endsOn: DateOnly) =>
  startsOn === endsOn ? formatDateWithDay(startsOn) : `${formatDate(startsOn)} to ${formatDate(endsOn)}`;

/** One line a year for the school's page. */
export function calendarSummary(years: readonly YearOfSchool[]): { lines: string[]; assumed: boolean } {
  if (years.length === 0) {
    return { lines: ['No calendar is known. Deadlines cannot be counted until there is one.'], assumed: false };
  }
  const lines = years.map((year) => {
    const span = spanOf(year);
    const known = span === undefined ? 'no terms' : period(span.startsOn, span.endsOn);
    return `${yearWords(year.academicYear)}: ${known}, ${HOLDER[year.level]}.`;
  });
  return { lines, assumed: years.some((year) => year.assumed) };
}

export interface YearView {
  readonly academicYear: string;
  readonly heading: string;
  readonly holder: string;
  readonly source: string;
  readonly assumed: boolean;
  readonly schoolDays: number;
  readonly table: DataTable;
  readonly editHref: string;
}

/** A year with its terms and closures in order, and how many days pupils attend. */
export function yearView(
  year: YearOfSchool,
  bankHolidays: readonly { readonly heldOn: DateOnly; readonly title: string }[],
  organisationId: string,
): YearView {
  const span = spanOf(year);
  const inside = bankHolidays.filter(
    ({ heldOn }) => span !== undefined && span.startsOn <= heldOn && heldOn <= span.endsOn,
  );
  const calendar = new SchoolCalendar({ ...year, bankHolidays: inside.map(({ heldOn }) => heldOn) });
  const rows = [
    ...year.terms.map((term) => ({ ...term, what: 'Term' })),
    ...year.closures.map((closure) => ({ ...closure, what: KINDS[closure.kind] ?? 'Closure' })),
    ...inside.map(({ heldOn, title }) => ({ name: title, startsOn: heldOn, endsOn: heldOn, what: 'Bank holiday' })),
  ].toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : a.startsOn > b.startsOn ? 1 : a.what < b.what ? 1 : -1));
  return {
    academicYear: year.academicYear,
    heading: `School year ${yearWords(year.academicYear)}`,
    holder: HOLDER[year.level],
    source: year.source,
    assumed: year.assumed,
    schoolDays: span === undefined ? 0 : calendar.schoolDaysBetween(span.startsOn, span.endsOn),
    table: dataTable({
      caption: `Terms and closures ${yearWords(year.academicYear)}`,
      captionHidden: true,
      columns: [{ heading: 'What' }, { heading: 'Name' }, { heading: 'First day' }, { heading: 'Last day' }],
      rows: rows.map((row) => [row.what, row.name, formatDateWithDay(row.startsOn), formatDateWithDay(row.endsOn)]),
    }),
    editHref: `/organisations/${organisationId}/calendar/${year.academicYear}`,
  };
}
