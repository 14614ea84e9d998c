import {
  type CalendarClosure,
  type CalendarTerm,
  type DateOnly,
  dateFromParts,
  type FieldFault,
  formatDate,
  invalid,
  type Problem,
} from '../../../kernel/index.js';
import { confirmation, date, defineForm, text, textarea } from '../../../web/index.js';
import type { CalendarInput, CalendarYear } from '../domain/calendar-content.js';

const SEASONS = ['autumn', 'spring', 'summer'] as const;
type Season = (typeof SEASONS)[number];
const TITLES: Readonly<Record<Season, string>> = { autumn: 'Autumn', spring: 'Spring', summer: 'Summer' };

const day = (label: string) => date({ label, optional: true });

/** A school year as people know it: three terms, each with a half-term, and the odd days in between. */
export const calendarForm = defineForm({
  source: text({ label: 'Where these dates come from', hint: 'For example, the school’s website', max: 200 }),
  assumed: confirmation({
    label: 'Are the dates confirmed?',
    text: 'No, these dates are assumed',
    hint: 'Every deadline that is counted on them will say so',
  }),
  autumnFrom: day('Autumn term, first day'),
  autumnTo: day('Autumn term, last day'),
  autumnHalfFrom: day('Autumn half-term, first day'),
  autumnHalfTo: day('Autumn half-term, last day'),
  springFrom: day('Spring term, first day'),
  springTo: day('Spring term, last day'),
  springHalfFrom: day('Spring half-term, first day'),
  springHalfTo: day('Spring half-term, last day'),
  summerFrom: day('Summer term, first day'),
  summerTo: day('Summer term, last day'),
  summerHalfFrom: day('Summer half-term, first day'),
  summerHalfTo: day('Summer half-term, last day'),
  inset: textarea({
    label: 'INSET days',
    hint: 'One date on each line, such as 27 11 2026',
    optional: true,
    max: 1000,
  }),
  other: textarea({
    label: 'Other days without school',
    hint: 'One on each line: a date, or two dates with "to" between them',
    optional: true,
    max: 2000,
  }),
});
type Values = Extract<ReturnType<typeof calendarForm.read>['result'], { ok: true }>['value'];
interface Placed {
  readonly input: CalendarInput;
  /** Where a fault of the rules belongs on the form: path of the input to field of the form. */
  readonly places: ReadonlyMap<string, string>;
}

/** The form's values as the rules want them, with a map to bring their faults back to the fields. */
export function calendarInput(values: Values, academicYear: string): Placed | Problem {
  const places = new Map<string, string>();
  const terms: { name: string; startsOn: DateOnly | null; endsOn: DateOnly | null }[] = [];
  const closures: { kind: string; name: string; startsOn: DateOnly | null; endsOn: DateOnly | null }[] = [];
  for (const season of SEASONS) {
    const [from, to] = [values[`${season}From`], values[`${season}To`]];
    if (from !== null || to !== null) {
      placePeriod(places, `terms.${terms.length}`, `${season}From`, `${season}To`);
      terms.push({ name: `${TITLES[season]} ${(from ?? to)?.slice(0, 4) ?? ''}`, startsOn: from, endsOn: to });
    }
    const [halfFrom, halfTo] = [values[`${season}HalfFrom`], values[`${season}HalfTo`]];
    if (halfFrom === null && halfTo === null) continue;
    placePeriod(places, `closures.${closures.length}`, `${season}HalfFrom`, `${season}HalfTo`);
    closures.push({ kind: 'HALF_TERM', name: 'Half-term', startsOn: halfFrom, endsOn: halfTo });
  }
  for (const [field, kind, name] of [
    ['inset', 'INSET', 'INSET day'],
    ['other', 'OTHER', 'School closed'],
  ] as const) {
    const read = readDays(values[field] ?? '');
    if ('line' in read) return faultsOf([{ field, rule: 'day-line', facts: { line: read.line } }]);
    for (const period of read.periods) {
      placePeriod(places, `closures.${closures.length}`, field, field);
      closures.push({ kind, name, ...period });
    }
  }
  if (terms.length === 0) return faultsOf([{ field: 'autumnFrom', rule: 'no-term' }]);
  return { input: { academicYear, assumed: values.assumed, source: values.source, terms, closures }, places };
}

