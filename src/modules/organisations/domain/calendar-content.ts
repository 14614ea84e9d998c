import {
  academicYearDates,
  all,
  type CalendarClosure,
  type CalendarTerm,
  cleanText,
  type ClosureKind,
  type DateOnly,
  type FieldFault,
  invalid,
  invalidFields,
  ok,
  parseDate,
  type Result,
} from '../../../kernel/index.js';

export const CLOSURE_KINDS = ['HALF_TERM', 'INSET', 'HOLIDAY', 'OTHER'] as const satisfies readonly ClosureKind[];

/** One school year of one organisation. `source` says where the dates come from, in words that a page shows. */
export interface CalendarYear {
  readonly academicYear: string;
  readonly terms: readonly CalendarTerm[];
  readonly closures: readonly CalendarClosure[];
  readonly assumed: boolean;
  readonly source: string;
}

export interface CalendarInput {
  readonly academicYear: unknown;
  readonly assumed: boolean;
  readonly source: unknown;
  readonly terms: readonly { readonly name: unknown; readonly startsOn: unknown; readonly endsOn: unknown }[];
  readonly closures: readonly {
    readonly kind: unknown;
    readonly name: unknown;
    readonly startsOn: unknown;
    readonly endsOn: unknown;
  }[];
}

const TERMS_MAX = 8;
const CLOSURES_MAX = 60;

/**
 * A school year from a form or the API. Every fault is told at once, on `academicYear`, `source`, `terms.0.startsOn`
 * and so on. Terms lie inside the year (1 September to 31 August) and apart from each other; a closure lies in a term.
 */
export function parseCalendarYear(input: CalendarInput): Result<CalendarYear> {
  const year = parseYear(input.academicYear);
  const source = cleanText(input.source, { field: 'source', max: 200, required: true });
  if (input.terms.length === 0) return invalid('terms', 'required');
  if (input.terms.length > TERMS_MAX) return invalid('terms', 'too-many', { most: TERMS_MAX });
  if (input.closures.length > CLOSURES_MAX) return invalid('closures', 'too-many', { most: CLOSURES_MAX });
  const terms = all(input.terms.map((term, index) => parsePeriod(term, `terms.${index}`)));
  const closures = all(input.closures.map((closure, index) => parseClosure(closure, `closures.${index}`)));
  const faults = [year, source, terms, closures].flatMap((part) => (part.ok ? [] : part.problem.fields));
  if (!year.ok || !source.ok || !terms.ok || !closures.ok) return invalidFields(faults);
  const misplaced = [
    ...terms.value.flatMap((term, index) => outsideYear(term, year.value, `terms.${index}`)),
    ...overlapping(terms.value),
    ...closures.value.flatMap((closure, index) => outsideTerms(closure, terms.value, `closures.${index}`)),
    ...repeated(closures.value),
  ];
  if (misplaced.length > 0) return invalidFields(misplaced);
  const { assumed } = input;
  const [academicYear, said] = [year.value, source.value];
  return ok({ academicYear, assumed, source: said, terms: terms.value, closures: closures.value });
}

function parseYear(value: unknown): Result<string> {
  const years = typeof value === 'string' ? /^(20\d{2})-(\d{2})$/.exec(value) : null;
  const follows = years !== null && (Number(years[1]) + 1) % 100 === Number(years[2]);
  return follows ? ok(String(value)) : invalid('academicYear', 'academic-year');
}

function parsePeriod(
  input: { readonly name: unknown; readonly startsOn: unknown; readonly endsOn: unknown },
  field: string,
): Result<CalendarTerm> {
  const name = cleanText(input.name, { field: `${field}.name`, max: 80, required: true });
  const startsOn = parseDate(input.startsOn, `${field}.startsOn`);
  const endsOn = parseDate(input.endsOn, `${field}.endsOn`);
  const faults = [name, startsOn, endsOn].flatMap((part) => (part.ok ? [] : part.problem.fields));
  if (!name.ok || !startsOn.ok || !endsOn.ok) return invalidFields(faults);
  if (endsOn.value < startsOn.value) return invalid(`${field}.endsOn`, 'term-before-start');
  return ok({ name: name.value, startsOn: startsOn.value, endsOn: endsOn.value });
}

function parseClosure(input: CalendarInput['closures'][number], field: string): Result<CalendarClosure> {
  const kind = CLOSURE_KINDS.find((known) => known === input.kind);
  const period = parsePeriod(input, field);
  if (kind === undefined) {
    const others = period.ok ? [] : period.problem.fields;
    return invalidFields([{ field: `${field}.kind`, rule: 'choice' }, ...others]);
  }
  return period.ok ? ok({ ...period.value, kind }) : period;
}

function outsideYear(term: CalendarTerm, academicYear: string, field: string): FieldFault[] {
  const year = academicYearDates(academicYear);
  const [early, late] = [term.startsOn < year.startsOn, term.endsOn > year.endsOn];
  return [
    ...(early ? [{ field: `${field}.startsOn`, rule: 'outside-year', facts: { academicYear } }] : []),
    ...(late ? [{ field: `${field}.endsOn`, rule: 'outside-year', facts: { academicYear } }] : []),
  ];
}

function overlapping(terms: readonly CalendarTerm[]): FieldFault[] {
  return terms.flatMap((term, index) => {
    const clash = terms.findIndex(
      (other, at) => at < index && other.startsOn <= term.endsOn && term.startsOn <= other.endsOn,
    );
    return clash < 0
      ? []
      : [{ field: `terms.${index}.startsOn`, rule: 'term-overlaps', facts: { other: terms[clash]?.name ?? '' } }];
  });
}

function outsideTerms(closure: CalendarClosure, terms: readonly CalendarTerm[], field: string): FieldFault[] {
  const inside = terms.some((term) => term.startsOn <= closure.startsOn && closure.endsOn <= term.endsOn);
  return inside ? [] : [{ field: `${field}.startsOn`, rule: 'outside-terms' }];
}

function repeated(closures: readonly CalendarClosure[]): FieldFault[] {
  return closures.flatMap((closure, index) => {
    const twice = closures.some(
      (other, at) => at < index && other.kind === closure.kind && other.startsOn === closure.startsOn,
    );
    return twice ? [{ field: `closures.${index}.startsOn`, rule: 'closure-repeated' }] : [];
  });
}

export type CalendarLevel = 'SCHOOL' | 'TRUST' | 'AUTHORITY';

export interface OwnedYear extends CalendarYear {
  readonly level: CalendarLevel;
  readonly organisationId: string;
  readonly updatedAt: Date;
}

const NEAREST: readonly CalendarLevel[] = ['SCHOOL', 'TRUST', 'AUTHORITY'];

/** For each school year the nearest calendar: the school's own, else its trust's, else its authority's. By year. */
export function effectiveYears<T extends { readonly level: CalendarLevel; readonly academicYear: string }>(
  years: readonly T[],
): T[] {
  const nearest = new Map<string, T>();
  for (const level of NEAREST) {
    for (const year of years) {
      if (year.level === level && !nearest.has(year.academicYear)) nearest.set(year.academicYear, year);
    }
  }
  return [...nearest.values()].toSorted((a, b) => (a.academicYear < b.academicYear ? -1 : 1));
}

/** First and last day of the terms of a year, for a heading. */
export function spanOf(year: CalendarYear): { readonly startsOn: DateOnly; readonly endsOn: DateOnly } | undefined {
  const starts = year.terms.map((term) => term.startsOn).toSorted();
  const ends = year.terms.map((term) => term.endsOn).toSorted();
  const [startsOn, endsOn] = [starts[0], ends.at(-1)];
  return startsOn === undefined || endsOn === undefined ? undefined : { startsOn, endsOn };
}