function placePeriod(places: Map<string, string>, path: string, from: string, to: string): void {
  places.set(`${path}.startsOn`, from);
  places.set(`${path}.endsOn`, to);
}

function faultsOf(fields: readonly FieldFault[]): Problem {
  return { ...invalid('x', 'x').problem, fields };
}

/** The rules' faults on the form's fields. */
export function onForm(problem: Problem, places: ReadonlyMap<string, string>): Problem {
  return {
    ...problem,
    fields: problem.fields.map((fault) => ({ ...fault, field: places.get(fault.field) ?? fault.field })),
  };
}

/** "27 11 2026", "27/11/2026", "2026-11-27", "27 November 2026"; two of them with "to" are a period. */
function readDays(
  lines: string,
): { readonly periods: { startsOn: DateOnly; endsOn: DateOnly }[] } | { readonly line: number } {
  const periods: { startsOn: DateOnly; endsOn: DateOnly }[] = [];
  for (const [index, line] of lines.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [first = '', last = first, ...more] = line.split(/\s+to\s+/i);
    const [startsOn, endsOn] = [readDay(first), readDay(last)];
    if (startsOn === undefined || endsOn === undefined || more.length > 0) return { line: index + 1 };
    periods.push({ startsOn, endsOn });
  }
  return { periods };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function readDay(text: string): DateOnly | undefined {
  const yearFirst = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (yearFirst !== null) return dateFromParts(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
  const dayFirst = /^(?:[A-Za-z]+day,?\s+)?(\d{1,2})[\s/.-]+(\d{1,2}|[A-Za-z]{3,9})[\s/.-]+(\d{4})$/.exec(text.trim());
  if (dayFirst === null) return undefined;
  const [, dayOf = '', month = '', year = ''] = dayFirst;
  const named = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  return dateFromParts(Number(year), /^\d/.test(month) ? Number(month) : named, Number(dayOf));
}

const seasonOf = (date: DateOnly): Season => {
  const month = Number(date.slice(5, 7));
  if (month >= 9) return 'autumn';
  return month <= 3 ? 'spring' : 'summer';
};

/** A year as the form shows it; undefined when it has more in it than the form has room for (six terms, say). */
export function formValues(year: CalendarYear): Partial<Values> | undefined {
  const [terms, halves] = [
    bySeason(year.terms),
    bySeason(year.closures.filter((closure) => closure.kind === 'HALF_TERM')),
  ];
  if (terms === undefined || halves === undefined) return undefined;
  const dates = SEASONS.flatMap((season) => [
    [`${season}From`, terms.get(season)?.startsOn ?? null],
    [`${season}To`, terms.get(season)?.endsOn ?? null],
    [`${season}HalfFrom`, halves.get(season)?.startsOn ?? null],
    [`${season}HalfTo`, halves.get(season)?.endsOn ?? null],
  ]);
  const lines = (kinds: readonly string[]) =>
    year.closures
      .filter((closure) => kinds.includes(closure.kind))
      .map(({ startsOn, endsOn }) =>
        startsOn === endsOn ? formatDate(startsOn) : `${formatDate(startsOn)} to ${formatDate(endsOn)}`,
      )
      .join('\n');
  return {
    source: year.source,
    assumed: year.assumed,
    ...(Object.fromEntries(dates) as Partial<Values>),
    inset: lines(['INSET']),
    other: lines(['OTHER', 'HOLIDAY', 'BANK_HOLIDAY']),
  };
}

function bySeason<T extends CalendarTerm | CalendarClosure>(periods: readonly T[]): Map<Season, T> | undefined {
  const found = new Map<Season, T>();
  for (const period of periods) {
    const season = seasonOf(period.startsOn);
    if (found.has(season)) return undefined;
    found.set(season, period);
  }
  return found;
}
